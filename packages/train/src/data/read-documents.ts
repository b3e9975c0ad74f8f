import { type ByteSource, type ChatMessage, type ChatTemplate, FileError } from '@recyclegpt/spec';
import { type DecodeTextOptions, decodeText } from './decode-text.ts';
import { type DocumentSeparator, splitDocuments } from './split-documents.ts';

/** How a file holds documents. */
export type DocumentFormat =
  | {
      readonly kind: 'text';
      /** `auto`, the default: `<|endoftext|>` if it occurs in the first mebibyte, else blank lines. */
      readonly separator?: DocumentSeparator | 'auto';
    }
  | {
      /** An object in each line, whose field is the document. */
      readonly kind: 'jsonl';
      /** Default `text`. */
      readonly field?: string;
    }
  | {
      /** An object in each line, whose field lists the messages of a conversation. */
      readonly kind: 'messages';
      readonly template: ChatTemplate;
      /** Default `messages`. */
      readonly field?: string;
    };

/** A file of documents. It stays the caller's to dispose. */
export interface DataSource {
  readonly source: ByteSource;
  readonly format: DocumentFormat;
}

/** A text of its own: no other one is seen while it is predicted. */
export interface TextDocument {
  readonly text: string;
  /** Special tokens written out in the text are meant as such: it is a rendered conversation. */
  readonly hasSpecialTokens: boolean;
}

export interface ReadDocumentsOptions extends DecodeTextOptions {
  /** Characters of the longest document; longer ones are cut. Default 2^20. */
  readonly maxCharacters?: number;
}

const endOfText = '<|endoftext|>';
const detectedBytes = 2 ** 20;
const defaultMaxCharacters = 2 ** 20;
const longestLine = 2 ** 26;

/**
 * The documents of a file, one after the other, however large it is.
 * @throws FileError if the file is empty or no text, and for a line of JSONL that cannot be used, by its number
 * @throws ConfigError for a separator that is none
 */
export async function* readDocuments(
  { source, format }: DataSource,
  { maxCharacters = defaultMaxCharacters, ...options }: ReadDocumentsOptions = {},
): AsyncGenerator<TextDocument> {
  if (format.kind === 'text') {
    const separator = await separatorOf(source, format.separator ?? 'auto');
    const texts = splitDocuments(decodeText(source, options), { separator, maxCharacters });
    for await (const text of texts) yield { text, hasSpecialTokens: false };
    return;
  }
  const hasSpecialTokens = format.kind === 'messages';
  let line = 0;
  for await (const text of linesOf(source, options)) {
    line++;
    if (text.trim() === '') continue;
    const document = documentOfLine(format, text, { file: source.name, line });
    const pieces = splitDocuments(once(document), { separator: 'file', maxCharacters });
    for await (const piece of pieces) yield { text: piece, hasSpecialTokens };
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

async function separatorOf(source: ByteSource, separator: DocumentSeparator | 'auto'): Promise<DocumentSeparator> {
  if (separator !== 'auto') return separator;
  const beginning = await source.read(0, Math.min(detectedBytes, source.sizeBytes));
  return new TextDecoder().decode(beginning).includes(endOfText) ? { marker: endOfText } : 'blank-line';
}

/** Every line, empty ones included. */
async function* linesOf(source: ByteSource, options: DecodeTextOptions): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of decodeText(source, options)) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) {
      const got = `a line of more than ${longestLine} characters`;
      throw new FileError({ what: 'This is no JSONL', where: source.name, got, expected: 'an object in each line' });
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function documentOfLine(format: Exclude<DocumentFormat, { kind: 'text' }>, text: string, place: Place): string {
  const record = parseLine(text, place);
  const field = format.field ?? (format.kind === 'messages' ? 'messages' : 'text');
  const value = record[field];
  if (format.kind === 'messages') {
    return format.template.render(readMessages(value, field, place), { addGenerationPrompt: false });
  }
  if (typeof value === 'string') return value;
  throw badLine(place, { field, got: value, expected: 'a string' });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseLine(text: string, place: Place): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw badLine(place, { got: text, expected: 'an object in JSON', cause });
  }
  if (isRecord(value)) return value;
  throw badLine(place, { got: value, expected: 'an object in JSON' });
}

function readMessages(value: unknown, field: string, place: Place): readonly ChatMessage[] {
  const expected = 'a list of messages, each with a role and a content that are strings';
  if (!Array.isArray(value) || value.length === 0) throw badLine(place, { field, got: value, expected });
  return value.map((message: unknown, index) => {
    const { role, content } = isRecord(message) ? message : {};
    if (typeof role === 'string' && typeof content === 'string') return { role, content };
    throw badLine(place, { field: `${field}[${index}]`, got: message, expected });
  });
}

interface LineFault {
  readonly field?: string;
  readonly got: unknown;
  readonly expected: string;
  readonly cause?: unknown;
}

function badLine({ file, line }: Place, { field, got, expected, cause }: LineFault): FileError {
  const shown = got === undefined ? 'nothing' : typeof got === 'string' ? got : JSON.stringify(got);
  return new FileError({
    what: 'A line of the data cannot be used',
    where: `${file}, line ${line}${field === undefined ? '' : `, field ${field}`}`,
    got: shown.slice(0, 100),
    expected,
    next: 'Mend or remove the line, or name the field that holds the text.',
    cause,
  });
}

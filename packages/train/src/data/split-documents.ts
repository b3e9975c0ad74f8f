import { ConfigError } from '@recyclegpt/spec';

/**
 * What ends a document in a text file. `blank-line`: one or more lines without a letter. `line`: every line is a
 * document. `line-break`: a line that follows another without a blank one between them begins a document, so that blank
 * lines part paragraphs. `file`: nothing. `marker`: a text such as `<|endoftext|>`, which is left out.
 */
export type DocumentSeparator = 'blank-line' | 'line' | 'line-break' | 'file' | { readonly marker: string };

export interface SplitDocumentsOptions {
  readonly separator: DocumentSeparator;
  /** Longer documents are cut in two, at the end of a line where there is one in the second half. */
  readonly maxCharacters: number;
}

interface Ending {
  /** Where the document ends. */
  readonly end: number;
  /** Where the next one begins. */
  readonly next: number;
}

interface Finder {
  /** The first ending at or after `from`. */
  find(text: string, from: number): Ending | undefined;
  /** Where to look first once a text without an ending has grown. */
  resume(text: string): number;
}

function patternFinder(pattern: RegExp): Finder {
  return {
    find(text, from) {
      const search = new RegExp(pattern, 'gu');
      search.lastIndex = from;
      const match = search.exec(text);
      return match === null ? undefined : { end: match.index, next: match.index + match[0].length };
    },
    resume: (text) => Math.max(0, text.lastIndexOf('\n')),
  };
}

function markerFinder(marker: string): Finder {
  return {
    find(text, from) {
      const end = text.indexOf(marker, from);
      return end < 0 ? undefined : { end, next: end + marker.length };
    },
    resume: (text) => Math.max(0, text.length - marker.length + 1),
  };
}

/** @throws ConfigError for a separator that is none */
function finderOf(separator: DocumentSeparator): Finder {
  switch (separator) {
    case 'line':
      return patternFinder(/\n/);
    case 'blank-line':
      return patternFinder(/\n[^\S\n]*\n/);
    case 'line-break':
      return patternFinder(/\n(?<=\S[^\S\n]*\n)(?=[^\S\n]*\S)/);
    case 'file':
      return { find: () => undefined, resume: (text) => text.length };
    default:
      if (typeof separator?.marker === 'string' && separator.marker !== '') return markerFinder(separator.marker);
      throw new ConfigError({
        what: 'This cannot part documents',
        where: 'separator',
        got: JSON.stringify(separator),
        expected: 'blank-line, line, line-break, file, or { marker } with a text',
      });
  }
}

/** Without blank lines before it and white space after it; indentation stays. */
function tidy(text: string): string {
  const begin = text.length - text.trimStart().length;
  return text.slice(text.lastIndexOf('\n', begin - 1) + 1).trimEnd();
}

function isHighSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800;
}

function cutAt(text: string, maxCharacters: number): number {
  const lineEnd = text.lastIndexOf('\n', maxCharacters - 1) + 1;
  if (lineEnd > maxCharacters / 2) return lineEnd;
  return isHighSurrogate(text, maxCharacters - 1) ? maxCharacters - 1 : maxCharacters;
}

/**
 * Cuts a text that comes in pieces into documents, holding no more than one of them and one piece. Documents without a
 * letter are left out; blank lines around a document and white space at its end are dropped.
 * @throws ConfigError for an option that cannot be used
 */
export async function* splitDocuments(
  pieces: AsyncIterable<string>,
  { separator, maxCharacters }: SplitDocumentsOptions,
): AsyncGenerator<string> {
  const finder = finderOf(separator);
  if (!Number.isInteger(maxCharacters) || maxCharacters < 2) {
    const got = String(maxCharacters);
    throw new ConfigError({ what: 'No document fits', where: 'maxCharacters', got, expected: 'an integer above 1' });
  }
  let rest = '';
  let from = 0;
  for await (const piece of pieces) {
    rest += piece;
    let begin = 0;
    for (let ending = finder.find(rest, from); ending !== undefined; ending = finder.find(rest, begin)) {
      yield* cutDocument(rest.slice(begin, ending.end), maxCharacters);
      begin = ending.next;
    }
    rest = rest.slice(begin);
    while (rest.length > maxCharacters) {
      const cut = cutAt(rest, maxCharacters);
      yield* cutDocument(rest.slice(0, cut), maxCharacters);
      rest = rest.slice(cut);
    }
    from = finder.resume(rest);
  }
  yield* cutDocument(rest, maxCharacters);
}

function* cutDocument(text: string, maxCharacters: number): Generator<string> {
  let rest = text;
  while (rest !== '') {
    const cut = rest.length > maxCharacters ? cutAt(rest, maxCharacters) : rest.length;
    const document = tidy(rest.slice(0, cut));
    if (document !== '') yield document;
    rest = rest.slice(cut);
  }
}

import { readFile } from 'node:fs/promises';
import { ConfigError, FileError, type Storage, type Tokenizer } from '@recyclegpt/spec';
import { tokenizerFromJson, trainBpe } from '@recyclegpt/tokenizer';
import { type DataSource, readDocuments } from '@recyclegpt/train';
import { formatCount } from '../terminal/format.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface BaseTokenizerOptions {
  readonly storage: Storage;
  /** A tokenizer.json, or how many tokens to learn. */
  readonly tokenizer: string | number;
  readonly sources: readonly DataSource[];
  readonly terminal: Terminal;
}

const endOfText = '<|endoftext|>';
const [file, configFile] = ['tokenizer.json', 'tokenizer_config.json'] as const;

/**
 * The tokenizer of a run: the one in its folder, a copy of the given one, or one trained on the texts, which then is in
 * the folder.
 * @throws TokenizerError, FileError naming what cannot be used
 */
export async function baseTokenizer(options: BaseTokenizerOptions): Promise<Tokenizer> {
  const { storage, tokenizer } = options;
  const kept = await readJson(storage, file);
  if (kept !== undefined) return tokenizerFromJson(kept, await readJson(storage, configFile));
  const json = typeof tokenizer === 'string' ? await readGiven(tokenizer) : await learn(options, tokenizer);
  const config = { eos_token: endOfTextOf(json, tokenizer) };
  const made = tokenizerFromJson(json, config);
  await writeJson(storage, configFile, config);
  await writeJson(storage, file, json);
  return made;
}

async function learn({ sources, terminal }: BaseTokenizerOptions, vocabSize: number): Promise<unknown> {
  terminal.note(`Training a tokenizer of ${formatCount(vocabSize)} tokens …`);
  try {
    return await trainBpe({
      texts: textsOf(sources),
      vocabSize,
      specialTokens: [endOfText],
      signal: terminal.signal,
      onProgress: (progress) => {
        if (progress.kind === 'token-learnt' && progress.numTokens % 64 === 0)
          terminal.progress(`Tokenizer: ${formatCount(progress.numTokens)} of ${formatCount(vocabSize)} tokens`);
      },
    });
  } finally {
    terminal.clearProgress();
  }
}

async function* textsOf(sources: readonly DataSource[]): AsyncGenerator<string> {
  for (const source of sources) for await (const { text } of readDocuments(source)) yield text;
}

async function readGiven(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new FileError({
      what: 'The tokenizer cannot be read',
      where: `--tokenizer ${path}`,
      expected: 'a tokenizer.json as Hugging Face writes it',
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

/** The token that ends a text: the trained one, or the given tokenizer's. */
function endOfTextOf(json: unknown, given: string | number): string {
  if (typeof given === 'number') return endOfText;
  const tokenizer = tokenizerFromJson(json);
  const known = [endOfText, '<|end_of_text|>', '</s>', '<|im_end|>', '<eos>'];
  const found = known.find((name) => tokenizer.idOf(name) !== undefined);
  if (found !== undefined) return found;
  throw new ConfigError({
    what: 'The tokenizer has no token that ends a text',
    where: `--tokenizer ${given}`,
    expected: `one of ${known.join(', ')}`,
  });
}

async function readJson(storage: Storage, path: string): Promise<unknown> {
  using source = await storage.open(path);
  if (source === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(await source.read(0, source.sizeBytes)));
  } catch (cause) {
    throw new FileError({ what: 'A file of the run is not JSON', where: source.name, cause });
  }
}

/** Writes a value as a file of JSON. */
export async function writeJson(storage: Storage, path: string, value: unknown): Promise<void> {
  await storage.write(path, [new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)]);
}

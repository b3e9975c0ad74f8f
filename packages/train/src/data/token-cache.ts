import { type ByteSource, FileError, type Storage, type Tokenizer } from '@recyclegpt/spec';
import { checkCacheOptions } from './check-cache-options.ts';
import type { DataSource } from './read-documents.ts';
import { tokenCacheKey } from './token-cache-key.ts';
import { openTokenFile, type TokenCacheKey, type TokenFile, writeTokenFile } from './token-file.ts';
import { type StoredTokenReader, storedTokenReader, TokenStream } from './token-stream.ts';
import { type TokeniseCounts, tokenise } from './tokenise.ts';
import { splitDocumentsByHash } from './validation-split.ts';
import { writeFile } from './write-file.ts';

/** How far a cache is. */
export interface TokenCacheProgress {
  /** `hashing` reads the sources to see whether a cache fits them, `tokenising` makes one. */
  readonly phase: 'hashing' | 'tokenising';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Which texts a cache holds, by which tokenizer, and where. */
export interface TokenCacheOptions {
  /** At least one. They stay the caller's to dispose. */
  readonly sources: readonly DataSource[];
  readonly tokenizer: Tokenizer;
  readonly storage: Storage;
  /** The cache's file in the storage. */
  readonly path: string;
  /** The model's: the tokenizer's ids must lie below it. Default: the tokenizer's own. */
  readonly vocabSize?: number;
  /** Closes every document. Default: the tokenizer's first end-of-text token. */
  readonly endOfTextId?: number;
  /** Documents of fewer characters are left out. Default 16. */
  readonly minCharacters?: number;
  /** Longer documents are cut. Default 2^20. */
  readonly maxCharacters?: number;
  /** Caches up to this size are kept in memory. Default 512 MiB. */
  readonly memoryBytes?: number;
  readonly onProgress?: (progress: TokenCacheProgress) => void;
  readonly signal?: AbortSignal;
}

/** Training and validation text. */
export interface TokenSplit {
  readonly train: TokenStream;
  readonly validation: TokenStream;
}

/** Tokenised documents in a file. Dispose it when no stream of it is read any more. */
export class TokenCache implements Disposable {
  /** Whether the file was there and fitted. */
  readonly wasReused: boolean;
  /** Why a file that was there was made anew: damaged, or of other texts or another tokenizer. */
  readonly rebuiltBecause: string | undefined;
  readonly numTokens: number;
  readonly numDocuments: number;
  /** Near-empty documents that were left out. */
  readonly numSkipped: number;
  readonly #file: TokenFile;
  readonly #reader: StoredTokenReader;
  readonly #source: ByteSource;

  /** @internal */
  constructor({ opened, reader, rebuiltBecause, wasReused }: CacheParts) {
    this.wasReused = wasReused;
    this.rebuiltBecause = rebuiltBecause;
    this.#file = opened.file;
    this.#source = opened.source;
    this.#reader = reader;
    this.numTokens = opened.file.numTokens;
    this.numDocuments = opened.file.lengths.length;
    this.numSkipped = opened.file.numSkipped;
  }

  /**
   * Splits the documents by hashes of their texts: a document stays on its side whatever is added or removed around it,
   * equal ones stay together, and a larger share only moves documents to validation.
   * @param validationShare from 0 to below 1
   * @throws ConfigError for another share
   */
  split(validationShare = 0.05): TokenSplit {
    const { train, validation } = splitDocumentsByHash(this.#file.hashes, validationShare);
    const parts = { reader: this.#reader, file: this.#file };
    return {
      train: new TokenStream({ ...parts, documents: train }),
      validation: new TokenStream({ ...parts, documents: validation }),
    };
  }

  [Symbol.dispose](): void {
    this.#source[Symbol.dispose]();
  }
}

interface OpenedFile {
  readonly source: ByteSource;
  readonly file: TokenFile;
}

interface CacheParts {
  readonly opened: OpenedFile;
  readonly reader: StoredTokenReader;
  readonly wasReused: boolean;
  readonly rebuiltBecause: string | undefined;
}

const defaultMemoryBytes = 2 ** 29;

/**
 * Tokenises documents into a file, or opens the file if it was made from the same texts with the same tokenizer. The
 * file appears complete or not at all; neither it nor the sources are held in memory while it is made.
 * @throws ConfigError naming an option that cannot be used, such as a vocabulary that does not fit the model's
 * @throws FileError for a source that is no text or holds no document, and if the file cannot be written
 */
export async function openTokenCache(options: TokenCacheOptions): Promise<TokenCache> {
  const checked = checkCacheOptions(options);
  const { storage, path, memoryBytes = defaultMemoryBytes } = options;
  const key = await tokenCacheKey(options, checked);
  const found = await openFitting(storage, path, key);
  if (typeof found === 'object') return await cacheOf(found, { wasReused: true, memoryBytes });
  const { endOfTextId, minCharacters, maxCharacters, bytesPerToken } = checked;
  const counts: TokeniseCounts = { numSkipped: 0, numDocuments: 0 };
  const documents = tokenise(options, { endOfTextId, minCharacters, maxCharacters, counts });
  const chunks = writeTokenFile(documents, { key, bytesPerToken, numSkipped: () => counts.numSkipped });
  await writeFile({ storage, path, chunks, name: 'The token cache' });
  const written = await openFitting(storage, path, key);
  if (typeof written === 'object')
    return await cacheOf(written, { wasReused: false, memoryBytes, rebuiltBecause: found });
  throw new FileError({
    what: 'The token cache is not what was written',
    where: path,
    got: written ?? 'no file',
    next: 'Check that nothing else writes there, and that the sources stay as they are meanwhile.',
  });
}

interface CacheFacts {
  readonly wasReused: boolean;
  readonly memoryBytes: number;
  readonly rebuiltBecause?: string | undefined;
}

async function cacheOf(opened: OpenedFile, { memoryBytes, wasReused, rebuiltBecause }: CacheFacts) {
  try {
    const reader = await storedTokenReader(opened.source, opened.file, memoryBytes);
    return new TokenCache({ opened, reader, wasReused, rebuiltBecause });
  } catch (error) {
    opened.source[Symbol.dispose]();
    throw error;
  }
}

/** The file if it fits the key, a reason if it does not, `undefined` if there is none. */
async function openFitting(
  storage: Storage,
  path: string,
  key: TokenCacheKey,
): Promise<OpenedFile | string | undefined> {
  const source = await storage.open(path);
  if (source === undefined) return undefined;
  let reason: string;
  try {
    const file = await openTokenFile(source);
    if (JSON.stringify(file.key) === JSON.stringify(key)) return { source, file };
    reason = 'The texts, the tokenizer or the options have changed.';
  } catch (error) {
    if (!FileError.isInstance(error)) throw error;
    reason = error.message;
  }
  source[Symbol.dispose]();
  return reason;
}

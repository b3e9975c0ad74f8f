import { type ByteSource, ConfigError } from '@recyclegpt/spec';
import { headBytes, readStoredTokens, type StoredTokens, type TokenFile } from './token-file.ts';

/** A stretch of a stream. */
export interface TokenRange {
  /** [count] */
  readonly tokenIds: Int32Array;
  /** Ascending indices in `tokenIds` at which a document begins. */
  readonly documentStarts: readonly number[];
}

/** Reads stored tokens: from memory where they fit, else from the file. */
export interface StoredTokenReader {
  read(start: number, count: number): Promise<StoredTokens>;
}

/** @param memoryBytes files up to this size are read as a whole, once */
export async function storedTokenReader(
  source: ByteSource,
  { bytesPerToken, numTokens }: TokenFile,
  memoryBytes: number,
): Promise<StoredTokenReader> {
  const load = async (start: number, count: number): Promise<StoredTokens> =>
    readStoredTokens(await source.read(headBytes + start * bytesPerToken, count * bytesPerToken), bytesPerToken);
  if (numTokens * bytesPerToken > memoryBytes) return { read: load };
  const all = await load(0, numTokens);
  return { read: async (start, count) => all.subarray(start, start + count) };
}

/** Where the tokens of a stream lie. */
export interface TokenStreamOptions {
  readonly reader: StoredTokenReader;
  readonly file: TokenFile;
  /** Which documents of the file belong to the stream, ascending. */
  readonly documents: Uint32Array;
}

/** The tokens of some documents of a cache as one long text, each document closed by the end-of-text token. */
export class TokenStream {
  readonly numTokens: number;
  readonly numDocuments: number;
  readonly #reader: StoredTokenReader;
  /** [documents] where each begins in the file, in tokens. */
  readonly #fileStarts: Float64Array;
  /** [documents + 1] where each begins in the stream. */
  readonly #starts: Float64Array;

  constructor({ reader, file, documents }: TokenStreamOptions) {
    this.#reader = reader;
    this.numDocuments = documents.length;
    this.#fileStarts = new Float64Array(documents.length);
    this.#starts = new Float64Array(documents.length + 1);
    let fileStart = 0;
    let next = 0;
    for (const [index, document] of documents.entries()) {
      for (; next < document; next++) fileStart += file.lengths[next]!;
      this.#fileStarts[index] = fileStart;
      this.#starts[index + 1] = this.#starts[index]! + file.lengths[document]!;
    }
    this.numTokens = this.#starts[documents.length]!;
  }

  /**
   * Tokens `[start, start + count)` of the stream.
   * @throws ConfigError if the range is not wholly inside the stream
   */
  async read(start: number, count: number): Promise<TokenRange> {
    const end = start + count;
    if (!(Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0 && end <= this.numTokens)) {
      const expected = `tokens within 0 to ${this.numTokens}`;
      throw new ConfigError({ what: 'The tokens are not there', where: 'read', got: `${start} to ${end}`, expected });
    }
    const tokenIds = new Int32Array(count);
    const documentStarts: number[] = [];
    let document = this.#documentAt(start);
    for (let at = start; at < end; ) {
      const last = this.#lastAdjacent(document, end);
      const runEnd = Math.min(end, this.#starts[last + 1]!);
      const fileStart = this.#fileStarts[document]! + (at - this.#starts[document]!);
      tokenIds.set(await this.#reader.read(fileStart, runEnd - at), at - start);
      for (let each = document; each <= last; each++) {
        if (this.#starts[each]! >= start) documentStarts.push(this.#starts[each]! - start);
      }
      at = runEnd;
      document = last + 1;
    }
    return { tokenIds, documentStarts };
  }

  /** The document that holds a place of the stream. */
  #documentAt(place: number): number {
    let low = 0;
    let high = this.numDocuments - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The last document before `end` that follows without a gap in the file, so that one read gets all. */
  #lastAdjacent(document: number, end: number): number {
    let last = document;
    while (last + 1 < this.numDocuments && this.#starts[last + 1]! < end) {
      const length = this.#starts[last + 1]! - this.#starts[last]!;
      if (this.#fileStarts[last + 1] !== this.#fileStarts[last]! + length) break;
      last++;
    }
    return last;
  }
}

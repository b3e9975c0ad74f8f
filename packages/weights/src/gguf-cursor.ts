import { type ByteSource, FileError } from '@recyclegpt/spec';

/** Holds the header of most models of the size that runs on a laptop. */
const firstChunkBytes = 2 * 1024 * 1024;
/** The largest vocabularies take some 30 MB; whatever claims more is damaged, and is not worth its memory. */
const largestHeaderBytes = 128 * 1024 * 1024;

/** Says that a step needs bytes not read yet. It never leaves this file. */
class MoreBytesNeeded extends Error {
  readonly end: number;
  constructor(end: number) {
    super('more bytes needed');
    this.end = end;
  }
}

/**
 * Reads the head of a file in growing chunks for a parser that does not wait: `step` runs the parser and, where it comes
 * to the end of what has been read, reads on and runs it again from the same place. Lengths are checked against the file
 * before anything is read or allocated for them.
 */
export class GgufCursor {
  readonly source: ByteSource;
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);
  #position = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** Offset in the file of what comes next. */
  get position(): number {
    return this.#position;
  }

  /** Bytes of the file read so far. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Bytes of the file that follow. */
  get remainingBytes(): number {
    return this.source.sizeBytes - this.#position;
  }

  /**
   * Runs one step of a parser, as often as it takes to have its bytes.
   * @param parse has no effect but moving this cursor
   * @throws FileError as `parse`, or if the header is larger than any model's
   */
  async step<T>(parse: (cursor: GgufCursor) => T): Promise<T> {
    const start = this.#position;
    for (;;) {
      let end: number;
      try {
        return parse(this);
      } catch (error) {
        if (!(error instanceof MoreBytesNeeded)) throw error;
        end = error.end;
      }
      this.#position = start;
      await this.#readUpTo(end);
    }
  }

  /** Moves past `length` bytes and returns where they begin in `bytes`. @throws FileError if the file ends before. */
  take(length: number, what: string): number {
    const start = this.#position;
    const end = start + length;
    if (!(end <= this.source.sizeBytes)) throw this.error('the file ends early', { what, got: `${length} bytes` });
    if (end > this.#bytes.length) throw new MoreBytesNeeded(end);
    this.#position = end;
    return start;
  }

  /** A little-endian view on `length` bytes, which the cursor moves past. */
  view(length: number, what: string): { readonly view: DataView; readonly at: number } {
    const at = this.take(length, what);
    return { view: this.#view, at };
  }

  uint32(what: string): number {
    const at = this.take(4, what);
    return this.#view.getUint32(at, true);
  }

  /** A length, count or offset. Beyond 2^53 it loses digits, which no check against the file's size would pass anyway. */
  uint64(what: string): number {
    const at = this.take(8, what);
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 2 ** 32;
  }

  /** A FileError that tells the file and the offset. */
  error(
    problem: string,
    { what, got, expected, at = this.#position }: { what: string; got?: string; expected?: string; at?: number },
  ): FileError {
    return new FileError({
      what: problem,
      where: `${this.source.name}, ${what} at byte ${at}`,
      got,
      expected: expected ?? `at most the ${this.remainingBytes} bytes that are left`,
      next: 'Download the file again, or convert the model again.',
    });
  }

  async #readUpTo(end: number): Promise<void> {
    const known = this.#bytes.length;
    if (end > largestHeaderBytes) {
      throw this.error('the header is larger than any model needs', {
        what: 'header',
        got: `${end} bytes or more`,
        expected: `at most ${largestHeaderBytes}`,
      });
    }
    const length = Math.min(this.source.sizeBytes, largestHeaderBytes, Math.max(end, known * 2, firstChunkBytes));
    const grown = new Uint8Array(length);
    grown.set(this.#bytes);
    grown.set(await this.source.read(known, length - known), known);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

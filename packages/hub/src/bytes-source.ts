import { type ByteSource, DisposedError } from '@recyclegpt/spec';
import { checkByteRange } from './byte-range.ts';

class BytesSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  #bytes: Uint8Array | undefined;

  constructor(name: string, bytes: Uint8Array) {
    this.name = name;
    this.sizeBytes = bytes.length;
    this.#bytes = bytes;
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    if (this.#bytes === undefined) throw new DisposedError(this.name);
    checkByteRange({ name: this.name, sizeBytes: this.sizeBytes, start, length });
    return this.#bytes.slice(start, start + length);
  }

  [Symbol.dispose](): void {
    this.#bytes = undefined;
  }
}

/** A file whose bytes are in memory already. They are not copied: do not change them while the source is in use. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return new BytesSource(name, bytes);
}

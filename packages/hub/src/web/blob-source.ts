/// <reference lib="dom" />
import { type ByteSource, DisposedError, FileError } from '@recyclegpt/spec';
import { checkByteRange } from '../byte-range.ts';

class BlobSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  #blob: Blob | undefined;

  constructor(name: string, blob: Blob) {
    this.name = name;
    this.sizeBytes = blob.size;
    this.#blob = blob;
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    if (this.#blob === undefined) throw new DisposedError(this.name);
    checkByteRange({ name: this.name, sizeBytes: this.sizeBytes, start, length });
    const bytes = await this.#bytes(this.#blob.slice(start, start + length));
    if (bytes.length === length) return bytes;
    throw this.#changed(`${bytes.length} of ${length} bytes at ${start}`);
  }

  [Symbol.dispose](): void {
    this.#blob = undefined;
  }

  async #bytes(part: Blob): Promise<Uint8Array> {
    try {
      return new Uint8Array(await part.arrayBuffer());
    } catch (cause) {
      throw this.#changed(cause instanceof Error ? cause.message : String(cause), cause);
    }
  }

  #changed(got: string, cause?: unknown): FileError {
    return new FileError({
      what: 'The file cannot be read any more',
      where: this.name,
      got,
      next: 'It may have been changed, moved or removed: choose it again.',
      cause,
    });
  }
}

/** A file that was chosen or dropped, or any other Blob. Only what is read comes into memory. */
export function blobSource(
  blob: Blob,
  name: string = 'name' in blob ? String(blob.name) : 'a dropped file',
): ByteSource {
  return new BlobSource(name, blob);
}

import { type FileHandle, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ByteSource, DisposedError, FileError } from '@recyclegpt/spec';
import { checkByteRange } from '../byte-range.ts';
import { fileErrorOf } from './file-errors.ts';

/** Node refuses to read more than 2 GiB at once. */
const maxReadBytes = 1 << 30;

class FileSource implements ByteSource {
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  #handle: FileHandle | undefined;

  constructor(name: string, sizeBytes: number, handle: FileHandle) {
    this.name = name;
    this.path = resolve(name);
    this.sizeBytes = sizeBytes;
    this.#handle = handle;
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    if (this.#handle === undefined) throw new DisposedError(this.name);
    checkByteRange({ name: this.name, sizeBytes: this.sizeBytes, start, length });
    const bytes = new Uint8Array(length);
    await this.#fill(this.#handle, bytes, start);
    return bytes;
  }

  async #fill(handle: FileHandle, bytes: Uint8Array, start: number): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      const length = Math.min(maxReadBytes, bytes.length - offset);
      const { bytesRead } = await this.#readAt(handle, bytes, { offset, length, position: start + offset });
      if (bytesRead === 0) throw this.#shrunk(start + offset);
      offset += bytesRead;
    }
  }

  async #readAt(
    handle: FileHandle,
    bytes: Uint8Array,
    range: { readonly offset: number; readonly length: number; readonly position: number },
  ): Promise<{ readonly bytesRead: number }> {
    try {
      return await handle.read(bytes, range);
    } catch (error) {
      throw fileErrorOf(error, 'The file cannot be read', this.name);
    }
  }

  #shrunk(position: number): FileError {
    return new FileError({
      what: 'The file became shorter while it was open',
      where: this.name,
      got: `its end at ${position}`,
      expected: `${this.sizeBytes} bytes`,
      next: 'Something else writes to it: let that end, then open it again.',
    });
  }

  /** Closes the file as soon as reads under way have ended. */
  [Symbol.dispose](): void {
    void this.#handle?.close();
    this.#handle = undefined;
  }
}

/**
 * Opens a file of the disk for random access; nothing of it is read yet. Dispose it to close the file.
 * @throws FileError if there is none, if it is a folder, or if it may not be read.
 */
export async function fileSource(path: string): Promise<ByteSource> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const stats = await handle.stat();
    if (stats.isFile()) return new FileSource(path, stats.size, handle);
  } catch (error) {
    await handle?.close();
    throw fileErrorOf(error, 'The file cannot be opened', path);
  }
  await handle.close();
  throw new FileError({ what: 'This is no file', where: path, next: 'Name a file, not a folder or a device.' });
}

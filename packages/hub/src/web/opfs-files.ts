/// <reference lib="dom" />
import { FileError } from '@recyclegpt/spec';

/** What is written lies under this name until it is complete. */
export const unfinishedSuffix = '.unfinished';

/** Parts of the file system that not all platforms' types know. */
interface OpfsFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle?(): Promise<SyncAccessHandle>;
  move?(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
}

/** A file opened in a worker, which nobody else writes meanwhile. */
interface SyncAccessHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  read(bytes: Uint8Array, options: { at: number }): number;
  truncate(sizeBytes: number): void;
  flush(): void;
  close(): void;
}

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A browser that has no room left, with what was written so far where that can be read back. */
export class NoRoom {
  readonly cause: unknown;
  readonly written: Uint8Array | undefined;
  /** What has not been written. */
  readonly rest: Chunks;

  constructor(cause: unknown, written: Uint8Array | undefined, rest: Chunks) {
    this.cause = cause;
    this.written = written;
    this.rest = rest;
  }
}

/** Whether files can be written here and get their names when they are complete. */
export function canWrite(handle: FileSystemFileHandle): boolean {
  return 'move' in handle && ('createWritable' in handle || 'createSyncAccessHandle' in handle);
}

/**
 * Writes a file as a whole. In a worker it is written in place under another name, elsewhere through the browser's stream.
 * @returns `NoRoom` if the browser has none left; nothing is left behind then.
 */
export async function writeWhole(
  folder: FileSystemDirectoryHandle,
  name: string,
  chunks: Chunks,
): Promise<NoRoom | undefined> {
  const unfinished = `${name}${unfinishedSuffix}`;
  const handle: OpfsFileHandle = await folder.getFileHandle(unfinished, { create: true });
  try {
    const noRoom =
      handle.createSyncAccessHandle === undefined
        ? await writeStream(handle, chunks)
        : await writeInPlace(await handle.createSyncAccessHandle(), chunks);
    if (noRoom === undefined) await handle.move?.(folder, name);
    else await folder.removeEntry(unfinished);
    return noRoom;
  } catch (error) {
    await folder.removeEntry(unfinished).catch(() => undefined);
    throw error;
  }
}

async function writeInPlace(file: SyncAccessHandle, chunks: Chunks): Promise<NoRoom | undefined> {
  const iterator = iteratorOf(chunks);
  let sizeBytes = 0;
  try {
    file.truncate(0);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      try {
        writeFully(file, next.value, sizeBytes);
      } catch (error) {
        if (!isNoRoom(error)) throw error;
        return new NoRoom(error, readBack(file, sizeBytes), restOf(next.value, iterator));
      }
      sizeBytes += next.value.length;
    }
    file.flush();
    return undefined;
  } finally {
    file.close();
  }
}

/** A write that takes less than it was given means that there is no room. */
function writeFully(file: SyncAccessHandle, chunk: Uint8Array, at: number): void {
  const written = file.write(chunk, { at });
  if (written !== chunk.length) throw new DOMException(`only ${written} bytes were written`, 'QuotaExceededError');
}

function readBack(file: SyncAccessHandle, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  file.read(bytes, { at: 0 });
  return bytes;
}

async function writeStream(handle: FileSystemFileHandle, chunks: Chunks): Promise<NoRoom | undefined> {
  const writable = await handle.createWritable();
  try {
    for await (const chunk of chunks) await writable.write(chunk as Uint8Array<ArrayBuffer>);
    await writable.close();
    return undefined;
  } catch (error) {
    await writable.abort().catch(() => undefined);
    if (!isNoRoom(error)) throw error;
    // The stream is gone with what it took; a list can be read once more.
    return new NoRoom(error, Array.isArray(chunks) ? new Uint8Array(0) : undefined, chunks);
  }
}

function iteratorOf(chunks: Chunks): AsyncIterator<Uint8Array> | Iterator<Uint8Array> {
  return Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
}

async function* restOf(
  first: Uint8Array,
  iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

function isNoRoom(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** Whether an error of the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'TypeMismatchError');
}

/** An error of the browser's file system in our words. */
export function opfsError(what: string, where: string, cause: unknown): FileError {
  return new FileError({
    what,
    where,
    got: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
    cause,
  });
}

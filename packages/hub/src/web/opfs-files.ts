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

/** A file that the browser did not keep, mostly for want of room, with what was written so far where that can be read back. */
export class NotKept {
  readonly cause: DOMException;
  readonly written: Uint8Array | undefined;
  /** What has not been written. */
  readonly rest: Chunks;

  constructor(cause: DOMException, written: Uint8Array | undefined, rest: Chunks) {
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
 * @param openFolder opens its folder, or makes it
 * @returns `NotKept` if the browser has no room left or lets nobody write the file now, as when another tab does; nothing is
 * left behind then
 */
export async function writeWhole(
  openFolder: () => Promise<FileSystemDirectoryHandle>,
  name: string,
  chunks: Chunks,
): Promise<NotKept | undefined> {
  const opened = await openUnfinished(openFolder, `${name}${unfinishedSuffix}`);
  if (opened instanceof DOMException) return new NotKept(opened, new Uint8Array(0), chunks);
  const { folder, handle, file } = opened;
  let isKept = false;
  try {
    const notKept =
      (file === undefined ? await writeStream(handle, chunks) : await writeInPlace(file, chunks)) ??
      (await giveName(handle, folder, name));
    isKept = notKept === undefined;
    return notKept;
  } finally {
    if (!isKept) await folder.removeEntry(handle.name).catch(() => undefined);
  }
}

interface Unfinished {
  readonly folder: FileSystemDirectoryHandle;
  readonly handle: OpfsFileHandle;
  /** In a worker only. */
  readonly file: SyncAccessHandle | undefined;
}

/** An empty file to write, or what the file system has against it. */
async function openUnfinished(
  openFolder: () => Promise<FileSystemDirectoryHandle>,
  name: string,
): Promise<Unfinished | DOMException> {
  try {
    const folder = await openFolder();
    const handle: OpfsFileHandle = await folder.getFileHandle(name, { create: true });
    const file = await handle.createSyncAccessHandle?.();
    return { folder, handle, file };
  } catch (error) {
    return domException(error);
  }
}

async function writeInPlace(file: SyncAccessHandle, chunks: Chunks): Promise<NotKept | undefined> {
  const iterator = iteratorOf(chunks);
  let sizeBytes = 0;
  try {
    file.truncate(0);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const { value: chunk } = next;
      const failure = failureOf(() => writeFully(file, chunk, sizeBytes));
      if (failure !== undefined) return new NotKept(failure, readBack(file, sizeBytes), restOf(chunk, iterator));
      sizeBytes += chunk.length;
    }
    const failure = failureOf(() => file.flush());
    return failure && new NotKept(failure, readBack(file, sizeBytes), []);
  } finally {
    file.close();
  }
}

function failureOf(act: () => void): DOMException | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return domException(error);
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

async function writeStream(handle: FileSystemFileHandle, chunks: Chunks): Promise<NotKept | undefined> {
  const writable = await handle.createWritable();
  try {
    for await (const chunk of chunks) await writable.write(chunk as Uint8Array<ArrayBuffer>);
    await writable.close();
    return undefined;
  } catch (error) {
    await writable.abort().catch(() => undefined);
    if (!isNoRoom(error)) throw error;
    // The stream is gone with what it took; a list can be read once more.
    return new NotKept(domException(error), Array.isArray(chunks) ? new Uint8Array(0) : undefined, chunks);
  }
}

/** Moves a complete file to its final name. */
async function giveName(
  handle: OpfsFileHandle,
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<NotKept | undefined> {
  try {
    await handle.move?.(folder, name);
    return undefined;
  } catch (error) {
    const cause = domException(error);
    return new NotKept(cause, new Uint8Array(await (await handle.getFile()).arrayBuffer()), []);
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

/** An error of the file system; any other is a fault of ours and thrown on. */
function domException(error: unknown): DOMException {
  if (error instanceof DOMException) return error;
  throw error;
}

/** Whether an error says that the browser has no room left. */
export function isNoRoom(error: unknown): boolean {
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

/// <reference lib="dom" />
import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';
import { checkStoragePath } from '../storage-path.ts';
import { blobSource } from './blob-source.ts';
import {
  type Chunks,
  isMissing,
  isNoRoom,
  type NotKept,
  opfsError,
  unfinishedSuffix,
  writeWhole,
} from './opfs-files.ts';

/** A storage in a folder of the browser's private file system. */
export class OpfsStorage implements Storage {
  readonly #root: FileSystemDirectoryHandle;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  async open(path: string): Promise<ByteSource | undefined> {
    const file = await this.#attempt('The file cannot be read', path, async ({ folders, name }) => {
      const folder = await this.#folder(folders, false);
      return await (await folder.getFileHandle(name)).getFile();
    });
    return file && blobSource(file, path);
  }

  async write(path: string, chunks: Chunks): Promise<void> {
    const notKept = await this.tryWrite(path, chunks);
    if (notKept !== undefined) throw notKeptError(path, notKept);
  }

  /** As `write`, but returns that the file could not be kept, with what is left to write. */
  async tryWrite(path: string, chunks: Chunks): Promise<NotKept | undefined> {
    const { folders, name } = placeOf(path);
    return await inOurWords('The file cannot be written', path, () =>
      writeWhole(() => this.#folder(folders, true), name, chunks),
    );
  }

  async list(folder: string): Promise<readonly string[]> {
    const found: string[] = [];
    const parts = folder === '' ? [] : partsOf(folder);
    await ifThere('The folder cannot be listed', folder, async () =>
      collect(await this.#folder(parts, false), folder, found),
    );
    return found.sort();
  }

  async remove(path: string): Promise<void> {
    await this.#attempt('The file cannot be removed', path, async ({ folders, name }) => {
      const folder = await this.#folder(folders, false);
      // What a closed page left unfinished goes too.
      await folder.removeEntry(`${name}${unfinishedSuffix}`).catch(() => undefined);
      await folder.removeEntry(name);
    });
  }

  async #folder(parts: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create });
    return folder;
  }

  /** Does something with a file; `undefined` if it is not there. */
  async #attempt<T>(what: string, path: string, act: (place: Place) => Promise<T>): Promise<T | undefined> {
    const place = placeOf(path);
    return await ifThere(what, path, () => act(place));
  }
}

/** Work with the file system; `undefined` if what it is about is not there. */
async function ifThere<T>(what: string, path: string, act: () => Promise<T>): Promise<T | undefined> {
  return await inOurWords(what, path, async () => {
    try {
      return await act();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  });
}

/** Work with the file system; errors of whoever made the chunks stay theirs. */
async function inOurWords<T>(what: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw opfsError(what, path, error);
  }
}

/** Where a file lies. */
interface Place {
  readonly folders: readonly string[];
  readonly name: string;
}

function placeOf(path: string): Place {
  const parts = partsOf(path);
  return { folders: parts.slice(0, -1), name: parts.at(-1) as string };
}

function partsOf(path: string): readonly string[] {
  checkStoragePath(path);
  return path.split('/');
}

async function collect(folder: FileSystemDirectoryHandle, path: string, found: string[]): Promise<void> {
  for await (const [name, handle] of (folder as unknown as EntriesOf).entries()) {
    const entryPath = path === '' ? name : `${path}/${name}`;
    if (handle.kind === 'directory') await collect(handle as FileSystemDirectoryHandle, entryPath, found);
    else if (!name.endsWith(unfinishedSuffix)) found.push(entryPath);
  }
}

/** Iteration, which TypeScript's library for pages leaves to another one. */
interface EntriesOf {
  entries(): AsyncIterable<[string, FileSystemHandle]>;
}

/** What to tell of a file that nothing else takes. */
export function notKeptError(path: string, { cause }: NotKept): FileError {
  if (!isNoRoom(cause)) return opfsError('The file cannot be written', path, cause);
  return new FileError({
    what: 'The browser has no room left for this file',
    where: path,
    got: cause.message,
    next: 'Free space on the disk, or remove models from this page’s storage.',
    cause,
  });
}

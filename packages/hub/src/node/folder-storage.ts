import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';
import { checkStoragePath } from '../storage-path.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { fileSource } from './file-source.ts';
import { insideFolder } from './inside-folder.ts';
import { temporarySuffix, writeFileAtomically } from './write-file-atomically.ts';

class FolderStorage implements Storage {
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
  }

  async open(path: string): Promise<ByteSource | undefined> {
    const full = await this.#resolve(path);
    const stats = await this.#stat(full);
    if (stats === undefined) return undefined;
    if (!stats.isFile()) throw new FileError({ what: 'This is no file', where: full });
    return await fileSource(full);
  }

  async write(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    await writeFileAtomically(await this.#resolve(path), chunks);
  }

  async list(folder: string): Promise<readonly string[]> {
    const full = folder === '' ? this.#root : await this.#resolve(folder);
    const found: string[] = [];
    await this.#collect(full, folder, found);
    return found.sort();
  }

  async remove(path: string): Promise<void> {
    const full = await this.#resolve(path);
    try {
      await rm(full, { force: true });
    } catch (error) {
      if (!isMissing(error)) throw fileErrorOf(error, 'The file cannot be removed', full);
    }
  }

  /** The place of a path on the disk, after making sure that neither it nor a folder above it leads out. */
  async #resolve(path: string): Promise<string> {
    checkStoragePath(path);
    return await insideFolder(this.#root, join(this.#root, ...path.split('/')));
  }

  async #stat(full: string): Promise<Awaited<ReturnType<typeof stat>> | undefined> {
    try {
      return await stat(full);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw fileErrorOf(error, 'The file cannot be read', full);
    }
  }

  /** Links are left out: what they stand for is listed where it is, or is not of this storage. */
  async #collect(full: string, path: string, found: string[]): Promise<void> {
    for (const entry of await readFolder(full)) {
      const entryPath = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) await this.#collect(join(full, entry.name), entryPath, found);
      else if (entry.isFile() && !entry.name.endsWith(temporarySuffix)) found.push(entryPath);
    }
  }
}

async function readFolder(full: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(full, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileErrorOf(error, 'The folder cannot be listed', full);
  }
}

/**
 * A storage in a folder of the disk, which is made when something is written. Files appear complete or not at all,
 * and outlast a power cut. Nothing outside the folder is read or written, neither by `..` nor through links;
 * it does not guard against another program that swaps folders for links at the same moment.
 */
export function folderStorage(root: string): Storage {
  return new FolderStorage(root);
}

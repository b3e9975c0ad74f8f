import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';
import { checkStoragePath } from '../storage-path.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { fileSource } from './file-source.ts';
import { temporarySuffix, writeFileAtomically } from './write-file-atomically.ts';

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function leavesError(path: string, root: string, target: string): FileError {
  return new FileError({
    what: 'This path leaves the folder of the storage through a link',
    where: path,
    got: target,
    expected: `something inside ${root}`,
    next: 'Remove the link, or put the file itself into the folder.',
  });
}

/** What a path stands for when links are followed; `undefined` if there is nothing. */
async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileErrorOf(error, 'The path cannot be followed', path);
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw fileErrorOf(error, 'The path cannot be read', path);
  }
}

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
    const full = join(this.#root, ...path.split('/'));
    const realRoot = (await realPathOf(this.#root)) ?? this.#root;
    for (let each = full; each !== this.#root; each = dirname(each)) {
      const real = await realPathOf(each);
      // A link to nothing would be followed by whoever creates its target.
      if (real === undefined && (await isLink(each))) throw leavesError(path, this.#root, 'a link to nothing');
      if (real === undefined) continue;
      if (!isInside(real, realRoot)) throw leavesError(path, this.#root, real);
      break;
    }
    return full;
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

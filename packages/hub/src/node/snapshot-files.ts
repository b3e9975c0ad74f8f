import { readlink } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { type ContentHash, contentHashOf } from '../ranges/content-hash.ts';
import type { RepositoryFile } from '../repository/repository-file.ts';
import { errorCode, isMissing } from './file-errors.ts';
import { fileSize } from './file-size.ts';
import type { HubRepository } from './hub-repository.ts';
import { insideFolder } from './inside-folder.ts';
import { scanFolder } from './scan-folder.ts';
import { temporarySuffix } from './write-file-atomically.ts';

/** Folders inside folders that a snapshot is searched for files. */
const searchDepth = 4;

/**
 * The files of a snapshot, whoever brought them.
 * @throws FileError if one of them is a link that leads out of the cache.
 */
export async function snapshotFiles(repository: HubRepository, commit: string): Promise<readonly RepositoryFile[]> {
  const folder = repository.snapshot(commit);
  await insideFolder(repository.root, folder);
  const { folders } = await scanFolder(folder, searchDepth);
  const files: RepositoryFile[] = [];
  for (const file of folders.flatMap((each) => each.files)) {
    if (file.endsWith(temporarySuffix)) continue;
    await insideFolder(repository.root, file);
    const path = relative(folder, file).split(sep).join('/');
    files.push({ path, sizeBytes: await fileSize(file), hash: await linkedHash(file) });
  }
  return files;
}

/** What the content of a name in a snapshot is to hash to, as the name of its blob says; `undefined` if it is no link. */
export async function linkedHash(file: string): Promise<ContentHash | undefined> {
  try {
    return contentHashOf(basename(await readlink(file)));
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'EINVAL' || errorCode(error) === 'UNKNOWN') return undefined;
    throw error;
  }
}

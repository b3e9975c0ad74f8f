import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RecycleError } from '@recyclegpt/spec';
import { fileErrorOf } from './file-errors.ts';
import { syncFolder } from './sync-folder.ts';

/** Ends the names of files that are being written; a crash may leave some, and no listing shows them. */
export const temporarySuffix = '.recyclegpt-tmp';

async function writeAll(handle: FileHandle, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) await handle.writeFile(chunk);
}

/**
 * Writes a file so that its name never stands for half of it: to a temporary file beside it, to the disk, then renamed.
 * Folders on the way are made.
 * @throws FileError if it cannot be written, and what `chunks` throws; the temporary file is removed in both cases.
 */
export async function writeFileAtomically(
  path: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}${temporarySuffix}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(temporary, 'wx');
    try {
      await writeAll(handle, chunks);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    const isOther = error instanceof RecycleError || !(error instanceof Error && 'syscall' in error);
    throw isOther ? error : fileErrorOf(error, 'The file cannot be written', path);
  }
}

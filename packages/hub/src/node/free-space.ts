import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { errorCode, isMissing } from './file-errors.ts';

/** Tells how many bytes can still be written below a folder; `undefined` where the system does not tell. */
export type FreeSpace = (folder: string) => Promise<number | undefined>;

/** Left over for everything else that lives on the disk. */
const spareBytes = 64 << 20;

/** What the file system tells of a folder, or of the nearest one above it that is there. */
export const freeSpace: FreeSpace = async (folder) => {
  for (let each = folder; ; each = dirname(each)) {
    try {
      const { bavail, bsize } = await statfs(each);
      return bavail * bsize;
    } catch (error) {
      if (!isMissing(error) || each === dirname(each)) return unknownSpace(error);
    }
  }
};

/** Not being told is no reason not to try: a disk that is full tells it when it is written to. */
function unknownSpace(error: unknown): undefined {
  if (errorCode(error) === undefined) throw error;
  return undefined;
}

/**
 * Makes sure that a download fits, before its first byte.
 * @throws FileError if it does not; nothing was fetched.
 */
export async function checkFreeSpace(neededBytes: number, folder: string, space: FreeSpace): Promise<void> {
  const freeBytes = await space(folder);
  if (neededBytes === 0 || freeBytes === undefined || freeBytes >= neededBytes + spareBytes) return;
  throw new FileError({
    what: 'The disk has no room for this download',
    where: folder,
    got: `${freeBytes} bytes free`,
    expected: `${neededBytes} bytes, and ${spareBytes} to spare`,
    next: 'Nothing was fetched. Make room (`recyclegpt list`, `recyclegpt remove`), or set HF_HUB_CACHE or RECYCLEGPT_CACHE to a folder on another disk.',
  });
}

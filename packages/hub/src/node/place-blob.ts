import { randomBytes } from 'node:crypto';
import { link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { errorCode, fileErrorOf } from './file-errors.ts';
import { temporarySuffix } from './write-file-atomically.ts';

/** How a name is given to a file that lies elsewhere; tests of disks without links pass their own. */
export interface LinkCalls {
  readonly symlink: typeof symlink;
  readonly link: typeof link;
}

/** What systems say that cannot make links, or do not let this user. */
const noLinkCodes: readonly (string | undefined)[] = ['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL'];

/**
 * Gives a content its name in a snapshot, all at once: a relative symbolic link as other tools make it, a second name
 * of the same file where that cannot be, and the file itself where neither can.
 * @throws FileError if none works.
 */
export async function placeBlob(blob: string, target: string, calls: LinkCalls = { symlink, link }): Promise<void> {
  const temporary = `${target}.${randomBytes(6).toString('hex')}${temporarySuffix}`;
  try {
    await mkdir(dirname(target), { recursive: true });
    const isLinked =
      (await isDone(() => calls.symlink(relative(dirname(target), blob), temporary))) ||
      (await isDone(() => calls.link(blob, temporary)));
    await rename(isLinked ? temporary : blob, target);
    // A rename onto another name of the same file does nothing, and leaves both.
    await rm(temporary, { force: true });
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileErrorOf(error, 'The file cannot be put in its place', target);
  }
}

async function isDone(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (noLinkCodes.includes(errorCode(error))) return false;
    throw error;
  }
}

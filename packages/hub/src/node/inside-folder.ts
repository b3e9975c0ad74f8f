import { lstat, realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { fileErrorOf, isMissing } from './file-errors.ts';

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function leavesError(path: string, root: string, target: string): FileError {
  return new FileError({
    what: 'This path leaves its folder through a link',
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

/**
 * Makes sure that a path below a folder, existing or not, stays below it when links are followed.
 * It does not guard against another program that swaps folders for links at the same moment.
 * @param root absolute; may itself be a link
 * @param path absolute, below `root` as it is written
 * @returns `path`
 * @throws FileError if it, or a folder above it, leads out, or is a link to nothing.
 */
export async function insideFolder(root: string, path: string): Promise<string> {
  const realRoot = (await realPathOf(root)) ?? root;
  for (let each = path; each !== root && each !== dirname(each); each = dirname(each)) {
    const real = await realPathOf(each);
    // A link to nothing would be followed by whoever creates its target.
    if (real === undefined && (await isLink(each))) throw leavesError(path, root, 'a link to nothing');
    if (real === undefined) continue;
    if (!isInside(real, realRoot)) throw leavesError(path, root, real);
    break;
  }
  return path;
}

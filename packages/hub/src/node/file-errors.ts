import { FileError } from '@recyclegpt/spec';

/** The code of an error of Node such as ENOENT; `undefined` for other errors. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function adviceFor(code: string | undefined): string | undefined {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'Check the spelling, and the folder that this was started in.';
  if (code === 'EACCES' || code === 'EPERM') return 'Check who may read and write there.';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return 'Make room on the disk, or set HF_HUB_CACHE or RECYCLEGPT_CACHE to a folder on another.';
  if (code === 'EFBIG') return 'The disk, or a limit of this process (`ulimit -f`), allows no file of this size.';
  if (code === 'EROFS')
    return 'The disk is read-only: set HF_HUB_CACHE or RECYCLEGPT_CACHE to a folder that can be written.';
  if (code === 'EISDIR') return 'This is a folder: name a file in it.';
  return undefined;
}

/** An error of Node about one file, told as a FileError; other recyclegpt errors should not be passed here. */
export function fileErrorOf(error: unknown, what: string, path: string): FileError {
  const got = error instanceof Error ? error.message : String(error);
  return new FileError({ what, where: path, got, next: adviceFor(errorCode(error)), cause: error });
}

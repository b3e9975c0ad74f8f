import { stat } from 'node:fs/promises';
import { fileErrorOf, isMissing } from './file-errors.ts';

/** Size in bytes; `undefined` if there is nothing at that path. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileErrorOf(error, 'The file cannot be read', path);
  }
}

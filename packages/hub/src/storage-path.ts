import { FileError } from '@recyclegpt/spec';
import { hasControlCharacters } from './control-characters.ts';

/** Windows reads these as other things than names. */
const forbiddenCharacters = /[\\:*?"<>|]/;

function isPlainPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !forbiddenCharacters.test(part) && !hasControlCharacters(part);
}

/**
 * Makes sure that a path names something inside a storage on every system: relative, parted by `/`, without `..`.
 * @throws FileError if it does not.
 */
export function checkStoragePath(path: string): void {
  if (path.split('/').every(isPlainPart)) return;
  throw new FileError({
    what: 'This path cannot be used in a storage',
    where: JSON.stringify(path),
    expected: 'a relative path of plain names parted by "/", without ".", "..", "\\" or ":"',
  });
}

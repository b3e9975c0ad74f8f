import { FileError } from '@recyclegpt/spec';

/** A read that was asked of a file. */
export interface ByteRange {
  readonly name: string;
  readonly sizeBytes: number;
  readonly start: number;
  readonly length: number;
}

/**
 * Makes sure that `[start, start + length)` lies in the file.
 * @throws FileError if it does not, or if a bound is not a whole number.
 */
export function checkByteRange({ name, sizeBytes, start, length }: ByteRange): void {
  const isWhole = Number.isSafeInteger(start) && Number.isSafeInteger(length);
  if (isWhole && start >= 0 && length >= 0 && start + length <= sizeBytes) return;
  throw new FileError({
    what: 'A read leaves the file',
    where: name,
    got: `${length} bytes at ${start}`,
    expected: `a range inside its ${sizeBytes} bytes`,
    next: 'The file may be cut short: fetch it again.',
  });
}

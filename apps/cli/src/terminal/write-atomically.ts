import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { FileError } from '@recyclegpt/spec';

/** Writes a file whole or not at all: what stood there before stays until the new bytes are complete. @throws FileError */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(temporary, bytes, { flag: 'wx', flush: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new FileError({
      what: 'The file cannot be written',
      where: path,
      got: cause instanceof Error ? cause.message : String(cause),
      next: 'Choose another place.',
      cause,
    });
  }
}

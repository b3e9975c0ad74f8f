import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { type LinkCalls, placeBlob } from './place-blob.ts';

function refusing(code: string): () => Promise<void> {
  return () => Promise.reject(Object.assign(new Error(code), { code, syscall: 'symlink' }));
}

test.each([
  ['a second name of the file', async (): Promise<Partial<LinkCalls>> => ({ symlink: refusing('EPERM') })],
  ['the file itself', async () => ({ symlink: refusing('EPERM'), link: refusing('ENOTSUP') })],
])('where no symbolic links can be made, the name is %s', async (_name, calls) => {
  await using folder = await temporaryFolder();
  const [blob, target] = [join(folder.path, 'blobs/x'), join(folder.path, 'snapshots/c/sub/m.gguf')];
  await mkdir(join(folder.path, 'blobs'));
  await writeFile(blob, 'content');
  const { link, symlink } = await import('node:fs/promises');
  for (let time = 0; time < 2; time++) {
    await placeBlob(blob, target, { link, symlink, ...(await calls()) });
    expect(await readFile(target, 'utf8')).toBe('content');
    expect((await stat(target)).isFile()).toBe(true);
    expect(await readdir(join(folder.path, 'snapshots/c/sub'))).toEqual(['m.gguf']);
    if (!(await readdir(join(folder.path, 'blobs'))).includes('x')) break;
  }
});

test('a disk that is full is told, and nothing is left', async () => {
  await using folder = await temporaryFolder();
  const target = join(folder.path, 'm.gguf');
  const full = { symlink: refusing('ENOSPC'), link: refusing('ENOSPC') };
  const work = placeBlob(join(folder.path, 'x'), target, full);
  await expect(work).rejects.toSatisfy(FileError.isInstance);
  await expect(work).rejects.toThrow(/Make room/);
  expect(await readdir(folder.path)).toEqual([]);
});

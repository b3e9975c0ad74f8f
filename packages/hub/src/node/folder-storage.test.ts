import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DisposedError, FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { fileSource } from './file-source.ts';
import { folderStorage } from './folder-storage.ts';

test('what was written is read, listed sorted, and removed', async () => {
  await using folder = await temporaryFolder();
  const storage = folderStorage(join(folder.path, 'not', 'yet'));
  expect(await storage.list('')).toEqual([]);
  expect(await storage.open('a')).toBeUndefined();
  await storage.write('b/two', [new Uint8Array([1, 2]), new Uint8Array([3])]);
  await storage.write('b/one', []);
  await storage.write('b/one', [new Uint8Array([7])]);
  expect(await storage.list('')).toEqual(['b/one', 'b/two']);
  expect(await storage.list('b')).toEqual(['b/one', 'b/two']);
  expect(await storage.list('c')).toEqual([]);
  using source = await storage.open('b/two');
  expect(await source?.read(1, 2)).toEqual(new Uint8Array([2, 3]));
  await storage.remove('b/one');
  await storage.remove('b/one');
  expect(await readdir(join(folder.path, 'not/yet/b'))).toEqual(['two']);
});

test('a write that fails leaves the old file and no temporary one', async () => {
  await using folder = await temporaryFolder();
  const storage = folderStorage(folder.path);
  await storage.write('a', [new Uint8Array([1])]);
  const chunks = (function* () {
    yield new Uint8Array([2]);
    throw new Error('no more');
  })();
  await expect(storage.write('a', chunks)).rejects.toThrow('no more');
  expect(await readdir(folder.path)).toEqual(['a']);
  expect(await readFile(join(folder.path, 'a'))).toHaveLength(1);
});

test('a file that is being written is neither listed nor opened', async () => {
  await using folder = await temporaryFolder();
  const storage = folderStorage(folder.path);
  const chunks = (async function* () {
    yield new Uint8Array([1]);
    expect(await readdir(folder.path)).toHaveLength(1);
    expect(await storage.list('')).toEqual([]);
    expect(await storage.open('a')).toBeUndefined();
  })();
  await storage.write('a', chunks);
  expect(await storage.list('')).toEqual(['a']);
});

test.each(['../x', '/etc/passwd', 'a/../../x', '', '.', 'a\\..\\b', 'C:x', 'a\u0000'])(
  'path %j is refused',
  async (path) => {
    await using folder = await temporaryFolder();
    const storage = folderStorage(folder.path);
    await expect(storage.write(path, [])).rejects.toSatisfy(FileError.isInstance);
    await expect(storage.open(path)).rejects.toSatisfy(FileError.isInstance);
    await expect(storage.remove(path)).rejects.toSatisfy(FileError.isInstance);
  },
);

test('links that leave the folder are refused, those inside work', async () => {
  await using outside = await temporaryFolder();
  await using folder = await temporaryFolder();
  await writeFile(join(outside.path, 'secret'), 'x');
  await mkdir(join(folder.path, 'real'));
  await writeFile(join(folder.path, 'real', 'file'), 'inside');
  await symlink(outside.path, join(folder.path, 'out'));
  await symlink(join(outside.path, 'secret'), join(folder.path, 'leak'));
  await symlink(join(outside.path, 'new'), join(folder.path, 'dangling'));
  await symlink(join(folder.path, 'real'), join(folder.path, 'in'));
  const storage = folderStorage(folder.path);
  for (const path of ['out/secret', 'out/new', 'leak', 'dangling']) {
    await expect(storage.open(path)).rejects.toSatisfy(FileError.isInstance);
    await expect(storage.write(path, [])).rejects.toSatisfy(FileError.isInstance);
  }
  using source = await storage.open('in/file');
  expect(source?.sizeBytes).toBe(6);
  expect(await storage.list('')).toEqual(['real/file']);
  expect(await readdir(outside.path)).toEqual(['secret']);
});

test('fileSource: a missing file, a folder, a file cut while open, use after dispose', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'f');
  await expect(fileSource(path)).rejects.toSatisfy(FileError.isInstance);
  await expect(fileSource(folder.path)).rejects.toSatisfy(FileError.isInstance);
  await writeFile(path, new Uint8Array([1, 2, 3, 4]));
  const source = await fileSource(path);
  expect(await Promise.all([source.read(2, 2), source.read(0, 1)])).toEqual([
    new Uint8Array([3, 4]),
    new Uint8Array([1]),
  ]);
  await expect(source.read(2, 3)).rejects.toSatisfy(FileError.isInstance);
  await truncate(path, 1);
  await expect(source.read(0, 4)).rejects.toThrow('became shorter');
  source[Symbol.dispose]();
  await expect(source.read(0, 1)).rejects.toSatisfy(DisposedError.isInstance);
});

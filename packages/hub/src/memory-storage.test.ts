import { DisposedError, FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { bytesSource } from './bytes-source.ts';
import { memoryStorage } from './memory-storage.ts';

test('what was written is read, listed sorted, and removed', async () => {
  const storage = memoryStorage();
  await storage.write('b/two', [new Uint8Array([1, 2]), new Uint8Array([3])]);
  await storage.write('b/one', []);
  await storage.write('bb', [new Uint8Array([9])]);
  expect(await storage.list('b')).toEqual(['b/one', 'b/two']);
  expect(await storage.list('')).toEqual(['b/one', 'b/two', 'bb']);
  using source = await storage.open('b/two');
  expect(await source?.read(1, 2)).toEqual(new Uint8Array([2, 3]));
  await storage.remove('b/two');
  await storage.remove('b/two');
  expect(await storage.open('b/two')).toBeUndefined();
});

test('a write whose chunks fail leaves what was there', async () => {
  const storage = memoryStorage();
  await storage.write('a', [new Uint8Array([1])]);
  const chunks = (function* () {
    yield new Uint8Array([2]);
    throw new Error('no more');
  })();
  await expect(storage.write('a', chunks)).rejects.toThrow('no more');
  using source = await storage.open('a');
  expect(await source?.read(0, 1)).toEqual(new Uint8Array([1]));
});

test.each(['../x', '/x', 'a//b', 'a/../b', '', '.', 'a\\b', 'C:x', 'a\u0000'])('path %j is refused', async (path) => {
  await expect(memoryStorage().write(path, [])).rejects.toSatisfy(FileError.isInstance);
});

test('reads are memory of their own, inside the file, and not after dispose', async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const source = bytesSource('it', bytes);
  const read = await source.read(0, 3);
  read[0] = 9;
  expect(bytes[0]).toBe(1);
  for (const [start, length] of [
    [0, 4],
    [-1, 1],
    [3, 1],
    [0.5, 1],
    [0, Number.NaN],
  ] as const) {
    await expect(source.read(start, length)).rejects.toSatisfy(FileError.isInstance);
  }
  expect(await source.read(3, 0)).toHaveLength(0);
  source[Symbol.dispose]();
  await expect(source.read(0, 1)).rejects.toSatisfy(DisposedError.isInstance);
});

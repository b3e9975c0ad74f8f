import { memoryStorage } from '@recyclegpt/hub';
import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { type PrepareOptions, prepareModel } from './prepare-model.ts';
import { createPreparedCache } from './prepared-cache.ts';
import { backends } from './test/model-fixture.ts';
import { randomWeights, smallConfig } from './test/random-weights.ts';

async function* chunksOf(...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const [index, size] of sizes.entries()) yield new Uint8Array(size).fill(index + 1);
}

/** A clock that goes on by a second each time it is read. */
function clock(): () => number {
  let now = 0;
  return () => (now += 1000);
}

const weightsIn = async (storage: Storage): Promise<readonly string[]> =>
  (await storage.list('')).filter((path) => path.endsWith('.bin'));

describe('the prepared-weights cache', () => {
  it('gives back what was written, if it has the size expected', async () => {
    const cache = createPreparedCache({ storage: memoryStorage() });
    expect(await cache.open('a', 5)).toBeUndefined();
    using written = await cache.write('a', chunksOf(2, 3));
    expect([...(await written.read(0, 5))]).toEqual([1, 1, 2, 2, 2]);
    using found = await cache.open('a', 5);
    expect(found?.sizeBytes).toBe(5);
    expect(await cache.open('a', 6)).toBeUndefined();
  });

  it('lets the least recently used make room', async () => {
    const storage = memoryStorage();
    const cache = createPreparedCache({ storage, maxBytes: 25, now: clock() });
    for (const print of ['a', 'b']) (await cache.write(print, chunksOf(10)))[Symbol.dispose]();
    (await cache.open('a', 10))?.[Symbol.dispose]();
    await cache.noteFact('b', 'rows', 1);
    (await cache.write('c', chunksOf(10)))[Symbol.dispose]();
    expect(await weightsIn(storage)).toEqual(['a/weights.bin', 'c/weights.bin']);
    expect(await cache.readFact('b', 'rows')).toBeUndefined();
  });

  it('keeps the newest even if it is larger than the limit', async () => {
    const storage = memoryStorage();
    const cache = createPreparedCache({ storage, maxBytes: 5, now: clock() });
    for (const print of ['a', 'b']) (await cache.write(print, chunksOf(10)))[Symbol.dispose]();
    expect(await weightsIn(storage)).toEqual(['b/weights.bin']);
  });

  it('keeps facts, and does without where an index is damaged', async () => {
    const storage = memoryStorage();
    const cache = createPreparedCache({ storage });
    await cache.noteFact('a', 'minExactRows on x', 2);
    await cache.noteFact('a', 'other', 'y');
    expect([await cache.readFact('a', 'minExactRows on x'), await cache.readFact('a', 'other')]).toEqual([2, 'y']);
    for (const path of ['a/facts.json', 'index.json']) await storage.write(path, [new TextEncoder().encode('{broken')]);
    expect(await cache.readFact('a', 'other')).toBeUndefined();
    (await cache.write('b', chunksOf(3)))[Symbol.dispose]();
    expect((await cache.open('b', 3))?.sizeBytes).toBe(3);
  });
});

describe('preparing a model with a cache', () => {
  const source = randomWeights(smallConfig);

  async function prepare(options: Partial<PrepareOptions>) {
    using backend = await backends.reference();
    return await prepareModel({ source, precision: 'int8', backend, ...options });
  }

  async function bytesOf(weights: ByteSource | undefined): Promise<Uint8Array> {
    return (await weights?.read(0, weights.sizeBytes)) ?? new Uint8Array(0);
  }

  it('encodes once, and the second time finds the same bytes', async () => {
    const cache = createPreparedCache({ storage: memoryStorage() });
    const reports: number[] = [];
    const first = await prepare({ cache, onProgress: (done, total) => reports.push(done / total) });
    const second = await prepare({ cache, onProgress: () => expect.unreachable('it is cached') });
    expect([first.wasCached, second.wasCached]).toEqual([false, true]);
    expect(await bytesOf(second.model.weights)).toEqual(await bytesOf(first.model.weights));
    expect(first.model.weights?.sizeBytes).toBe(first.weightsBytes);
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.at(-1)).toBe(1);
    const without = await prepare({});
    expect(await bytesOf(without.model.weights)).toEqual(await bytesOf(first.model.weights));
  });

  it('writes weights of a wrong size anew', async () => {
    const storage = memoryStorage();
    const cache = createPreparedCache({ storage });
    const { weightsPrint, weightsBytes } = await prepare({ cache });
    await storage.write(`${weightsPrint}/weights.bin`, [new Uint8Array(7)]);
    const again = await prepare({ cache });
    expect([again.wasCached, again.model.weights?.sizeBytes]).toEqual([false, weightsBytes]);
  });

  it('falls back to memory where nothing can be written, and says so', async () => {
    const refuse = async () => {
      throw new FileError({ what: 'The folder is read-only', where: '/cache' });
    };
    const storage: Storage = {
      ...memoryStorage(),
      open: async () => undefined,
      list: async () => [],
      remove: refuse,
      write: refuse,
    };
    const failures: string[] = [];
    const cache = createPreparedCache({ storage, onFailure: ({ message }) => failures.push(message) });
    const { model, weightsBytes } = await prepare({ cache });
    expect(model.weights?.sizeBytes).toBe(weightsBytes);
    expect(failures).toEqual(['The folder is read-only (/cache).']);
    await cache.noteFact('a', 'b', 1);
  });

  it('an abort is not a failure of the cache: it is thrown, and nothing is left under the final name', async () => {
    const storage = memoryStorage();
    const cache = createPreparedCache({ storage, onFailure: () => expect.unreachable() });
    const controller = new AbortController();
    const work = prepare({ cache, signal: controller.signal, onProgress: () => controller.abort() });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(await storage.list('')).toEqual([]);
  });

  it('a model file that ends early is a FileError, and nothing is left under the final name', async () => {
    const storage = memoryStorage();
    const broken = {
      ...source,
      readFloat32: async (name: string) => {
        if (name.includes('layers.1')) throw new FileError({ what: 'The file ends early', where: name });
        return await source.readFloat32(name);
      },
    };
    await expect(prepare({ source: broken, cache: createPreparedCache({ storage }) })).rejects.toSatisfy(
      FileError.isInstance,
    );
    expect(await storage.list('')).toEqual([]);
  });
});

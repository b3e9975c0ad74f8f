import { memoryStorage } from '@recyclegpt/hub';
import { ConfigError, FileError, type Storage, type Tensor } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { type Checkpoint, CheckpointStore, type CheckpointStoreOptions } from './checkpoint-store.ts';

function tensorsOf(step: number): ReadonlyMap<string, Tensor> {
  return new Map<string, Tensor>([
    [
      'model.weight',
      { dtype: 'float32', shape: [2, 3], data: Float32Array.from({ length: 6 }, (_, i) => step + i / 7) },
    ],
    ['adam.steps', { dtype: 'int64', shape: [1], data: BigInt64Array.of(BigInt(step)) }],
  ]);
}

function checkpointOf(step: number, score?: number): Checkpoint {
  const lossTail = [{ step, loss: 1 / 3 }];
  const state = {
    position: { epoch: 1, index: step },
    config: { lr: 1e-3, 10: 'b', 2: 'a' },
    random: [1, 2 ** 31],
    lossTail,
  };
  return { step, tensors: tensorsOf(step), state, score };
}

function storeIn(storage: Storage, more: Partial<CheckpointStoreOptions> = {}): CheckpointStore {
  return new CheckpointStore({ storage, folder: 'run/checkpoints', ...more });
}

async function stepsOf(store: CheckpointStore): Promise<number[]> {
  return (await store.list()).map(({ step }) => step);
}

async function change(storage: Storage, path: string, edit: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  const source = (await storage.open(path))!;
  await storage.write(path, [edit(await source.read(0, source.sizeBytes))]);
}

const flip = (place: number) => (bytes: Uint8Array) => {
  bytes[place < 0 ? bytes.length + place : place]! ^= 1;
  return bytes;
};

describe('CheckpointStore', () => {
  test('gives back what was saved', async () => {
    const store = storeIn(memoryStorage());
    expect(await store.loadLatest()).toBeUndefined();
    expect(await store.list()).toEqual([]);
    const info = await store.save(checkpointOf(10, 2.5));
    expect(await store.load(10)).toEqual(checkpointOf(10, 2.5));
    expect(await store.loadLatest()).toEqual({ checkpoint: checkpointOf(10, 2.5), damaged: [] });
    expect(await store.list()).toEqual([info]);
    expect(info).toMatchObject({ step: 10, score: 2.5, path: 'run/checkpoints/step-000000010.safetensors' });
    await expect(store.load(11)).rejects.toThrow('one of 10');
  });

  test('keeps the last and the best', async () => {
    const storage = memoryStorage();
    const store = storeIn(storage, { keepLast: 2, keepBest: 1 });
    for (const [step, score] of [
      [1, 5],
      [2, 3],
      [3, 4],
      [4, undefined],
      [5, 9],
    ] as const) {
      await store.save(checkpointOf(step, score));
    }
    expect(await stepsOf(store)).toEqual([2, 4, 5]);
    expect((await store.best())?.step).toBe(2);
    expect(await storage.list('')).toHaveLength(6);
    await store.save(checkpointOf(6, 1));
    expect(await stepsOf(store)).toEqual([5, 6]);
    const none = storeIn(memoryStorage(), { keepBest: 0 });
    await none.save(checkpointOf(1));
    expect(await none.best()).toBeUndefined();
  });

  test.each<[string, string, (bytes: Uint8Array) => Uint8Array]>([
    ['a cut manifest', 'step-000000003.json', (bytes) => bytes.subarray(0, 50)],
    ['an empty manifest', 'step-000000003.json', () => new Uint8Array()],
    [
      'a changed manifest',
      'step-000000003.json',
      (bytes) => new TextEncoder().encode(new TextDecoder().decode(bytes).replace('"epoch": 1', '"epoch": 2')),
    ],
    ['a cut tensor file', 'step-000000003.safetensors', (bytes) => bytes.subarray(0, -1)],
    ['a changed tensor', 'step-000000003.safetensors', flip(-3)],
    ['a changed header', 'step-000000003.safetensors', flip(20)],
  ])('%s: the checkpoint before is used, and it says so', async (_, name, edit) => {
    const storage = memoryStorage();
    const store = storeIn(storage);
    for (const step of [1, 2, 3]) await store.save(checkpointOf(step));
    await change(storage, `run/checkpoints/${name}`, edit);
    const resumed = await store.loadLatest();
    expect(resumed?.checkpoint).toEqual(checkpointOf(2));
    expect(resumed?.damaged).toMatchObject([{ step: 3, path: `run/checkpoints/${name}` }]);
    expect(resumed?.damaged[0]?.reason).toContain('damaged');
    await expect(store.load(3)).rejects.toThrow('damaged');
    // The run goes on; the damaged one is no later checkpoint, and does not count among the last.
    await store.save(checkpointOf(2));
    expect(await stepsOf(store)).toEqual([1, 2]);
    expect(await storage.list('')).toHaveLength(4);
  });

  test('tensors that are gone count as damage, and all damaged is an error', async () => {
    const storage = memoryStorage();
    const store = storeIn(storage);
    await store.save(checkpointOf(1));
    await storage.remove('run/checkpoints/step-000000001.safetensors');
    await expect(store.loadLatest()).rejects.toSatisfy(FileError.isInstance);
    await expect(store.loadLatest()).rejects.toThrow('All checkpoints are damaged');
  });

  test('wherever a save stops, the checkpoints before it are whole', async () => {
    for (let stopAt = 0; stopAt < 8; stopAt++) {
      const storage = memoryStorage();
      let operations = 0;
      const dying: Storage = {
        open: (path) => storage.open(path),
        list: (folder) => storage.list(folder),
        write: async (path, chunks) => {
          if (operations++ >= stopAt) throw new Error('power cut');
          await storage.write(path, chunks);
        },
        remove: async (path) => {
          if (operations++ >= stopAt) throw new Error('power cut');
          await storage.remove(path);
        },
      };
      await storeIn(storage, { keepLast: 1, keepBest: 0 }).save(checkpointOf(1));
      const save = storeIn(dying, { keepLast: 1, keepBest: 0 }).save(checkpointOf(2));
      if (stopAt < 4) await expect(save).rejects.toThrow('power cut');
      else await save;
      const store = storeIn(storage, { keepLast: 1, keepBest: 0 });
      expect((await store.loadLatest())?.checkpoint).toEqual(checkpointOf(stopAt < 2 ? 1 : 2));
      await store.save(checkpointOf(3));
      expect(await storage.list('')).toHaveLength(2);
    }
  });

  test('saving a step again replaces it, at once', async () => {
    const storage = memoryStorage();
    const store = storeIn(storage, { keepLast: 1 });
    await store.save(checkpointOf(4, 1));
    await store.save({ ...checkpointOf(4, 2), tensors: tensorsOf(99) });
    expect((await store.load(4)).tensors).toEqual(tensorsOf(99));
    expect(await storage.list('')).toEqual([
      'run/checkpoints/step-000000004.2.safetensors',
      'run/checkpoints/step-000000004.json',
    ]);
  });

  test('a full disk: the error names the file, and the checkpoints before stay', async () => {
    const storage = memoryStorage();
    await storeIn(storage).save(checkpointOf(1));
    const write: Storage['write'] = async () => {
      throw new Error('ENOSPC: no space left on device');
    };
    const full: Storage = {
      open: (p) => storage.open(p),
      list: (f) => storage.list(f),
      remove: (p) => storage.remove(p),
      write,
    };
    const save = storeIn(full).save(checkpointOf(2));
    await expect(save).rejects.toSatisfy(FileError.isInstance);
    await expect(save).rejects.toThrow(/step-000000002\.safetensors.*no space left.*Make room/);
    expect(await stepsOf(storeIn(storage))).toEqual([1]);
  });

  test('does not write over a run that is further on', async () => {
    const store = storeIn(memoryStorage());
    for (const step of [10, 20]) await store.save(checkpointOf(step));
    await expect(store.save(checkpointOf(15))).rejects.toSatisfy(ConfigError.isInstance);
    await expect(store.save(checkpointOf(15))).rejects.toThrow('removeAfter');
    await store.removeAfter(10);
    await store.save(checkpointOf(15));
    expect(await stepsOf(store)).toEqual([10, 15]);
  });
});

describe('what cannot be kept', () => {
  const state = checkpointOf(1).state;
  test.each<[string, object]>([
    ['step', { step: -1 }],
    ['step', { step: 1.5 }],
    ['score', { score: Number.NaN }],
    ['tensors', { tensors: new Map() }],
    ['state.config', { state: { ...state, config: Number.NaN } }],
    ['state.more[1].f', { state: { ...state, more: [1, { f: () => 1 }] } }],
    ['state.more', { state: { ...state, more: new Float32Array(2) } }],
    [
      'tensor model.weight',
      { tensors: new Map([['model.weight', { dtype: 'float32', shape: [3], data: new Float32Array(2) }]]) },
    ],
  ])('%s is refused by name, and nothing is written', async (where, changes) => {
    const storage = memoryStorage();
    const save = storeIn(storage).save({ ...checkpointOf(1), ...changes });
    await expect(save).rejects.toSatisfy(ConfigError.isInstance);
    await expect(save).rejects.toThrow(`(${where})`);
    expect(await storage.list('')).toEqual([]);
  });

  test.each([
    ['keepLast', { keepLast: 0 }],
    ['keepBest', { keepBest: -1 }],
    ['folder', { folder: '' }],
  ])('a wrong %s is refused', (where, more) => {
    expect(() => storeIn(memoryStorage(), more)).toThrow(`(${where})`);
  });
});

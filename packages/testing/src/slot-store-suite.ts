import { BackendError, DisposedError, type SlotStore, StateError, type StateSlot, type Tensor } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { bitsOf, floats } from './bits.ts';
import { seededRandom } from './seeded-random.ts';

/** Makes an empty store. */
export type CreateStore = (slots: readonly StateSlot[], capacity: number) => SlotStore;

const key: StateSlot = { name: 'a/key', kind: 'key', owner: 'base', width: 6, dtype: 'float32' };
const hidden: StateSlot = { name: 'ein Zustand', kind: 'hidden', owner: 'module', width: 3, dtype: 'float32' };
const slots = [key, hidden];

const isRefusal = (error: unknown): boolean => StateError.isInstance(error) || BackendError.isInstance(error);

async function bitsIn(store: SlotStore, slot: StateSlot, firstRow: number, count: number): Promise<Uint8Array> {
  return bitsOf((await store.read(slot.name, firstRow, count)).data);
}

function filled(
  create: CreateStore,
  rows: number,
): { store: SlotStore; keys: Tensor<'float32'>; states: Tensor<'float32'> } {
  const random = seededRandom(5);
  const store = create(slots, rows);
  const keys = floats([rows, key.width], random.floats(rows * key.width));
  const states = floats([rows, hidden.width], random.floats(rows * hidden.width));
  keys.data.set([Number.NaN, -0, Number.NEGATIVE_INFINITY, 1e-45]);
  store.write(key.name, 0, keys);
  store.write(hidden.name, 0, states);
  return { store, keys, states };
}

/** The rules SS1 to SS5 of SPEC.md. `createStore` makes stores of the implementation under test. */
export function testSlotStore(name: string, createStore: CreateStore): void {
  describe(`${name} as a SlotStore`, () => {
    contents(createStore);
    growth(createStore);
    refusals(createStore);
  });
}

function contents(create: CreateStore): void {
  it('[SS1] returns the bits that were written, as a copy', async () => {
    const { store, keys, states } = filled(create, 9);
    expect(store.slots).toEqual(slots);
    expect(await bitsIn(store, key, 0, 9)).toEqual(bitsOf(keys.data));
    expect(await bitsIn(store, hidden, 4, 2)).toEqual(bitsOf(states.data.slice(12, 18)));
    const copy = (await store.read(hidden.name, 0, 9)) as Tensor<'float32'>;
    expect(copy.shape).toEqual([9, hidden.width]);
    copy.data.fill(7);
    expect(await bitsIn(store, hidden, 0, 9)).toEqual(bitsOf(states.data));
    store[Symbol.dispose]();
  });

  it('[SS1] rows can be overwritten and keep their neighbours', async () => {
    const { store, states } = filled(create, 9);
    store.write(hidden.name, 3, floats([2, hidden.width], [1, 2, 3, 4, 5, 6]));
    expect([...(await store.read(hidden.name, 3, 2)).data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await bitsIn(store, hidden, 5, 4)).toEqual(bitsOf(states.data.slice(15)));
    expect((await store.read(hidden.name, 9, 0)).shape).toEqual([0, hidden.width]);
    store[Symbol.dispose]();
  });

  it('[SS3] a fork has the first rows and is independent both ways', async () => {
    const { store, keys } = filled(create, 9);
    const fork = store.fork(5);
    store.write(key.name, 0, floats([1, key.width], new Array(key.width).fill(1)));
    fork.write(key.name, 1, floats([1, key.width], new Array(key.width).fill(2)));
    expect(await bitsIn(fork, key, 0, 1)).toEqual(bitsOf(keys.data.slice(0, key.width)));
    expect(await bitsIn(store, key, 1, 1)).toEqual(bitsOf(keys.data.slice(key.width, 2 * key.width)));
    store[Symbol.dispose]();
    expect(await bitsIn(fork, key, 2, 3)).toEqual(bitsOf(keys.data.slice(2 * key.width, 5 * key.width)));
    fork[Symbol.dispose]();
  });
}

function growth(create: CreateStore): void {
  it('[SS2] reserve makes room, keeps the live rows and never shrinks', async () => {
    const { store, keys, states } = filled(create, 9);
    store.reserve(64, 7);
    expect(store.capacity).toBeGreaterThanOrEqual(64);
    expect(await bitsIn(store, key, 0, 7)).toEqual(bitsOf(keys.data.slice(0, 7 * key.width)));
    expect(await bitsIn(store, hidden, 0, 7)).toEqual(bitsOf(states.data.slice(0, 7 * hidden.width)));
    store.write(key.name, 63, floats([1, key.width], [1, 2, 3, 4, 5, 6]));
    const { capacity } = store;
    store.reserve(1, 64);
    expect(store.capacity).toBe(capacity);
    expect(store.sizeBytes).toBeGreaterThanOrEqual(capacity * 4 * (key.width + hidden.width));
    store[Symbol.dispose]();
  });

  it('[SS2] a row at a time, capacity changes a logarithmic number of times', () => {
    const store = create(slots, 1);
    const capacities = new Set<number>();
    for (let rows = 1; rows <= 2000; rows += 1) {
      store.reserve(rows, rows - 1);
      capacities.add(store.capacity);
    }
    expect(capacities.size).toBeLessThanOrEqual(Math.ceil(Math.log2(2000)) + 1);
    store[Symbol.dispose]();
  });
}

function refusals(create: CreateStore): void {
  const row = floats([1, key.width], [1, 2, 3, 4, 5, 6]);
  it.each<[string, (store: SlotStore) => unknown]>([
    ['a read from an unknown slot', (store) => store.read('none', 0, 1)],
    ['a write to an unknown slot', (store) => store.write('none', 0, row)],
    ['a read past the capacity', (store) => store.read(key.name, store.capacity, 1)],
    ['a read before the first row', (store) => store.read(key.name, -1, 1)],
    ['a write past the capacity', (store) => store.write(key.name, store.capacity, row)],
    ['rows of another width', (store) => store.write(key.name, 0, floats([1, 5], [1, 2, 3, 4, 5]))],
    [
      'rows of another type',
      (store) => store.write(key.name, 0, { dtype: 'int32', shape: [1, 6], data: new Int32Array(6) }),
    ],
  ])('[SS4] refuses %s and changes nothing', async (_, act) => {
    const { store, keys } = filled(create, 9);
    await expect((async () => await act(store))()).rejects.toSatisfy(isRefusal);
    expect(await bitsIn(store, key, 0, 9)).toEqual(bitsOf(keys.data));
    store[Symbol.dispose]();
  });

  it('[SS4] refuses two slots of one name', () => {
    expect(() => create([key, { ...hidden, name: key.name }], 4)).toThrow(key.name);
  });

  it('[SS5] dispose twice is fine; use after it throws', async () => {
    const { store } = filled(create, 9);
    store[Symbol.dispose]();
    store[Symbol.dispose]();
    await expect((async () => await store.read(key.name, 0, 1))()).rejects.toSatisfy(DisposedError.isInstance);
    for (const act of [() => store.write(key.name, 0, row), () => store.reserve(99, 0), () => store.fork(1)]) {
      expect(act).toThrow(DisposedError);
    }
  });
}

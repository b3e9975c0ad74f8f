import { type Backend, BackendError, DisposedError, type Session, type SlotStore, type Tensor } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import {
  affineModel,
  affineWeights,
  numberedRows,
  passFeeds,
  passModel,
  passSlots,
  weightsInMemory,
} from './backend-models.ts';
import { bitsOf, floats } from './bits.ts';

/** A session of the pass model with a store, all disposed of after the test. */
interface Fixture extends Disposable {
  readonly session: Session;
  readonly store: SlotStore;
}

async function fixtureOf(createBackend: () => Promise<Backend>): Promise<Fixture> {
  const backend = await createBackend();
  const session = await backend.createSession(passModel());
  const store = backend.createSlots(passSlots, 192);
  const dispose = (): void => {
    for (const resource of [session, store, backend]) resource[Symbol.dispose]();
  };
  return { session, store, [Symbol.dispose]: dispose };
}

const [keys, written] = passSlots as [(typeof passSlots)[number], (typeof passSlots)[number]];

/** The rules SE1 to SE8 of SPEC.md. */
export function testSessions(name: string, createBackend: () => Promise<Backend>): void {
  describe(`sessions of ${name}`, () => {
    runs(createBackend);
    badFeeds(createBackend);
    rows(createBackend);
    throwingRuns(createBackend);
    disposal(createBackend);
  });
}

function runs(createBackend: () => Promise<Backend>): void {
  it('[SE1] inputs and outputs are those of the graph', async () => {
    using fixture = await fixtureOf(createBackend);
    const { inputs, outputs } = fixture.session;
    expect(new Map(inputs.map(({ name, dtype }) => [name, dtype]))).toEqual(
      new Map([
        ['q7', 'float32'],
        ['past', 'float32'],
        ['fresh', 'float32'],
        ['at', 'int64'],
      ]),
    );
    expect(inputs.find(({ name }) => name === 'fresh')?.shape).toEqual([1, 'count', 4]);
    expect(outputs.map(({ name }) => name).sort()).toEqual(['picked', 'seen', 'x2']);
  });

  it('[SE3] exactly the outputs asked for come back, and feeds are left as they were', async () => {
    using backend = await createBackend();
    using session = await backend.createSession(affineModel(weightsInMemory(affineWeights)));
    for (const outputs of [['sum'], ['product'], ['product', 'sum']]) {
      const x = floats([1, 4], [1, 2, 3, 4]);
      const results = await session.run({ x }, { outputs });
      expect(Object.keys(results).sort()).toEqual(outputs.sort());
      for (const { data } of Object.values(results)) (data as Float32Array).fill(Number.NaN);
      expect([...x.data]).toEqual([1, 2, 3, 4]);
    }
    const again = await session.run({ x: floats([1, 4], [1, 2, 3, 4]) }, { outputs: ['product'] });
    expect([...(again['product']?.data ?? [])]).toEqual([1, 4, 9, 16]);
  });

  it('[SE3] a later run leaves the results of an earlier one alone', async () => {
    using backend = await createBackend();
    using session = await backend.createSession(affineModel(weightsInMemory(affineWeights)));
    const first = await session.run({ x: floats([1, 4], [1, 1, 1, 1]) }, { outputs: ['product'] });
    await session.run({ x: floats([1, 4], [9, 9, 9, 9]) }, { outputs: ['product'] });
    expect([...(first['product']?.data ?? [])]).toEqual([1, 2, 3, 4]);
  });
}

function badFeeds(createBackend: () => Promise<Backend>): void {
  const good = floats([1, 4], [1, 2, 3, 4]);
  it.each<[string, Record<string, Tensor>]>([
    ['none', {}],
    ['a surplus one', { x: good, y: good }],
    ['another type', { x: { dtype: 'int64', shape: [1, 4], data: new BigInt64Array(4) } }],
    ['another fixed size', { x: floats([1, 5], [1, 2, 3, 4, 5]) }],
    ['another rank', { x: floats([4], [1, 2, 3, 4]) }],
    ['less data than its shape says', { x: { ...good, data: new Float32Array(3) } }],
    [
      'data of another type than it says',
      { x: { ...good, data: new Int32Array(4) as unknown as Float32Array<ArrayBuffer> } },
    ],
  ])('[SE2] refuses feeds: %s', async (_, feeds) => {
    using backend = await createBackend();
    using session = await backend.createSession(affineModel(weightsInMemory(affineWeights)));
    await expect(session.run(feeds, { outputs: ['sum'] })).rejects.toSatisfy(BackendError.isInstance);
    const { product } = await session.run({ x: good }, { outputs: ['product'] });
    expect([...(product?.data ?? [])]).toEqual([1, 4, 9, 16]);
  });

  it('[SE2] refuses an output that is not there', async () => {
    using backend = await createBackend();
    using session = await backend.createSession(affineModel(weightsInMemory(affineWeights)));
    await expect(session.run({ x: good }, { outputs: ['logits'] })).rejects.toSatisfy(BackendError.isInstance);
  });

  it('[SE2] refuses a feed for a slot’s input', async () => {
    using fixture = await fixtureOf(createBackend);
    const { session, store } = fixture;
    const feeds = { ...passFeeds(0, 1), past: floats([1, 0, 4], []) };
    await expect(session.run(feeds, { outputs: ['seen'], rows: { store, past: 0, count: 1 } })).rejects.toSatisfy(
      BackendError.isInstance,
    );
  });
}

function rows(createBackend: () => Promise<Backend>): void {
  it('[SE4] a pass sees whole blocks and tail, and its rows come right after them', async () => {
    using fixture = await fixtureOf(createBackend);
    const { session, store } = fixture;
    let past = 0;
    for (const count of [1, 7, 55, 1, 64, 30, 34]) {
      const { seen } = await session.run(passFeeds(past, count), { outputs: ['seen'], rows: { store, past, count } });
      // Before the first whole block a block of zeros is fed.
      const expected =
        past < 64
          ? Float32Array.of(...new Float32Array(256), ...numberedRows(0, past + count))
          : numberedRows(0, past + count);
      expect(seen?.shape).toEqual([1, expected.length / 4, 4]);
      expect(seen?.data).toEqual(expected);
      past += count;
    }
    expect((await store.read(keys.name, 0, past)).data).toEqual(numberedRows(0, past));
    expect((await store.read(written.name, 0, past)).data).toEqual(numberedRows(0, past).map((value) => 2 * value));
  });

  it('[SE4] a pass in the middle overwrites its own rows and no others', async () => {
    using fixture = await fixtureOf(createBackend);
    const { session, store } = fixture;
    await session.run(passFeeds(0, 40), { outputs: [], rows: { store, past: 0, count: 40 } });
    const { seen } = await session.run(passFeeds(500, 2), { outputs: ['seen'], rows: { store, past: 10, count: 2 } });
    expect(seen?.data.slice(-12)).toEqual(Float32Array.of(...numberedRows(9, 1), ...numberedRows(500, 2)));
    const expected = Float32Array.of(...numberedRows(0, 10), ...numberedRows(500, 2), ...numberedRows(12, 28));
    expect((await store.read(keys.name, 0, 40)).data).toEqual(expected);
  });

  it.each([
    ['crosses a block', { past: 60, count: 5 }],
    ['has no rows', { past: 3, count: 0 }],
    ['has no room', { past: 192, count: 1 }],
  ])('[SE6] a pass that %s is refused', async (_, range) => {
    using fixture = await fixtureOf(createBackend);
    const { session, store } = fixture;
    const run = session.run(passFeeds(0, Math.max(1, range.count)), { outputs: ['seen'], rows: { store, ...range } });
    await expect(run).rejects.toSatisfy(BackendError.isInstance);
  });

  it('[SE7] rows are given if and only if the graph has slots', async () => {
    using fixture = await fixtureOf(createBackend);
    using backend = await createBackend();
    using plain = await backend.createSession(affineModel(weightsInMemory(affineWeights)));
    await expect(fixture.session.run(passFeeds(0, 1), { outputs: ['seen'] })).rejects.toSatisfy(
      BackendError.isInstance,
    );
    const surplus = plain.run(
      { x: floats([1, 4], [1, 2, 3, 4]) },
      { outputs: ['sum'], rows: { store: fixture.store, past: 0, count: 1 } },
    );
    await expect(surplus).rejects.toSatisfy(BackendError.isInstance);
  });
}

function throwingRuns(createBackend: () => Promise<Backend>): void {
  it.each<[string, Record<string, Tensor>]>([
    ['in an operator', passFeeds(900, 3, 700)],
    ['for a missing feed', { fresh: floats([1, 3, 4], numberedRows(900, 3)) }],
    ['since it returns other rows than announced', passFeeds(900, 2)],
  ])('[SE5] a run that throws %s writes no row', async (_, feeds) => {
    using fixture = await fixtureOf(createBackend);
    const { session, store } = fixture;
    await session.run(passFeeds(0, 20), { outputs: [], rows: { store, past: 0, count: 20 } });
    const before = await Promise.all(passSlots.map(async ({ name }) => bitsOf((await store.read(name, 0, 64)).data)));
    const run = session.run(feeds, { outputs: ['seen', 'picked'], rows: { store, past: 20, count: 3 } });
    await expect(run).rejects.toSatisfy(BackendError.isInstance);
    const after = await Promise.all(passSlots.map(async ({ name }) => bitsOf((await store.read(name, 0, 64)).data)));
    expect(after).toEqual(before);
    const { seen } = await session.run(passFeeds(20, 3), { outputs: ['seen'], rows: { store, past: 20, count: 3 } });
    expect(seen?.data.slice(256)).toEqual(numberedRows(0, 23));
  });
}

function disposal(createBackend: () => Promise<Backend>): void {
  it('[SE8] dispose twice is fine; use after it throws', async () => {
    using fixture = await fixtureOf(createBackend);
    const { session, store } = fixture;
    session[Symbol.dispose]();
    session[Symbol.dispose]();
    const run = session.run(passFeeds(0, 1), { outputs: ['seen'], rows: { store, past: 0, count: 1 } });
    await expect(run).rejects.toSatisfy(DisposedError.isInstance);
  });
}

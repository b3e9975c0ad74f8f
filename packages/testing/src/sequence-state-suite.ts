import { DisposedError, type MutableState, StateError, type StateFactory, type Tensor } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import type { CreateFactory, FactoryOptions } from './create-factory.ts';
import {
  append,
  copyNaiveState,
  emptyNaiveState,
  expectEqual,
  FailedPass,
  type NaiveState,
  rewindNaively,
  runPass,
  suiteLags,
  suiteSlots,
} from './naive-state.ts';
import { seededRandom } from './seeded-random.ts';
import { stateCosts, stateNames } from './state-costs-suite.ts';
import { runOperations } from './state-operations.ts';

const defaults: FactoryOptions = { slots: suiteSlots, fingerprint: 'model-f32-1', maxRows: 4096, lags: suiteLags };

const ids = (count: number, first = 0): readonly number[] => Array.from({ length: count }, (_, i) => first + i);

function filled(
  create: CreateFactory,
  tokens = 100,
): { factory: StateFactory; state: MutableState; naive: NaiveState } {
  const factory = create(defaults);
  const state = factory.create();
  const naive = emptyNaiveState();
  append(state, naive, ids(tokens), seededRandom(3));
  return { factory, state, naive };
}

/** The rules ST1 to ST9 of SPEC.md for states without a model; ST2's logits are `testCausalModel`'s. */
export function testSequenceState(name: string, createFactory: CreateFactory): void {
  describe(`${name} as a SequenceState`, () => {
    passes(createFactory);
    rewinding(createFactory);
    forks(createFactory);
    files(createFactory);
    disposal(createFactory);
    stateNames(createFactory, defaults);
    stateCosts(createFactory, defaults);
    it('[ST2] 2,000 random operations leave what a naive state holds', async () => {
      const counts = await runOperations(createFactory(defaults), seededRandom(2024), 2000);
      expect(counts.size).toBe(8);
    });
  });
}

function passes(create: CreateFactory): void {
  it('[ST1] a pass adds its rows to all of its owner’s slots and to no others', async () => {
    const { state, naive } = filled(create, 70);
    expect([state.rowsOf('base'), state.rowsOf('module')]).toEqual([70, 69]);
    runPass(state, naive, { owner: 'base', count: 3, random: seededRandom(1) });
    expect([state.rowsOf('base'), state.rowsOf('module')]).toEqual([73, 69]);
    await expectEqual(state, naive);
    state.dispose();
  });

  it('[ST1] a pass that throws adds none', async () => {
    const { state, naive } = filled(create, 70);
    expect(() => runPass(state, naive, { owner: 'base', count: 9, random: seededRandom(1), fails: true })).toThrow(
      FailedPass,
    );
    await expectEqual(state, naive);
    state.dispose();
  });

  it('[ST1] rows beyond the longest sequence are refused and change nothing', async () => {
    const state = create({ ...defaults, maxRows: 80 }).create();
    const naive = emptyNaiveState();
    append(state, naive, ids(80), seededRandom(1));
    expect(() => state.targetFor('base', 1)).toThrow(StateError);
    await expectEqual(state, naive);
    state.dispose();
  });

  it('[ST4] slots of all kinds and owners hold their own rows; strangers are refused', async () => {
    const { state, naive } = filled(create, 70);
    await expectEqual(state, naive);
    expect(() => state.rowsOf('nobody')).toThrow(StateError);
    expect(() => state.targetFor('nobody', 1)).toThrow(StateError);
    expect(() => state.truncate('base', 71)).toThrow(StateError);
    expect(() => state.truncate('base', -1)).toThrow(StateError);
    await expectEqual(state, naive);
    state.dispose();
  });
}

function rewinding(create: CreateFactory): void {
  it.each([0, 1, 63, 64, 65, 99])('[ST2] rewind to %i, then append equals a fresh state', async (length) => {
    const { factory, state, naive } = filled(create);
    const fresh = factory.create();
    state.rewindTo(length);
    rewindNaively(naive, length);
    expect([state.rowsOf('base'), state.rowsOf('module')]).toEqual([length, Math.max(0, length - 1)]);
    await expectEqual(state, naive);
    await copyRows(naive, fresh);
    for (const each of [state, fresh]) {
      const expected = copyNaiveState(naive);
      append(each, expected, ids(90, 1000), seededRandom(9));
      await expectEqual(each, expected);
    }
    expect(isSame(await state.save(), await fresh.save())).toBe(true);
    state.dispose();
    fresh.dispose();
  });

  it.each([101, -1, 0.5, Number.NaN])('[ST3] rewinding to %d throws and changes nothing', async (length) => {
    const { state, naive } = filled(create);
    expect(() => state.rewindTo(length)).toThrow(StateError);
    await expectEqual(state, naive);
    state.dispose();
  });

  it('[ST3] an owner with pending tokens keeps the rows that it has', () => {
    const { state } = filled(create);
    state.commit(ids(3));
    state.rewindTo(102);
    expect([state.tokens.length, state.rowsOf('base'), state.rowsOf('module')]).toEqual([102, 100, 99]);
    state.dispose();
  });
}

/** Feeds a fresh state what a naive one holds. */
async function copyRows({ tokens, rows }: NaiveState, state: MutableState): Promise<void> {
  state.commit(tokens);
  for (const owner of ['base', 'module']) {
    const slots = suiteSlots.filter((slot) => slot.owner === owner);
    const count = rows.get(slots[0]?.name ?? '')?.length ?? 0;
    const { store } = state.targetFor(owner, count);
    for (const { name, dtype, width } of slots) {
      const values = (rows.get(name) ?? []).flatMap((row) => [...row]);
      const data = dtype === 'float32' ? Float32Array.from(values) : Uint16Array.from(values);
      store.write(name, 0, { dtype, shape: [count, width], data } as Tensor);
    }
    state.advance(owner, count);
  }
}

function forks(create: CreateFactory): void {
  it('[ST5] a fork is independent both ways', async () => {
    const { state, naive } = filled(create);
    const [fork, branch] = [state.fork(), copyNaiveState(naive)];
    append(state, naive, ids(40, 500), seededRandom(1));
    fork.rewindTo(70);
    rewindNaively(branch, 70);
    append(fork, branch, ids(40, 900), seededRandom(2));
    await expectEqual(state, naive);
    await expectEqual(fork, branch);
    state.dispose();
    await expectEqual(fork, branch);
    fork.dispose();
  });

  it('[ST5] a fork of the first tokens equals a fork rewound to them', async () => {
    const { state, naive } = filled(create);
    for (const length of [0, 1, 63, 64, 65, 99, 100]) {
      using fork = state.fork(length);
      const branch = copyNaiveState(naive);
      rewindNaively(branch, length);
      append(fork, branch, ids(70, 500), seededRandom(length));
      await expectEqual(fork, branch);
      expect(state.fork(length).sizeBytes).toBeLessThanOrEqual(state.fork().sizeBytes);
    }
    await expectEqual(state, naive);
    for (const length of [-1, 101, 1.5, Number.NaN]) expect(() => state.fork(length)).toThrow(StateError);
  });
}

function files(create: CreateFactory): void {
  it('[ST6] loading what was saved is bit-equal, and goes on as the original does', async () => {
    const { factory, state, naive } = filled(create);
    const bytes = await state.save();
    state.dispose();
    const loaded = factory.restore(bytes);
    await expectEqual(loaded, naive);
    expect(isSame(await loaded.save(), bytes)).toBe(true);
    append(loaded, naive, ids(30), seededRandom(6));
    await expectEqual(loaded, naive);
    loaded.dispose();
  });

  it('[ST6] an empty state, and one with pending tokens, are saved too', async () => {
    const factory = create(defaults);
    const state = factory.create();
    const naive = emptyNaiveState();
    for (const tokens of [[], [5, 6]]) {
      state.commit(tokens);
      naive.tokens.push(...tokens);
      const loaded = factory.restore(await state.save());
      await expectEqual(loaded, naive);
      loaded.dispose();
    }
    state.dispose();
  });

  it('[ST6] another model’s, precision’s or version’s file is refused', async () => {
    const { state } = filled(create);
    const bytes = await state.save();
    state.dispose();
    expect(() => create({ ...defaults, fingerprint: 'model-int8-1' }).restore(bytes)).toThrow(StateError);
    expect(() => create({ ...defaults, slots: suiteSlots.slice(1) }).restore(bytes)).toThrow(StateError);
    expect(() => create({ ...defaults, maxRows: 64 }).restore(bytes)).toThrow(StateError);
    for (const other of [new Uint8Array(0), new TextEncoder().encode('GGUF and more'), changed(bytes, 7, 1)]) {
      expect(() => create(defaults).restore(other)).toThrow(StateError);
    }
  });

  it('[ST6] 300 damaged files are refused', async () => {
    const { factory, state } = filled(create);
    const bytes = await state.save();
    state.dispose();
    const random = seededRandom(11);
    for (let i = 0; i < 300; i += 1) {
      const at = i < 60 ? i : random.below(bytes.length);
      const damaged = i % 3 === 0 ? bytes.slice(0, at) : changed(bytes, at, 1 + random.below(255));
      expect(() => factory.restore(damaged), `damage ${i} at ${at}`).toThrow(StateError);
    }
  });
}

/** A copy with one byte changed. */
function changed(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ by;
  return copy;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function disposal(create: CreateFactory): void {
  it('[ST7] dispose twice is fine; use after it throws', async () => {
    const { state } = filled(create);
    state.dispose();
    state.dispose();
    state[Symbol.dispose]();
    const uses: readonly (() => unknown)[] = [
      () => state.tokens,
      () => state.rowsOf('base'),
      () => state.rewindTo(0),
      () => state.fork(),
      () => state.commit([1]),
      () => state.targetFor('base', 1),
      () => state.advance('base', 1),
      () => state.truncate('base', 0),
      () => state.read('base.0.key', 0, 1),
      () => state.save(),
    ];
    for (const use of uses) await expect((async () => await use())()).rejects.toSatisfy(DisposedError.isInstance);
  });
}

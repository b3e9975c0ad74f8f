import type { Backend, MutableState } from '@recyclegpt/spec';
import { ConfigError, DisposedError } from '@recyclegpt/spec';
import { bitsOf, seededRandom, stateOver } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import type { RecycleConfig } from './recycle-config.ts';
import { recycleOwner } from './recycle-config.ts';
import { NaiveModule } from './test/naive-module.ts';
import { backends, type PlainModule, plainModule, randomTensors, smallConfig } from './test/plain-module.ts';

const text = (length: number, seed = 1): readonly number[] => {
  const random = seededRandom(seed);
  return Array.from({ length }, () => random.below(smallConfig.vocab));
};

const variants: readonly (readonly [string, Partial<RecycleConfig>])[] = [
  ['the default shape', {}],
  ['joined entry', { entry: 'joined' }],
  ['raw feedback', { feedback: 'raw' }],
  ['two layers', { layers: 2 }],
  ['two layers, joined', { layers: 2, entry: 'joined' }],
  ['no fusion', { fusion: 'none', tappedLayers: [3] }],
  ['a sliced head', { head: 'sliced' }],
  [
    "the paper's shape",
    { fusion: 'none', tappedLayers: [3], entry: 'joined', feedback: 'raw', head: 'shared', draftVocab: 60, layers: 3 },
  ],
  ['rotation of a part', { rope: { base: 500, rotaryDim: 4, scaling: { kind: 'none' } } }],
  ['one key head', { kvHeads: 1 }],
];

async function rowsIn({ module }: PlainModule, state: MutableState): Promise<readonly Uint8Array[]> {
  const rows = state.rowsOf(recycleOwner);
  return await Promise.all(module.slots.map(async ({ name }) => bitsOf((await state.read(name, 0, rows)).data)));
}

async function withModule(
  name: 'node' | 'reference',
  config: Partial<RecycleConfig>,
  work: (plain: PlainModule, backend: Backend) => Promise<void>,
): Promise<void> {
  using backend = await backends[name]();
  using plain = await plainModule({ backend, config: { ...smallConfig, ...config } });
  await work(plain, backend);
}

describe.each(['node', 'reference'] as const)('a module on %s', (name) => {
  it.each(variants)('computes what plain loops compute: %s', async (_, changes) => {
    await withModule(name, changes, async (plain) => {
      const config = { ...smallConfig, ...changes };
      const naive = new NaiveModule(config, randomTensors(config));
      const tokens = text(75);
      using state = plain.createState(tokens);
      const end = tokens.length - 1;
      let row = await plain.module.catchUp(state, end);
      let expected = naive.next({ taps: plain.tappedStates(tokens, 0), token: tokens[1] as number });
      for (let t = 1; t < end; t += 1)
        expected = naive.next({ taps: plain.tappedStates(tokens, t), token: tokens[t + 1] as number });
      for (const token of [7, 31, 2, 2]) {
        expectClose(row.logits, expected.logits);
        expectClose(row.state, expected.state);
        const weights = [...row.logits].map((logit) => Math.exp(logit - row.largest));
        expect(row.total).toBeCloseTo(
          weights.reduce((sum, weight) => sum + weight),
          4,
        );
        expect(row.largest).toBe(Math.max(...row.logits));
        row = await plain.module.step(state, row, token);
        expected = naive.next({ taps: undefined, token });
      }
    });
  });

  it.each([
    ['one row at a time', 1],
    ['3 rows at a time', 3],
    ['63 rows at a time', 63],
    ['64 rows at a time', 64],
  ] as const satisfies readonly (readonly [string, number])[])(
    '[ST4] catching up in one go leaves the same bits as %s',
    async (_, width) => {
      await withModule(name, { layers: 2 }, async (plain) => {
        const tokens = text(140);
        using whole = plain.createState(tokens);
        using parts = plain.createState(tokens);
        const expected = await plain.module.catchUp(whole, 139);
        let row = expected;
        for (let end: number = width; ; end = Math.min(end + width, 139)) {
          row = await plain.module.catchUp(parts, end);
          if (end === 139) break;
        }
        expect(await rowsIn(plain, parts)).toEqual(await rowsIn(plain, whole));
        expect(bitsOf(row.logits)).toEqual(bitsOf(expected.logits));
        expect(bitsOf(row.state)).toEqual(bitsOf(expected.state));
      });
    },
  );
});

it('catching up again makes the last row again, and only that', async () => {
  let runs = 0;
  using backend = await backends.reference();
  using plain = await plainModule({
    backend,
    wrap: (session) => ({
      ...session,
      inputs: session.inputs,
      outputs: session.outputs,
      run: (...request) => {
        runs += request[1].rows?.count ?? 0;
        return session.run(...request);
      },
      [Symbol.dispose]: () => session[Symbol.dispose](),
    }),
  });
  using state = plain.createState(text(40));
  const first = await plain.module.catchUp(state, 39);
  const before = await rowsIn(plain, state);
  expect(runs).toBe(39);
  const again = await plain.module.catchUp(state, 39);
  expect(runs).toBe(40);
  expect(bitsOf(again.logits)).toEqual(bitsOf(first.logits));
  expect(await rowsIn(plain, state)).toEqual(before);
});

it('a state without the slots is a ConfigError that says what to take', async () => {
  using backend = await backends.reference();
  using plain = await plainModule({ backend });
  const { slots } = plain.module;
  using noRows = stateOver({
    backend,
    slots: [{ name: 'other', kind: 'hidden', owner: 'base', width: 4, dtype: 'float32' }],
  });
  using noStates = stateOver({ backend, slots });
  noStates.commit(text(5));
  for (const state of [noRows, noStates]) {
    const work = plain.module.catchUp(state, 3);
    await expect(work).rejects.toSatisfy(ConfigError.isInstance);
    await expect(work).rejects.toThrow(/with this module/);
  }
});

it('dispose twice is fine; use after it throws', async () => {
  using backend = await backends.reference();
  const plain = await plainModule({ backend });
  using state = plain.createState(text(5));
  const row = await plain.module.catchUp(state, 4);
  plain.module[Symbol.dispose]();
  plain.module[Symbol.dispose]();
  await expect(plain.module.catchUp(state, 4)).rejects.toSatisfy(DisposedError.isInstance);
  await expect(plain.module.step(state, row, 1)).rejects.toSatisfy(DisposedError.isInstance);
});

function expectClose(got: Float32Array, expected: Float64Array): void {
  expect(got.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const error = got.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))), 0);
  expect(error / largest).toBeLessThan(2e-5);
}

import { type RecycleConfig, recycleOwner } from '@recyclegpt/recycle';
import {
  blockRows,
  type Draft,
  type Precision,
  type StateSlot,
  type Tensor,
  type WeightFormat,
} from '@recyclegpt/spec';
import { bitsOf, seededRandom } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from '../language-model.ts';
import { randomWeights } from '../test/random-weights.ts';
import { baseConfig, oddTokens, openedModel, recycledModel } from '../test/recycle-fixture.ts';
import { joinedWeights } from './joined-weights.ts';
import { seededRecycle } from './seeded-recycle.ts';

const paper: Partial<RecycleConfig> = {
  fusion: 'none',
  tappedLayers: [2],
  entry: 'joined',
  feedback: 'raw',
  head: 'shared',
  draftVocab: baseConfig.vocab,
  layers: 2,
};

const variants: readonly (readonly [string, Partial<RecycleConfig>])[] = [
  ['default', {}],
  ['joined', { entry: 'joined' }],
  ['raw feedback', { feedback: 'raw' }],
  ['two layers', { layers: 2 }],
  ['one tap, not fused', { fusion: 'none', tappedLayers: [1] }],
  ['sliced head', { head: 'sliced' }],
  ['the paper’s', paper],
  [
    'one key head, other sizes',
    {
      kvHeads: 1,
      heads: 3,
      headDim: 32,
      intermediate: 64,
      rope: { base: 900, rotaryDim: 16, scaling: { kind: 'none' } },
    },
  ],
];

const text = ((random) => Array.from({ length: 90 }, () => random.below(baseConfig.vocab)))(seededRandom(12));

/** Drafts after a text whose states of the base are made up, so that backends are compared by the module alone. */
async function draftsOf(model: LanguageModel): Promise<readonly (Draft | undefined)[]> {
  const drafter = model.createDrafters().find(({ name }) => name === recycleOwner);
  const drafts: (Draft | undefined)[] = [];
  for (const length of [2, 20, 65, 90]) {
    using state = model.createState();
    state.commit(text.slice(0, length));
    const { store } = state.targetFor('base', length - 1);
    for (const slot of store.slots.filter(({ kind }) => kind === 'hidden')) writeStates(store, slot, length - 1);
    state.advance('base', length - 1);
    drafts.push(await drafter?.draft({ state, promptLength: 1, signal: undefined }, 4));
  }
  return drafts;
}

function writeStates(
  store: { write(slot: string, row: number, rows: Tensor): void },
  slot: StateSlot,
  rows: number,
): void {
  const data = seededRandom(slot.name.length + rows).floats(rows * slot.width) as Float32Array<ArrayBuffer>;
  store.write(slot.name, 0, { dtype: 'float32', shape: [rows, slot.width], data });
}

const tolerance: Partial<Record<Precision, number>> = { f32: 1e-4, int8: 2e-3, int4: 3e-2 };

describe.each<Precision>(['f32', 'int8', 'int4'])('in %s', (precision) => {
  it.each(variants)('both backends draft the same: %s', async (_, config) => {
    using node = await recycledModel({ backend: 'node', precision, config });
    using reference = await recycledModel({ backend: 'reference', precision, config });
    const [expected, got] = [await draftsOf(reference), await draftsOf(node)];
    for (const [i, draft] of got.entries()) {
      const { tokens = [], confidences = [] } = expected[i] ?? {};
      expect(tokens).toHaveLength(4);
      if (precision !== 'int4') expect(draft?.tokens).toEqual(tokens);
      for (const [at, token] of (draft?.tokens ?? []).entries()) {
        if (token !== tokens[at]) break;
        expect(Math.abs((draft?.confidences?.[at] ?? 0) - (confidences[at] as number))).toBeLessThan(
          tolerance[precision] ?? 0,
        );
      }
    }
  });
});

describe('rows on the node backend', () => {
  it.each<Precision>(['f32', 'int8'])(
    '[ST4] are the same bits however many were caught up at once, in %s',
    async (precision) => {
      using model = await recycledModel({ backend: 'node', precision, config: { layers: 2 } });
      const drafter = model.createDrafters().find(({ name }) => name === recycleOwner);
      const outcomes: unknown[] = [];
      for (const width of [1, 3, 64, 89]) {
        using state = model.createState();
        state.commit([text[0] as number]);
        let draft: Draft | undefined;
        for (let length = 1; length < text.length; ) {
          const end = Math.min(text.length, length + width);
          state.commit(text.slice(length, end));
          await model.causalModel.forward(state, text.slice(state.rowsOf('base'), end - 1));
          draft = await drafter?.draft({ state, promptLength: 1, signal: undefined }, 1 + (width % 3));
          length = end;
        }
        const slots = ['recycle.0.key', 'recycle.0.value', 'recycle.1.key', 'recycle.1.value'];
        const rows = await Promise.all(slots.map(async (slot) => bitsOf((await state.read(slot, 0, 89)).data)));
        outcomes.push([rows, draft?.tokens[0], draft?.confidences?.[0]]);
      }
      for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
      expect(blockRows).toBe(64);
    },
  );
});

describe('weights of a module with a sliced head', () => {
  /** A base that stores its table in bytes, for rows as they are stored. */
  function base(format: WeightFormat, hasTiedHead: boolean) {
    const weights = randomWeights({ ...baseConfig, hasTiedHead });
    const head = hasTiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight';
    const tensors = new Map(weights.tensors);
    const info = tensors.get(head);
    if (info !== undefined) tensors.set(head, { ...info, format });
    return { weights: { ...weights, tensors }, head };
  }

  it.each([true, false])('are those rows of the base’s head (tied: %s)', async (hasTiedHead) => {
    const { weights, head } = base('Q8_0', hasTiedHead);
    const opened = openedModel(weights);
    const recycle = await seededRecycle(opened, {
      config: { head: 'sliced', draftVocab: 40, tappedLayers: [0, 2] },
      tokenIds: oddTokens(),
    });
    const joined = joinedWeights(weights, recycle);
    const whole = await weights.readFloat32(head);
    const sliced = await joined.readFloat32('recycle.head.weight');
    expect(sliced.length).toBe(40 * 64);
    for (let id = 0; id < 40; id += 1)
      expect(sliced.slice(id * 64, (id + 1) * 64)).toEqual(whole.slice((2 * id + 1) * 64, (2 * id + 2) * 64));
    const part = await joined.readFloat32('recycle.head.weight', { firstRow: 31, rows: 9 });
    expect(part).toEqual(sliced.slice(31 * 64));
    const raw = await joined.readRaw('recycle.head.weight', { firstRow: 31, rows: 9 });
    expect(raw).toEqual(new Uint8Array(part.slice().buffer));
    expect(joined.tensors.get('recycle.head.weight')).toMatchObject({ format: 'Q8_0', shape: [40, 64] });
    await expect(joined.readFloat32('recycle.head.weight', { firstRow: 39, rows: 2 })).rejects.toThrow(/outside/);
    expect(await joined.readFloat32('recycle.norm.weight')).toHaveLength(64);
    expect(joined.fingerprint).toContain(weights.fingerprint);
  });
});

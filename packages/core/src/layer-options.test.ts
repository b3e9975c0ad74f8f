import type { DecoderConfig, RopeScaling } from '@recyclegpt/spec';
import { seededRandom } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { type BackendName, languageModel } from './test/model-fixture.ts';
import { naiveDecoder } from './test/naive-decoder.ts';
import { randomWeights, smallConfig } from './test/random-weights.ts';

const rope = (scaling: RopeScaling, rotaryDim = 16): Pick<DecoderConfig, 'rope'> => ({
  rope: { base: 10_000, rotaryDim, scaling },
});

const options: readonly (readonly [string, Partial<DecoderConfig>])[] = [
  ['nothing special', {}],
  ['attention bias (Qwen2)', { hasAttentionBias: true }],
  ['query and key norms (Qwen3)', { hasQueryKeyNorm: true }],
  ['bias, norms and a head of its own', { hasAttentionBias: true, hasQueryKeyNorm: true, hasTiedHead: false }],
  ['a head of its own', { hasTiedHead: false }],
  ['a sliding window of 5', { slidingWindow: 5 }],
  ['a sliding window of 70, over a block’s end', { slidingWindow: 70 }],
  ['a sliding window of one row', { slidingWindow: 1 }],
  ['one head for each key head', { kvHeads: 4 }],
  ['one key head for all', { kvHeads: 1 }],
  [
    'heads wider than hidden / heads',
    { headDim: 32, rope: { base: 10_000, rotaryDim: 32, scaling: { kind: 'none' } } },
  ],
  ['rotation of half of each head', rope({ kind: 'none' }, 8)],
  ['linear rope scaling', rope({ kind: 'linear', factor: 4 })],
  [
    'llama3 rope scaling',
    rope({ kind: 'llama3', factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContextLength: 64 }),
  ],
  [
    'yarn rope scaling',
    rope({ kind: 'yarn', factor: 4, originalContextLength: 64, betaFast: 32, betaSlow: 1, attentionFactor: 1.2 }),
  ],
  ['rope factors', rope({ kind: 'factors', factors: [1, 1, 1.5, 2, 3, 4, 8, 8] })],
  [
    'another rope base and epsilon',
    { normEpsilon: 1e-2, rope: { base: 500_000, rotaryDim: 16, scaling: { kind: 'none' } } },
  ],
  ['one layer', { layers: 1 }],
];

/** Largest difference of float32 results from double precision, over logits of size about 3. */
const tolerance = 2e-4;

async function expectNaive(backend: BackendName, change: Partial<DecoderConfig>, length: number): Promise<void> {
  const weights = randomWeights({ ...smallConfig, ...change }, 4);
  const random = seededRandom(6);
  const tokens = Array.from({ length }, () => random.below(weights.config.vocab));
  const expected = await naiveDecoder(weights, tokens);
  const lastLayer = weights.config.layers - 1;
  using model = await languageModel({ backend, weights, tappedLayers: [...new Set([0, lastLayer])] });
  using state = model.createState();
  const start = await model.causalModel.forward(state, tokens.slice(0, 67), { logitsRows: 67 });
  const rest = await model.causalModel.forward(state, tokens.slice(67), { logitsRows: length - 67 });
  let worst = 0;
  for (const [at, row] of expected.logits.entries()) {
    const got = at < 67 ? start.logits.row(at) : rest.logits.row(at - 67);
    for (const [id, value] of row.entries()) worst = Math.max(worst, Math.abs(value - (got[id] as number)));
  }
  expect(worst, 'logits').toBeLessThan(tolerance);
  for (const layer of [0, lastLayer]) {
    const { data } = await state.read(`base.${layer}.hidden`, 0, length);
    const all = (expected.hidden[layer] ?? []).flatMap((row) => [...row]);
    const worstState = all.reduce((max, value, i) => Math.max(max, Math.abs(value - Number(data[i]))), 0);
    expect(worstState, `hidden states of layer ${layer}`).toBeLessThan(tolerance);
  }
}

describe('a decoder computes what plain loops in double precision compute', () => {
  it.each(options)('%s, on node', async (_, change) => {
    await expectNaive('node', change, 140);
  });

  it.each(options)('%s, on the reference backend', async (_, change) => {
    await expectNaive('reference', change, 75);
  });
});

import type { Precision } from '@recyclegpt/spec';
import { fromOnnx } from '@recyclegpt/tensor';
import { seededRandom } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { prepareModel } from './prepare-model.ts';
import { seededModel } from './seeded-model.ts';
import { type BackendName, backends, languageModel } from './test/model-fixture.ts';
import { randomWeights, smallConfig } from './test/random-weights.ts';

type Tolerances = Readonly<Record<Precision, number>>;

/**
 * Largest difference of logits of size about 4 after one token. onnxruntime rounds the inputs of 4-bit products to
 * 8 bits a block, the interpreter does not; in f32 and int8 only sums run in another order.
 */
const forOneToken: Tolerances = { f32: 1e-5, int8: 1e-5, int4: 0.15, 'int4-fast': 0.15 };

/** After 100 tokens: in int8 a last bit may round an input the other way, and all that follows differs by that much. */
const forLongText: Tolerances = { f32: 1e-4, int8: 0.15, int4: 0.25, 'int4-fast': 0.25 };

const weights = randomWeights(smallConfig, 7);
const random = seededRandom(2);
const text = Array.from({ length: 100 }, () => random.below(smallConfig.vocab));

async function logitsOf(
  backend: BackendName,
  precision: Precision,
  texts: readonly (readonly number[])[],
): Promise<readonly number[]> {
  using model = await languageModel({ backend, precision, weights });
  const all: number[] = [];
  for (const tokens of texts) {
    using state = model.createState();
    const { logits } = await model.causalModel.forward(state, tokens, { logitsRows: tokens.length });
    for (const row of tokens.keys()) all.push(...logits.row(row));
  }
  return all;
}

async function differenceIn(precision: Precision, texts: readonly (readonly number[])[]): Promise<number> {
  const node = await logitsOf('node', precision, texts);
  const reference = await logitsOf('reference', precision, texts);
  return node.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (reference[at] ?? Number.NaN))), 0);
}

const precisions = ['f32', 'int8', 'int4', 'int4-fast'] as const;

describe('the reference interpreter and onnxruntime-node', () => {
  it.each(precisions)('give the same logits for 20 single tokens in %s', async (precision) => {
    const singles = text.slice(0, 20).map((token) => [token]);
    expect(await differenceIn(precision, singles)).toBeLessThan(forOneToken[precision]);
  });

  it.each(precisions)('give the same logits over 100 tokens in %s', async (precision) => {
    expect(await differenceIn(precision, [text])).toBeLessThan(forLongText[precision]);
  });

  it.each(['f32', 'int4'] as const)('[SC5] write the same greedy text in %s', async (precision) => {
    const texts: string[] = [];
    for (const backend of ['node', 'reference'] as const) {
      using model = await languageModel({ backend, precision, weights: seededModel().weights });
      texts.push((await model.generate('Once upon a time', { maxTokens: 12 }).result).text);
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it.each(['node', 'reference'] as const)('[M1] rows of a tiny model on %s are exact in any pass', async (backend) => {
    for (const precision of ['f32', 'int8'] as const) {
      using model = await languageModel({ backend, precision });
      expect(model.causalModel.minExactRows, precision).toBe(1);
    }
  });
});

describe('prepared models', () => {
  it.each(['f32', 'int8', 'int4'] as const)(
    '[ST8] carry the declarations of their slots in the metadata, in %s',
    async (precision) => {
      using backend = await backends.reference();
      const { model } = await prepareModel({
        source: randomWeights(smallConfig),
        precision,
        backend,
        tappedLayers: [1],
      });
      expect(fromOnnx(model.graph).graph.slots).toEqual(model.slots);
      expect(model.slots.map(({ slot }) => slot.kind)).toEqual(['key', 'value', 'key', 'value', 'hidden']);
    },
  );

  it('have another fingerprint for other weights, precisions, layers tapped and shapes', async () => {
    using backend = await backends.reference();
    const base = { source: randomWeights(smallConfig), precision: 'f32', backend } as const;
    const options = [
      base,
      { ...base, source: randomWeights(smallConfig, 2) },
      { ...base, precision: 'int8' } as const,
      { ...base, tappedLayers: [0] },
      { ...base, source: randomWeights({ ...smallConfig, slidingWindow: 8 }) },
    ];
    const prints = await Promise.all(options.map(async (each) => (await prepareModel(each)).fingerprint));
    expect(new Set(prints).size).toBe(options.length);
    expect((await prepareModel(base)).fingerprint).toBe(prints[0]);
  });
});

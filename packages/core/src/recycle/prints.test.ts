import type { WeightFormat, WeightInfo, WeightSource } from '@recyclegpt/spec';
import { seededRandom } from '@recyclegpt/testing';
import { bfloat16ToFloat32, dequantizeInt8, float32ToBfloat16, quantizeInt8 } from '@recyclegpt/weights';
import { describe, expect, it } from 'vitest';
import { seededModel } from '../seeded-model.ts';
import { randomWeights } from '../test/random-weights.ts';
import { baseConfig, openedModel, withTensors } from '../test/recycle-fixture.ts';
import { needsShared, openShared } from '../test/shared-files.ts';
import { fitsFamily } from './check-fit.ts';
import { familyPrint } from './family-print.ts';
import { defaultRecycleConfig, seededRecycle } from './seeded-recycle.ts';
import { comparePrints, weightsPrint } from './weights-print.ts';

const weights = randomWeights(baseConfig);

/** Blocks of 32 rounded to so many steps between their least and greatest element, as Q4_1 does with 15. */
function rounded(values: Float32Array, steps: number): Float32Array {
  return values.map((value, i) => {
    const block = values.subarray(i - (i % 32), i - (i % 32) + 32);
    const [least, greatest] = [Math.min(...block), Math.max(...block)];
    const step = (greatest - least) / steps;
    return step === 0 ? value : least + Math.round((value - least) / step) * step;
  });
}

/** The model as a file in another format would hold it: vectors stay as they are. */
function stored(
  source: WeightSource,
  format: WeightFormat,
  change: (values: Float32Array, info: WeightInfo) => Float32Array,
): WeightSource {
  const isMatrix = ({ shape }: WeightInfo): boolean => shape.length === 2;
  const tensors = new Map(
    [...source.tensors].map(([name, info]) => [name, isMatrix(info) ? { ...info, format } : info]),
  );
  return withTensors(source, (info, values) => (isMatrix(info) ? change(values, info) : values), { tensors });
}

const files: readonly (readonly [WeightFormat, WeightSource])[] = [
  ['F32', weights],
  ['BF16', stored(weights, 'BF16', (values) => bfloat16ToFloat32(float32ToBfloat16(values)))],
  [
    'Q8_0',
    stored(weights, 'Q8_0', (values, { shape }) => dequantizeInt8(quantizeInt8(values, shape[0] ?? 1, shape[1] ?? 1))),
  ],
  ['Q5_1', stored(weights, 'Q5_1', (values) => rounded(values, 31))],
  ['Q4_1', stored(weights, 'Q4_1', (values) => rounded(values, 15))],
];

/** Each weight moved by this share of its row's size. */
function finetuned(source: WeightSource, share: number, isChanged: (info: WeightInfo) => boolean): WeightSource {
  return withTensors(source, (info, values) => {
    if (!isChanged(info)) return values;
    const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const noise = seededRandom(7).floats(values.length);
    return values.map((value, i) => value + Math.sqrt(3) * share * size * (noise[i] as number));
  });
}

describe('the print of weights', () => {
  it.each(files)('of the model in %s matches that of every other file of it', async (_, source) => {
    const print = await weightsPrint(source);
    for (const [format, other] of files)
      expect(comparePrints(print, await weightsPrint(other)), format).toMatchObject({ matches: true });
  });

  it('of a finetune does not match, in full or in four bits', async () => {
    const everything = (): boolean => true;
    for (const [format, other] of files) {
      for (const share of [0.01, 0.05, 0.3]) {
        const tuned = await weightsPrint(finetuned(weights, share, everything));
        expect(comparePrints(tuned, await weightsPrint(other)).matches, `${share} in ${format}`).toBe(false);
      }
    }
  });

  it('sees matrices that changed by more than their format rounds, where norms were kept', async () => {
    const matrices = ({ shape }: WeightInfo): boolean => shape.length === 2;
    const tuned = await weightsPrint(finetuned(weights, 0.05, matrices));
    const found = await Promise.all(
      files.map(async ([, file]) => comparePrints(tuned, await weightsPrint(file)).matches),
    );
    expect(found).toEqual([false, false, false, false, true]);
    const far = await weightsPrint(finetuned(weights, 0.2, matrices));
    for (const [, file] of files) expect(comparePrints(far, await weightsPrint(file)).matches).toBe(false);
  });

  it('of another model, or of places that do not fit, does not match', async () => {
    const print = await weightsPrint(weights);
    expect(comparePrints(print, await weightsPrint(randomWeights(baseConfig, 2))).matches).toBe(false);
    expect(comparePrints(print, print.slice(1)).matches).toBe(false);
    expect(comparePrints(print, []).matches).toBe(false);
    expect(comparePrints([], []).matches).toBe(false);
  });

  it('has 64 rows in a few kilobytes, and reads them in no time', async () => {
    const print = await weightsPrint(weights);
    expect(print).toHaveLength(64);
    expect(print.filter(({ tensor }) => tensor.includes('norm')).length).toBe(7);
    expect(JSON.stringify(print).length).toBeLessThan(20_000);
  });

  it('of SmolLM2 matches the same file', async (context) => {
    needsShared(context);
    using opened = await openShared('gguf', ['models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf']);
    const print = await weightsPrint(opened.weights);
    expect(new Set(print.map(({ format }) => format))).toContain('Q4_1');
    expect(comparePrints(print, JSON.parse(JSON.stringify(print)))).toMatchObject({ matches: true, distance: 0 });
  });
});

describe('the print of a family', () => {
  const { tokenizer } = seededModel();
  const print = (changes: Partial<typeof baseConfig> = {}, tapped: readonly number[] = [0, 2]): string =>
    familyPrint({ config: { ...baseConfig, ...changes }, tokenizer }, tapped);

  it('tells shapes, vocabularies and tapped layers apart, and nothing that files write in several ways', () => {
    const other = { vocabSize: tokenizer.vocabSize, fingerprint: 'other' };
    const prints = [
      print(),
      print({ layers: 4 }),
      print({ hidden: 32 }),
      print({ vocab: 97 }),
      print({ rope: { ...baseConfig.rope, base: 5000 } }),
      print({}, [0, 1]),
      familyPrint({ config: baseConfig, tokenizer: other }, [0, 2]),
    ];
    expect(new Set(prints).size).toBe(prints.length);
    expect(print({ contextLength: 9999, normEpsilon: 1e-6 })).toBe(print());
    expect(print({ rope: { ...baseConfig.rope, scaling: { kind: 'linear', factor: 2 } } })).toBe(print());
  });

  it('lets a module be chosen among files', async () => {
    const opened = openedModel();
    const [own, other] = [
      await seededRecycle(opened),
      await seededRecycle(openedModel(randomWeights({ ...baseConfig, layers: 5 }))),
    ];
    expect([fitsFamily(own, opened), fitsFamily(other, opened)]).toEqual([true, false]);
  });
});

it('the default shape taps four layers up to the last, and is like the base’s', () => {
  const smollm2 = { ...baseConfig, layers: 30, heads: 9, kvHeads: 3, headDim: 64, hidden: 576, vocab: 49_152 };
  expect(defaultRecycleConfig(smollm2)).toMatchObject({
    tappedLayers: [6, 14, 21, 29],
    draftVocab: 8192,
    heads: 9,
    layers: 1,
  });
  expect(defaultRecycleConfig(baseConfig)).toMatchObject({ tappedLayers: [0, 1, 2], draftVocab: 96 });
});

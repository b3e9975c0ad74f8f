import { ConfigError, DecodingError, type SamplerSettings } from '@recyclegpt/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquare } from '../test/chi-square.ts';
import { referenceDistribution } from '../test/reference-distribution.ts';
import { settingsUnderTest } from '../test/settings-under-test.ts';
import { createSampler } from './sampler.ts';

const vocab = 24;
const raw = Array.from({ length: vocab }, (_, id) => 3 * Math.sin(id * 1.7) + id / 40);
const logits = Float32Array.from(raw);
const exactRaw = Array.from(logits);
const draws = 100_000;

const prompt = [1, 2, 3, 1];
const output = [5, 5, 7, 1];

function overSeeds(given: SamplerSettings): Float64Array {
  const counts = new Float64Array(vocab);
  const context = { history: [...prompt, ...output], promptLength: prompt.length };
  for (let seed = 0; seed < draws; seed++) counts[createSampler({ ...given, seed }, vocab).choose(logits, context)]!++;
  return counts;
}

function overPositions(given: SamplerSettings): Float64Array {
  const counts = new Float64Array(vocab);
  const sampler = createSampler({ seed: 42, ...given }, vocab);
  const history: number[] = [];
  for (; history.length < draws; history.push(0)) counts[sampler.choose(logits, { history, promptLength: 0 })]!++;
  return counts;
}

describe.each(Object.entries(settingsUnderTest))('%s', (_, given) => {
  const expected = referenceDistribution(exactRaw, given, [...prompt, ...output], prompt.length);
  const looksBack = Object.keys(given).some((name) => name.endsWith('Penalty'));

  it('[SC2] draws follow the distribution', () => {
    // Penalties look back, so there the seed varies and not the position.
    const { statistic, limit } = chiSquare(looksBack ? overSeeds(given) : overPositions(given), expected, draws);
    expect(statistic).toBeLessThan(limit);
  });

  it('[SC2] distribution() is the one drawn from', () => {
    const context = { history: [...prompt, ...output], promptLength: prompt.length };
    const distribution = createSampler(given, vocab).distribution(logits, context);
    for (let id = 0; id < vocab; id++) expect(distribution[id]).toBeCloseTo(expected[id]!, 6);
  });
});

it('[SC2] neighbouring positions and seeds are independent', () => {
  const flat = new Float32Array(4);
  const pairs = new Float64Array(16);
  const seeds = new Float64Array(16);
  for (let position = 0; position < draws; position++) {
    const context = { history: { length: position } as number[], promptLength: 0 };
    const after = { history: { length: position + 1 } as number[], promptLength: 0 };
    const first = createSampler({ temperature: 1, seed: 1 }, 4);
    const choice = first.choose(flat, context);
    pairs[choice * 4 + first.choose(flat, after)]!++;
    seeds[choice * 4 + createSampler({ temperature: 1, seed: 2 }, 4).choose(flat, context)]!++;
  }
  const even = Array<number>(16).fill(1 / 16);
  for (const counts of [pairs, seeds]) {
    const { statistic, limit } = chiSquare(counts, even, draws);
    expect(statistic).toBeLessThan(limit);
  }
});

it('[SC2] the k best of a large vocabulary are kept, the lowest ids of equals', () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(-Infinity), fc.constant(Number.NaN));
  const rows = fc.array(value, { minLength: 200, maxLength: 400 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 30 }), (values, topK) => {
      const row = Float32Array.from(values);
      const ranked = [...row.keys()].filter((id) => row[id]! > -Infinity).sort((a, b) => row[b]! - row[a]! || a - b);
      if (ranked.length === 0) return;
      const sampler = createSampler({ temperature: 1, topK }, row.length);
      const distribution = sampler.distribution(row, { history: [0], promptLength: 0 });
      const kept = [...distribution.keys()].filter((id) => distribution[id]! > 0);
      expect(kept).toEqual(ranked.slice(0, topK).sort((a, b) => a - b));
    }),
    { seed: 1, numRuns: 500 },
  );
});

it('[SC5] passing over tokens that cannot win changes no choice', () => {
  const wide = fc.array(fc.float({ min: -60, max: 60, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(wide, fc.nat(), fc.double({ min: 0.01, max: 20, noNaN: true }), (values, seed, temperature) => {
      const row = Float32Array.from(values);
      const context = { history: [1, 2, 3], promptLength: 3 };
      const all = createSampler({ temperature, seed, minP: 1e-300 }, row.length);
      const skipping = createSampler({ temperature, seed }, row.length);
      expect(skipping.choose(row, context)).toBe(all.choose(row, context));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

describe('greedy', () => {
  const context = { history: [0, 1], promptLength: 1 };

  it('takes the lowest id of the best', () => {
    expect(createSampler({}, 5).choose(Float32Array.of(1, 3, 2, 3, 3), context)).toBe(1);
    expect(createSampler({}, 3).choose(Float32Array.of(Number.NaN, -Infinity, -4), context)).toBe(2);
  });

  it('leaves the logits as they are', () => {
    const row = Float32Array.from(raw);
    const bias = { 4: 100 };
    expect(createSampler({ logitBias: bias, presencePenalty: 3 }, vocab).choose(row, context)).toBe(4);
    expect(row).toEqual(logits);
  });

  it('refuses logits that leave no choice', () => {
    const nothing = new Float32Array(3).fill(Number.NaN);
    expect(() => createSampler({}, 3).choose(nothing, context)).toThrow(DecodingError);
    expect(() => createSampler({ temperature: 1 }, 3).choose(nothing, context)).toThrow(DecodingError);
    expect(() => createSampler({ temperature: 1, topK: 1 }, 3).choose(nothing, context)).toThrow(DecodingError);
  });
});

it('runs custom processors after penalties and before temperature', () => {
  const seen: number[] = [];
  const processor = {
    name: 'only-two',
    process(row: Float32Array) {
      seen.push(row[1]!);
      row.fill(-Infinity);
      row[2] = 0;
    },
  };
  const sampler = createSampler({ temperature: 2, presencePenalty: 1, logitBias: { 1: 5 } }, 4, [processor]);
  expect(sampler.choose(new Float32Array(4), { history: [1], promptLength: 0 })).toBe(2);
  expect(seen).toEqual([4]);
});

it.each([
  ['temperature', { temperature: -1 }],
  ['temperature', { temperature: Number.NaN }],
  ['topK', { temperature: 1, topK: 0 }],
  ['topK', { temperature: 1, topK: 25 }],
  ['topP', { temperature: 1, topP: 0 }],
  ['topP', { temperature: 1, topP: 1.1 }],
  ['minP', { temperature: 1, minP: -0.1 }],
  ['typicalP', { temperature: 1, typicalP: 2 }],
  ['repetitionPenalty', { repetitionPenalty: 0 }],
  ['presencePenalty', { presencePenalty: Infinity }],
  ['frequencyPenalty', { frequencyPenalty: Number.NaN }],
  ['penaltyWindow', { repetitionPenalty: 2, penaltyWindow: 0 }],
  ['penaltyWindow', { penaltyWindow: 3 }],
  ['seed', { seed: -1 }],
  ['seed', { seed: 2 ** 32 }],
  ['logitBias', { logitBias: { 24: 1 } }],
  ['logitBias[3]', { logitBias: { 3: Infinity } }],
  ['topK', { topK: 3 }],
  ['topP, minP', { temperature: 0, topP: 0.5, minP: 0.5 }],
  ['topk', { topk: 3 }],
])('refuses %s in %j by name', (name, given) => {
  const attempt = () => createSampler(given as SamplerSettings, vocab);
  expect(attempt).toThrow(ConfigError);
  expect(attempt).toThrow(`(${name})`);
});

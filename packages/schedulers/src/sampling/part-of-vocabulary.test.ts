import { DecodingError, type LogitsProcessor, type SamplerSettings } from '@recyclegpt/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSampler } from './sampler.ts';

const vocab = 40;

const settings: Readonly<Record<string, SamplerSettings>> = {
  greedy: {},
  'greedy with bias and penalties': { logitBias: { 3: 2, 9: -Infinity, 30: 1 }, repetitionPenalty: 1.4 },
  'temperature 0.8': { temperature: 0.8 },
  'bias and penalties': {
    temperature: 1,
    logitBias: { 3: 2, 9: -Infinity, 30: 1 },
    repetitionPenalty: 1.4,
    presencePenalty: 0.5,
    frequencyPenalty: 0.2,
    penaltyWindow: 5,
  },
  'all filters': { temperature: 1.3, topK: 8, typicalP: 0.95, topP: 0.9, minP: 0.02 },
};

/** Looks at the whole vocabulary, and changes what it is shown. */
const custom: LogitsProcessor = {
  name: 'custom',
  process(logits, { history }) {
    if (logits.length !== vocab) throw new RangeError(`${logits.length} logits`);
    for (let id = 0; id < vocab; id += 3) logits[id]! -= (id % 5) + (history.at(-1) ?? 0) / 10;
    logits[11] = 4;
  },
};

const part = fc.uniqueArray(fc.integer({ min: 0, max: vocab - 1 }), { minLength: 4, maxLength: vocab });
const scores = fc.array(fc.float({ min: -6, max: 6, noNaN: true }), { minLength: vocab, maxLength: vocab });
const history = fc.array(fc.integer({ min: 0, max: vocab - 1 }), { minLength: 1, maxLength: 12 });

describe.each(Object.entries(settings))('with %s', (_, given) => {
  it.each([
    ['no processor', []],
    ['a processor', [custom]],
  ])('[SC2] a draw from a part of the vocabulary is one where nothing else can be chosen, %s', (_name, processors) => {
    fc.assert(
      fc.property(part, scores, history, fc.nat(), (ids, values, tokens, seed) => {
        const tokenIds = Int32Array.from(ids).sort();
        const full = new Float32Array(vocab).fill(-Infinity);
        for (const id of tokenIds) full[id] = values[id]!;
        // A processor may raise what is not in the part; there it stays out of reach.
        const sealed: LogitsProcessor = {
          name: 'sealed',
          process(row) {
            for (let id = 0; id < vocab; id++) if (!tokenIds.includes(id)) row[id] = -Infinity;
          },
        };
        const logits = Float32Array.from(tokenIds, (id) => values[id]!);
        const sampler = createSampler({ ...given, seed }, vocab, processors);
        const whole = createSampler({ ...given, seed }, vocab, [...processors, sealed]);
        const context = { history: tokens, promptLength: Math.min(3, tokens.length) };
        if (tokenIds.every((id) => given.logitBias?.[id] === -Infinity)) return;
        expect(sampler.choose(logits, context, { tokenIds })).toBe(whole.choose(full, context));
        const distribution = sampler.distribution(logits, context, { tokenIds });
        expect(distribution).toEqual(whole.distribution(full, context));
        expect(logits).toEqual(Float32Array.from(tokenIds, (id) => values[id]!));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

it('[SC2] logits that do not fit the tokens are refused', () => {
  const sampler = createSampler({}, vocab);
  const context = { history: [1], promptLength: 0 };
  const tokenIds = Int32Array.of(1, 2, 3);
  expect(() => sampler.choose(new Float32Array(vocab), context, { tokenIds })).toThrow(DecodingError);
  expect(() => sampler.choose(new Float32Array(3), context)).toThrow(/3 logits/);
});

it('[SC2] the noise of drafts that maximal judges is not the base’s', () => {
  const flat = new Float32Array(vocab);
  const sampler = createSampler({ temperature: 1 }, vocab);
  let equal = 0;
  for (let position = 0; position < 4000; position++) {
    const context = { history: { length: position } as number[], promptLength: 0 };
    equal += Number(sampler.choose(flat, context) === sampler.choose(flat, context, { noise: 'draft' }));
  }
  expect(equal / 4000).toBeCloseTo(1 / vocab, 1);
});

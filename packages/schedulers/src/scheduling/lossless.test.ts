import type { Drafter } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { typicalAcceptance } from '../acceptance/typical-acceptance.ts';
import { lengthByCost } from '../costs/length-by-cost.ts';
import { lookup } from '../drafting/lookup.ts';
import { successorTable } from '../drafting/successor-table.ts';
import type { DecodeOptions } from '../engine/decode-options.ts';
import { createSampler } from '../sampling/sampler.ts';
import { essence, run, toyPrompt } from '../test/run.ts';
import { alwaysWrong, perfect, randomGuesses, sometimesRight, throwing } from '../test/toy-drafters.ts';
import { createToyModel, toyVocab } from '../test/toy-model.ts';
import { adaptive } from './adaptive.ts';
import { alternating } from './alternating.ts';
import type { NamedScheduler } from './define-scheduler.ts';
import { verified } from './verified.ts';

const schedulers: Readonly<Record<string, () => NamedScheduler>> = {
  'verified 1': () => verified({ length: 1 }),
  'verified 3': () => verified({ length: 3 }),
  'verified 70': () => verified({ length: 70 }),
  'verified by cost': () => verified({ length: lengthByCost() }),
  'verified by confidence': () => verified({ length: 6, minConfidence: 0.3 }),
  adaptive: () => adaptive(),
};

const drafters: Readonly<Record<string, (text: readonly number[]) => Drafter[]>> = {
  none: () => [],
  random: () => [randomGuesses(7)],
  'always wrong': (text) => [alwaysWrong(text)],
  perfect: (text) => [perfect(text)],
  'sometimes right': (text) => [sometimesRight(text, 0.7)],
  throwing: () => [throwing()],
  lookup: () => [lookup()],
  successors: () => [successorTable()],
  'lookup, module, successors': (text) => [lookup(), sometimesRight(text, 0.5), successorTable()],
};

const settings: Readonly<Record<string, () => Partial<DecodeOptions>>> = {
  greedy: () => ({}),
  'temperature 0.7': () => ({ sampler: createSampler({ temperature: 0.7, seed: 1 }, toyVocab) }),
  'temperature 1.5, another seed': () => ({ sampler: createSampler({ temperature: 1.5, seed: 99 }, toyVocab) }),
  'all filters and penalties': () => ({
    sampler: createSampler(
      {
        temperature: 1,
        topK: 12,
        topP: 0.95,
        minP: 0.01,
        typicalP: 0.98,
        repetitionPenalty: 1.2,
        presencePenalty: 0.2,
        frequencyPenalty: 0.1,
        penaltyWindow: 20,
        logitBias: { 3: 1, 4: -Infinity },
        seed: 5,
      },
      toyVocab,
    ),
  }),
  'stop tokens': () => ({ stopTokens: [17, 22, 9], maxTokens: 200 }),
  'stop strings': () => ({
    sampler: createSampler({ temperature: 1, seed: 3 }, toyVocab),
    stopStrings: ['abq', 'zz', 'h', 'gh'],
    maxTokens: 200,
  }),
  'a short limit': () => ({ maxTokens: 2 }),
  'a full context': () => ({ model: createToyModel({ contextLength: 30 }), maxTokens: 100 }),
  'blocks of rows': () => ({ maxTokens: 150 }),
  'passes of two rows': () => ({ model: createToyModel({ minExactRows: 2 }), maxTokens: 150 }),
  'passes of four rows, full context': () => ({
    model: createToyModel({ minExactRows: 4, contextLength: 128 }),
    maxTokens: 150,
  }),
};

describe.each(Object.entries(settings))('%s', (_, given) => {
  it.each(Object.entries(schedulers))('[SC1] %s writes what autoregressive writes', async (_name, scheduler) => {
    const plain = await run(given());
    expect(plain.result.tokenIds.length).toBeGreaterThan(0);
    for (const [name, make] of Object.entries(drafters)) {
      const drafted = await run({ ...given(), scheduler: scheduler(), drafters: make(plain.state.tokens) });
      expect({ drafter: name, ...(essence(drafted) as object) }).toEqual({
        drafter: name,
        ...(essence(plain) as object),
      });
      expect(drafted.result.stats.departures).toBe(0);
    }
  });
});

it('[SC1] a pass is as wide as exact rows need, and its guesses are kept where they are right', async () => {
  const narrow = await run({ maxTokens: 150 });
  const model = createToyModel({ minExactRows: 2 });
  const plain = await run({ model, maxTokens: 150 });
  expect(essence(plain)).toEqual(essence(narrow));
  expect(plain.result.stats.basePasses).toBe(150);
  expect(Math.min(...model.passes)).toBe(2);
  const drafted = await run({
    model: createToyModel({ minExactRows: 2 }),
    maxTokens: 150,
    scheduler: verified({ length: 1 }),
    drafters: [lookup()],
  });
  expect(drafted.result.stats.basePasses).toBeLessThan(150);
});

it('[SC1] a lossy rule that refuses nothing and trust write the same', async () => {
  const module = randomGuesses(3, 'recycle');
  const trusted = await run({ scheduler: alternating({ stride: 3 }), drafters: [module] });
  expect(trusted.result.tokenIds).toHaveLength(40);
  expect(trusted.result.stats.departures).toBeGreaterThan(10);
});

it('[SC1] typical acceptance at temperature 0 is exact', async () => {
  const plain = await run();
  const text = plain.state.tokens;
  const scheduler = verified({ length: 4, acceptance: typicalAcceptance() });
  const typical = await run({ scheduler, drafters: [sometimesRight(text, 0.6)] });
  expect(essence(typical)).toEqual(essence(plain));
});

it('[SC5] the text does not depend on what the sampler, drafters or state did before', async () => {
  const sampler = createSampler({ temperature: 0.9, seed: 11 }, toyVocab);
  const shared = [lookup(), successorTable()];
  const first = await run({ sampler, scheduler: adaptive(), drafters: shared });
  await run({ sampler, scheduler: adaptive(), drafters: shared, promptTokens: [9, 9, 1, 2] });
  const again = await run({ sampler, scheduler: adaptive(), drafters: shared });
  expect(essence(again)).toEqual(essence(first));
  first.state.rewindTo(toyPrompt.length - 2);
  const rewound = await run({ sampler, state: first.state, promptTokens: toyPrompt.slice(-2), scheduler: adaptive() });
  expect(essence(rewound)).toEqual(essence(again));
});

it('[SC5] a state without pending tokens goes on as one with them', async () => {
  const plain = await run();
  const { state } = await run({ maxTokens: 20 });
  const model = createToyModel();
  await model.forward(state, state.tokens.slice(-1));
  expect(state.rowsOf('base')).toBe(state.tokens.length);
  const { result } = await run({ model, state, promptTokens: [], maxTokens: 20 });
  expect(result.tokenIds).toEqual(plain.result.tokenIds.slice(20));
});

import type { Acceptance, Draft } from '@recyclegpt/spec';
import { expect, it } from 'vitest';
import { createSampler, type Sampler } from '../sampling/sampler.ts';
import { chiSquare } from '../test/chi-square.ts';
import { exact } from './exact.ts';
import { maximal } from './maximal.ts';
import { typicalAcceptance } from './typical-acceptance.ts';

const vocab = 12;
const draws = 100_000;
const baseLogits = Float32Array.from({ length: vocab }, (_, id) => 2 * Math.sin(id * 2.1));
const draftLogits = Float32Array.from({ length: vocab }, (_, id) => 2 * Math.sin(id * 2.1 + 0.8));

interface Decision {
  readonly rule: Acceptance;
  readonly sampler: Sampler;
  readonly draft: Draft;
  readonly position: number;
}

function decide({ rule, sampler, draft, position }: Decision): number {
  const context = { history: { length: position } as number[], promptLength: 0 };
  let index = 0;
  return rule.decide({
    token: draft.tokens[0]!,
    baseChoice: sampler.choose(baseLogits, context),
    baseDistribution: () => sampler.distribution(baseLogits, context),
    draftDistribution: draft.distributions?.[0],
    position,
    uniform: () => sampler.uniform(position, index++),
  });
}

/** A drafter that draws from its own logits, with noise that is the base's or its own. */
function drawDraft(position: number, sampler: Sampler, isTold: boolean): Draft {
  const context = { history: { length: position } as number[], promptLength: 0 };
  const distributions = isTold ? [sampler.distribution(draftLogits, context)] : undefined;
  return { tokens: [sampler.choose(draftLogits, context)], origins: ['toy'], ...(distributions && { distributions }) };
}

const samplers = {
  plain: { temperature: 1 },
  'top-k and top-p': { temperature: 0.8, topK: 7, topP: 0.9 },
};
const rules = { exact, maximal };
const cases = Object.entries(samplers).flatMap(([name, settings]) =>
  Object.values(rules).flatMap((rule) => [true, false].map((isTold) => ({ name, settings, rule, isTold }))),
);

it.each(cases)('[SC2] $rule.name with $name, distribution told: $isTold', ({ settings, rule, isTold }) => {
  const sampler = createSampler({ ...settings, seed: 3 }, vocab);
  const drafter = createSampler({ ...settings, seed: 77 }, vocab);
  const expected = sampler.distribution(baseLogits, { history: [], promptLength: 0 });
  const counts = new Float64Array(vocab);
  for (let position = 0; position < draws; position++) {
    // One draft in two comes from the base's own noise, as a drafter with logits should draw it.
    const draft = drawDraft(position, position % 2 === 0 ? sampler : drafter, isTold);
    counts[decide({ rule, sampler, draft, position })]!++;
  }
  const { statistic, limit } = chiSquare(counts, expected, draws);
  expect(statistic).toBeLessThan(limit);
});

it('[SC2] maximal keeps as many tokens as the distributions overlap', () => {
  const sampler = createSampler({ temperature: 1, seed: 3 }, vocab);
  const drafter = createSampler({ temperature: 1, seed: 77 }, vocab);
  const context = { history: [], promptLength: 0 };
  const [base, draft] = [sampler.distribution(baseLogits, context), sampler.distribution(draftLogits, context)];
  const overlap = base.reduce((sum, p, id) => sum + Math.min(p, draft[id]!), 0);
  let kept = 0;
  for (let position = 0; position < 20_000; position++) {
    const proposal = drawDraft(position, drafter, true);
    if (decide({ rule: maximal, sampler, draft: proposal, position }) === proposal.tokens[0]) kept++;
  }
  expect(kept / 20_000).toBeCloseTo(overlap, 1);
});

it('[SC2] a drafter that draws with the base noise agrees more often than one with noise of its own', () => {
  const sampler = createSampler({ temperature: 1, seed: 3 }, vocab);
  const drafter = createSampler({ temperature: 1, seed: 77 }, vocab);
  const agreement = (source: Sampler): number => {
    let kept = 0;
    for (let position = 0; position < 5000; position++) {
      const draft = drawDraft(position, source, false);
      if (decide({ rule: exact, sampler, draft, position }) === draft.tokens[0]) kept++;
    }
    return kept / 5000;
  };
  expect(agreement(sampler)).toBeGreaterThan(agreement(drafter) + 0.2);
});

it('typical acceptance keeps likely tokens and refuses unlikely ones with the base choice', () => {
  const sampler = createSampler({ temperature: 1, seed: 3 }, vocab);
  const order = [...baseLogits.keys()].sort((a, b) => baseLogits[b]! - baseLogits[a]!);
  const draftOf = (id: number): Draft => ({ tokens: [id], origins: ['toy'] });
  const rule = typicalAcceptance();
  expect(decide({ rule, sampler, draft: draftOf(order[0]!), position: 4 })).toBe(order[0]);
  const choice = sampler.choose(baseLogits, { history: { length: 4 } as number[], promptLength: 0 });
  expect(decide({ rule, sampler, draft: draftOf(order.at(-1)!), position: 4 })).toBe(choice);
  expect(() => typicalAcceptance({ epsilon: 0 })).toThrow('(epsilon)');
});

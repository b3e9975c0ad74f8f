import type { SamplerSettings } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { modelDrafter } from '../drafting/model-drafter.ts';
import { createSampler, type Sampler } from '../sampling/sampler.ts';
import { adaptive } from '../scheduling/adaptive.ts';
import type { NamedScheduler } from '../scheduling/define-scheduler.ts';
import { verified } from '../scheduling/verified.ts';
import { chiSquare } from '../test/chi-square.ts';
import { MemoryState } from '../test/memory-state.ts';
import { referenceDistribution } from '../test/reference-distribution.ts';
import { run, toyPrompt } from '../test/run.ts';
import { settingsUnderTest } from '../test/settings-under-test.ts';
import { createToyModel, toyVocab } from '../test/toy-model.ts';
import { maximal } from './maximal.ts';

const vocab = 24;
const draws = 100_000;
const baseLogits = Float32Array.from({ length: vocab }, (_, id) => 3 * Math.sin(id * 1.7) + id / 40);
const draftLogits = Float32Array.from({ length: vocab }, (_, id) => 3 * Math.sin(id * 1.7 + 0.7));
const prompt = [1, 2, 3, 1];
const history = [...prompt, 5, 5, 7, 1];

/** What `maximal` chose, by token: positions vary, or seeds where penalties look at the history. */
function countChoices(given: SamplerSettings, isTold: boolean): Float64Array {
  const counts = new Float64Array(vocab);
  const looksBack = Object.keys(given).some((name) => name.endsWith('Penalty'));
  const fixed = createSampler({ seed: 42, ...given }, vocab);
  const seen = { history, promptLength: prompt.length };
  const base = fixed.distribution(baseLogits, seen);
  const draft = fixed.distribution(draftLogits, seen);
  for (let i = 0; i < draws; i++) {
    const sampler: Sampler = looksBack ? createSampler({ ...given, seed: i }, vocab) : fixed;
    const context = looksBack ? seen : { history: { length: i } as number[], promptLength: 0 };
    const position = context.history.length;
    let index = 0;
    const id = maximal.decide({
      token: sampler.choose(draftLogits, context, { noise: isTold ? 'draft' : 'choice' }),
      baseChoice: sampler.choose(baseLogits, context),
      baseDistribution: () => base,
      draftDistribution: isTold ? draft : undefined,
      position,
      uniform: () => sampler.uniform(position, index++),
    });
    counts[id]!++;
  }
  return counts;
}

// `exact` returns the sampler's own draw, whose distribution sampler.test.ts checks under each of these settings.
describe.each(Object.entries(settingsUnderTest))('[SC2] maximal under %s keeps the distribution', (_, given) => {
  it.each([true, false])('the drafter tells its own: %s', (isTold) => {
    const expected = referenceDistribution(Array.from(baseLogits), given, history, prompt.length);
    const { statistic, limit } = chiSquare(countChoices(given, isTold), expected, draws);
    expect(statistic).toBeLessThan(limit);
  });
});

const temperature = 1.3;

/** Probabilities of the k-th new token of the toy model, k from 0, whatever came between. */
async function marginals(length: number): Promise<Float64Array[]> {
  const model = createToyModel();
  const sampler = createSampler({ temperature }, toyVocab);
  const result = Array.from({ length }, () => new Float64Array(toyVocab));
  const walk = async (tokens: readonly number[], probability: number): Promise<void> => {
    const depth = tokens.length - toyPrompt.length;
    if (depth === length || probability < 1e-7) return;
    const state = new MemoryState();
    state.commit(tokens);
    const { logits } = await model.forward(state, tokens);
    const distribution = sampler.distribution(logits.row(0), { history: [], promptLength: 0 });
    for (let id = 0; id < toyVocab; id++) {
      const reached = probability * distribution[id]!;
      result[depth]![id]! += reached;
      await walk([...tokens, id], reached);
    }
  };
  await walk(toyPrompt, 1);
  return result;
}

/** The base with flatter logits. */
function flatModel() {
  const model = createToyModel();
  return {
    ...model,
    forward: async (...request: Parameters<typeof model.forward>) => {
      const result = await model.forward(...request);
      const row = (index: number): Float32Array => result.logits.row(index).map((logit) => 0.6 * logit);
      return { ...result, logits: { ...result.logits, row } };
    },
  };
}

const tokenizer = { fingerprint: 'toy', vocabSize: toyVocab };
const vocabulary = { own: { vocab: toyVocab, tokenizer }, base: { vocab: toyVocab, tokenizer } };

const schedulers: Readonly<Record<string, () => NamedScheduler>> = {
  'verified 2': () => verified({ length: 2 }),
  // Confidences are near 0.1 here: drafts end at every place.
  'verified by confidence': () => verified({ length: 3, minConfidence: 0.1 }),
  adaptive: () => adaptive(),
};

describe('[SC2] texts under maximal are distributed as plain ones', () => {
  const runs = 12_000;
  it.each(Object.entries(schedulers))('%s', async (_, scheduler) => {
    const expected = await marginals(3);
    const counts = expected.map(() => new Float64Array(toyVocab));
    const drafter = modelDrafter({ model: flatModel(), createState: () => new MemoryState(), vocabulary });
    let accepted = 0;
    for (let seed = 0; seed < runs; seed++) {
      const sampler = createSampler({ temperature, seed }, toyVocab);
      const options = { sampler, acceptance: maximal, scheduler: scheduler(), drafters: [drafter], maxTokens: 4 };
      const { result } = await run(options);
      for (const [k, count] of counts.entries()) count[result.tokenIds[k]!]!++;
      accepted += result.stats.accepted;
    }
    expect(accepted).toBeGreaterThan(runs / 4);
    for (const [k, count] of counts.entries()) {
      const { statistic, limit } = chiSquare(count, expected[k]!, runs);
      expect(statistic, `token ${k}`).toBeLessThan(limit);
    }
  });
});

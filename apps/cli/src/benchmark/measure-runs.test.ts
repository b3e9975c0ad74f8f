import { referenceBackend } from '@recyclegpt/backend-reference';
import { createModel, type LanguageModel, seededModel } from '@recyclegpt/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measurePasses } from './measure-passes.ts';
import { type Contestant, measureRuns } from './measure-runs.ts';

let model: LanguageModel;
beforeAll(async () => {
  model = await createModel({ opened: seededModel(), backend: referenceBackend() });
});
afterAll(() => model.dispose());

const contestant = (name: string, asked: string[] = []): Contestant => ({
  name,
  options: (prompt) => {
    asked.push(`${name}${prompt}`);
    return { scheduler: name === 'plain' ? 'autoregressive' : 'adaptive', maxTokens: 6, stopTokens: [] };
  },
});

it('contestants take turns on each prompt, and another one begins each time', async () => {
  const asked: string[] = [];
  const contestants = ['plain', 'b', 'c'].map((name) => contestant(name, asked));
  const prompts = ['the fox', 'the bird'];
  const runs = await measureRuns({ model, prompts, contestants, repeats: 2, warmUp: 1 });
  const turns = asked.join(' ').replaceAll('plain', 'a');
  expect(turns).toBe('a0 b0 c0 a0 b0 c0 b1 c1 a1 b0 c0 a0 c1 a1 b1');
  expect(runs).toHaveLength(12);
  for (const run of runs) {
    const plain = runs.find((each) => each.contestant === 'plain' && each.prompt === run.prompt);
    expect(run.tokenIds).toEqual(plain?.tokenIds);
    expect(run.stats.newTokens).toBe(6);
    expect(run.baseMs).toBeGreaterThan(0);
    expect(run.reached.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(run.stats.accepted);
    expect(run.kept.reduce((sum, count) => sum + count, 0)).toBe(run.stats.accepted);
  }
});

it('no run knows what another has written, as texts of a model do otherwise', async () => {
  const options = { scheduler: 'verified', maxTokens: 12, stopTokens: [] };
  const contestants = [{ name: 'own', options: () => options }];
  const measure = () => measureRuns({ model, prompts: ['a bird'], contestants, repeats: 2, warmUp: 1 });
  const first = await measure();
  const { stats } = await model.generate('a bird', options).result;
  const again = await model.generate('a bird', options).result;
  const runs = [...first, ...(await measure())];
  expect(new Set(runs.map((run) => `${run.stats.drafted} drafted, ${run.stats.accepted} kept`)).size).toBe(1);
  expect(again.stats.accepted).toBeGreaterThan(stats.accepted);
  expect(again.stats.accepted).toBeGreaterThan(runs[0]?.stats.accepted ?? 0);
});

it('an abort ends it with the whole runs measured so far', async () => {
  const stop = new AbortController();
  const onProgress = (done: number): void => {
    if (done === 2) stop.abort();
  };
  const contestants = [contestant('plain'), contestant('b')];
  const runs = await measureRuns({
    model,
    prompts: ['the fox'],
    contestants,
    warmUp: 0,
    signal: stop.signal,
    onProgress,
  });
  expect(runs.map((run) => run.contestant)).toEqual(['plain', 'b']);
});

it('counts that cannot be used are refused by name', async () => {
  const contestants = [contestant('plain')];
  await expect(measureRuns({ model, prompts: [], contestants })).rejects.toThrow('prompts');
  await expect(measureRuns({ model, prompts: ['a'], contestants: [] })).rejects.toThrow('contestants');
  await expect(measureRuns({ model, prompts: ['a'], contestants, repeats: 0 })).rejects.toThrow('repeats');
  await expect(measureRuns({ model, prompts: ['a'], contestants, warmUp: 0.5 })).rejects.toThrow('warmUp');
});

it('passes of all widths are measured', async () => {
  const costs = await measurePasses(model, { budgetMs: 0 });
  expect(Object.keys(costs)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '12', '16']);
  expect(Math.min(...Object.values(costs))).toBeGreaterThan(0);
});

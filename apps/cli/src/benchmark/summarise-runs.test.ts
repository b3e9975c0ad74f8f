import type { GenerationStats } from '@recyclegpt/spec';
import { expect, it } from 'vitest';
import type { BenchmarkRun } from './benchmark-run.ts';
import { geometricMean, quartilesOf } from './quartiles.ts';
import { summariseRuns } from './summarise-runs.ts';

const stats: GenerationStats = {
  scheduler: 'any',
  drafters: ['lookup'],
  promptTokens: 4,
  reusedTokens: 0,
  newTokens: 11,
  prefillMs: 5,
  decodeMs: 100,
  tokensPerSecond: 100,
  basePasses: 6,
  drafted: 8,
  accepted: 5,
  meanAcceptedTokens: 2,
  acceptanceByPosition: [],
  departures: 0,
  unjudged: 0,
  sessionMs: 80,
  outsideMs: 20,
  exactness: 'bitwise',
};

/** A run of a contestant; speeds in tokens per second. */
function run(contestant: string, place: readonly [number, number], speed: number, changes = {}): BenchmarkRun {
  const [prompt, repeat] = place;
  const base = {
    contestant,
    prompt,
    repeat,
    tokenIds: [1, 2, 3],
    baseMs: 70,
    sampleMs: 4,
    reached: [5, 4],
    kept: [4, 1],
  };
  return { ...base, stats: { ...stats, tokensPerSecond: speed }, ...changes };
}

it('quartiles lie on straight lines between neighbours', () => {
  expect(quartilesOf([4, 1, 3, 2])).toEqual({ lower: 1.75, median: 2.5, upper: 3.25 });
  expect(quartilesOf([7])).toEqual({ lower: 7, median: 7, upper: 7 });
  expect([quartilesOf([]), geometricMean([])]).toEqual([undefined, undefined]);
  expect(geometricMean([2, 8])).toBeCloseTo(4);
});

it('speed-ups are medians over the repeats of a prompt, pair by pair, then a geometric mean over prompts', () => {
  const plain = [
    run('plain', [0, 0], 100),
    run('plain', [0, 1], 50),
    run('plain', [0, 2], 100),
    run('plain', [1, 0], 10),
  ];
  const fast = [run('fast', [0, 0], 200), run('fast', [0, 1], 100), run('fast', [0, 2], 900), run('fast', [1, 0], 80)];
  const [first, second] = summariseRuns([...plain, ...fast], ['plain', 'fast'], 'int8');
  expect(first).toMatchObject({ scheduler: 'plain', speedUpGeomean: 1, identicalOutputs: 2, prompts: 2, runs: 4 });
  expect(second?.speedUpGeomean).toBeCloseTo(4);
  expect(second?.tokensPerSecond).toEqual({ lower: 95, median: 150, upper: 375 });
});

it('counts of all runs make acceptance, tokens a pass and departures', () => {
  const other = { reached: [5], kept: [1], stats: { ...stats, departures: 3, newTokens: 1, basePasses: 1 } };
  const [result] = summariseRuns([run('plain', [0, 0], 100), run('plain', [1, 0], 100, other)], ['plain'], 'f32');
  expect(result).toMatchObject({
    acceptanceByPosition: [0.5, 0.25],
    meanAcceptedTokens: 2,
    departures: 3,
    basePasses: 5,
  });
});

it('shares of time are those of base, drafts, choosing and the rest, and make one', () => {
  const [result] = summariseRuns([run('plain', [0, 0], 100)], ['plain'], 'f32');
  const { baseSession, draftSession, sampling, outside } = result?.shares ?? {};
  expect([baseSession, draftSession, sampling].map((share) => share?.toFixed(3))).toEqual(['0.700', '0.100', '0.040']);
  expect(outside).toBeCloseTo(0.16);
});

it('a prompt is identical only if it is in every repeat, and turns that the first missed do not count', () => {
  const runs = [
    run('plain', [0, 0], 100),
    run('plain', [0, 1], 100),
    run('own', [0, 0], 100),
    run('own', [0, 1], 100, { tokenIds: [1, 2, 4] }),
    run('own', [1, 0], 9),
  ];
  expect(summariseRuns(runs, ['plain', 'own'], 'f32')[1]).toMatchObject({ identicalOutputs: 0, prompts: 1, runs: 2 });
  expect(summariseRuns(runs, ['plain', 'absent'], 'f32')).toHaveLength(1);
});

it('a text of one token is not timed', () => {
  const short = {
    stats: { ...stats, newTokens: 1, tokensPerSecond: 0, decodeMs: 0, sessionMs: 0 },
    baseMs: 0,
    sampleMs: 0,
  };
  const [result] = summariseRuns([run('plain', [0, 0], 0, short)], ['plain'], 'f32');
  expect(result).toMatchObject({ tokensPerSecond: undefined, speedUpGeomean: undefined, identicalOutputs: 1 });
  expect(result?.shares).toEqual({ baseSession: 0, draftSession: 0, sampling: 0, outside: 0 });
});

import type { Drafter } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { createPassCosts } from '../costs/create-pass-costs.ts';
import { isFreeDrafter } from '../drafting/free-drafter.ts';
import { lookup } from '../drafting/lookup.ts';
import { successorTable } from '../drafting/successor-table.ts';
import { essence, run } from '../test/run.ts';
import { alwaysWrong, sometimesRight } from '../test/toy-drafters.ts';
import { createToyModel } from '../test/toy-model.ts';
import { adaptive } from './adaptive.ts';
import { autoregressive } from './autoregressive.ts';
import type { NamedScheduler } from './define-scheduler.ts';
import { schedulerByName } from './scheduler-by-name.ts';
import { verified } from './verified.ts';

/** Pass times by rows as measured on real weights. */
const tables = {
  f32: [17.6, 18.4, 19, 20.4, 22, 24, 26, 27.9],
  int8: [10.4, 12.4, 12.6, 12.8, 14, 15, 16, 17.1],
  int4: [6.5, 7.3, 12.2, 12.3, 15, 17.5, 20, 22.8],
} as const;

function timeOf(table: readonly number[], rows: number): number {
  return table[rows - 1] ?? table.at(-1)! + (table.at(-1)! - table.at(-2)!) * (rows - table.length);
}

/** Decodes 512 tokens on a clock that only passes and drafts move, and returns the milliseconds after prefill. */
async function timed(
  table: readonly number[],
  scheduler: NamedScheduler,
  drafters: readonly Drafter[],
  draftTokenMs = 0,
) {
  let nowMs = 0;
  const model = createToyModel({
    contextLength: 1024,
    onForward: (ids) => {
      nowMs += timeOf(table, Math.min(ids.length, 40));
    },
  });
  const charged = drafters.map((drafter): Drafter => {
    if (isFreeDrafter(drafter)) return drafter;
    return {
      name: drafter.name,
      draft: (context, maxTokens) => {
        nowMs += draftTokenMs * maxTokens;
        return drafter.draft(context, maxTokens);
      },
    };
  });
  const baseMs = { 1: timeOf(table, 1), 2: timeOf(table, 2), 4: timeOf(table, 4), 8: timeOf(table, 8) };
  const costs = createPassCosts({ baseMs, draftMs: { recycle: draftTokenMs, 'always-wrong': draftTokenMs } });
  const outcome = await run({ model, scheduler, drafters: charged, costs, maxTokens: 512, now: () => nowMs });
  return { ms: outcome.result.stats.decodeMs, outcome };
}

/** The best that a drafter of this acceptance can do, by the length that suits it best. */
function predictedMs(table: readonly number[], share: number, draftTokenMs: number): number {
  const perToken = Array.from({ length: 13 }, (_, length) => {
    const tokens = Array.from({ length: length + 1 }, (_each, i) => share ** i).reduce((sum, p) => sum + p, 0);
    return (timeOf(table, 1 + length) + draftTokenMs * length) / tokens;
  });
  return 511 * Math.min(...perToken);
}

describe.each(Object.entries(tables))('at the pass times of %s', (_, table) => {
  it('keeps 0.97 of plain decoding with a drafter that is always wrong', async () => {
    const plain = await timed(table, autoregressive(), []);
    for (const draftTokenMs of [0, 1, 4]) {
      const wrong = alwaysWrong(plain.outcome.state.tokens);
      const drafted = await timed(table, adaptive(), [wrong], draftTokenMs);
      expect(essence(drafted.outcome)).toEqual(essence(plain.outcome));
      expect(plain.ms / drafted.ms).toBeGreaterThan(0.97);
    }
  });

  it.each([0.5, 0.7, 0.9])('reaches 0.9 of what an acceptance of %d promises', async (share) => {
    const plain = await timed(table, autoregressive(), []);
    const text = plain.outcome.state.tokens;
    const drafted = await timed(table, adaptive(), [sometimesRight(text, share)], 0.5);
    const best = plain.ms / Math.min(plain.ms, predictedMs(table, share, 0.5));
    expect(plain.ms / drafted.ms).toBeGreaterThan(0.9 * best);
  });

  it('takes the better of a module and the tables', async () => {
    const plain = await timed(table, autoregressive(), []);
    const module = sometimesRight(plain.outcome.state.tokens, 0.6);
    const alone = await timed(table, adaptive(), [module], 0.5);
    const both = await timed(table, adaptive(), [lookup(), module, successorTable()], 0.5);
    expect(both.ms).toBeLessThan(alone.ms * 1.08);
  });
});

it('says why a draft has its length', async () => {
  const { outcome } = await timed(tables.int8, adaptive(), [lookup()]);
  const reasons = new Set(outcome.rounds.map((round) => round.reason.replace(/\d+/, 'N')));
  expect([...reasons]).toEqual(expect.arrayContaining(['prefill', 'no draft pays', 'cost model: N of lookup']));
});

it.each([
  ['maxLength', () => adaptive({ maxLength: 0 })],
  ['probeShare', () => adaptive({ probeShare: 2 })],
  ['length', () => verified({ length: 0 })],
  ['minConfidence', () => verified({ minConfidence: -1 })],
  ['scheduler', () => schedulerByName('fast')],
])('%s out of range is refused by name', (name, make) => {
  expect(make).toThrow(`(${name})`);
});

it('schedulers are found by name', () => {
  for (const name of ['autoregressive', 'alternating', 'verified', 'adaptive'])
    expect(schedulerByName(name).name).toBe(name);
});

import type { Drafter } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { AcceptanceRecord } from '../costs/acceptance-record.ts';
import { lookup } from '../drafting/lookup.ts';
import { successorTable } from '../drafting/successor-table.ts';
import { essence } from '../test/run.ts';
import { charged, passTimes, predictedMs, simulate } from '../test/simulated-clock.ts';
import { alwaysWrong, type ModuleLikeOptions, moduleLike, sometimesRight } from '../test/toy-drafters.ts';
import { adaptive } from './adaptive.ts';
import { autoregressive } from './autoregressive.ts';
import { schedulerByName } from './scheduler-by-name.ts';
import { verified } from './verified.ts';

describe.each(Object.entries(passTimes))('at the pass times of %s', (_, table) => {
  const plainRun = () => simulate({ table, scheduler: autoregressive() });
  const adapted = (drafters: Parameters<typeof simulate>[0]['drafters'] & {}, draftTokenMs: number) =>
    simulate({ table, scheduler: adaptive(), drafters, draftTokenMs });

  it('keeps 0.97 of plain decoding with a drafter that is always wrong', async () => {
    const plain = await plainRun();
    const text = plain.outcome.state.tokens;
    for (const draftTokenMs of [0, 1, 4]) {
      const drafted = await adapted((step) => [charged(alwaysWrong(text), step)], draftTokenMs);
      expect(essence(drafted.outcome)).toEqual(essence(plain.outcome));
      expect(plain.ms / drafted.ms).toBeGreaterThan(0.97);
    }
  });

  it.each([
    ['always sure', () => 0.95],
    ['never sure', () => 0.1],
    ['anything', (uniform: number) => uniform],
  ])('keeps 0.97 of plain decoding with a module that is always wrong and says that it is %s', async (_name, says) => {
    const plain = await plainRun();
    const text = plain.outcome.state.tokens;
    for (const draftTokenMs of [0.3, 1, 4]) {
      const wrong = (onStep: () => void) => [
        lookup(),
        moduleLike({ text, shareAt: () => 0, confidenceAt: says, onStep }),
        successorTable(),
      ];
      const drafted = await adapted(wrong, draftTokenMs);
      expect(essence(drafted.outcome)).toEqual(essence(plain.outcome));
      expect(plain.ms / drafted.ms).toBeGreaterThan(0.97);
    }
  });

  it.each([0.5, 0.7, 0.9])('reaches 0.9 of what an acceptance of %d promises', async (share) => {
    const plain = await plainRun();
    const text = plain.outcome.state.tokens;
    const drafted = await adapted((step) => [charged(sometimesRight(text, share), step)], 0.5);
    const best = plain.ms / Math.min(plain.ms, predictedMs(table, share, 0.5));
    expect(plain.ms / drafted.ms).toBeGreaterThan(0.9 * best);
  });

  /** Total time over several seeds of a module. */
  async function totalMs(text: readonly number[], options: Partial<ModuleLikeOptions>, hasTables = false) {
    let ms = 0;
    for (const seed of [11, 222, 3333, 44444, 555555]) {
      const drafters = (onStep: () => void): Drafter[] => {
        const module = moduleLike({ text, onStep, seed, ...options });
        return hasTables ? [lookup({ shortestSuffix: 1 }), module, successorTable()] : [module];
      };
      ms += (await adapted(drafters, 1)).ms;
    }
    return ms;
  }

  it('gains by confidences that tell right from wrong', async () => {
    const { outcome } = await plainRun();
    const text = outcome.state.tokens;
    const blunt = await totalMs(text, { confidenceAt: () => 0.5 });
    const sharp = await totalMs(text, { confidenceAt: (uniform) => (uniform < 0.5 ? 0.03 : 0.97) });
    expect(sharp).toBeLessThan(0.99 * blunt);
  });

  it.each([0.4, 0.6, 0.8])('tables take nothing from a module with an acceptance of %d', async (share) => {
    const { outcome } = await plainRun();
    const text = outcome.state.tokens;
    const alone = await totalMs(text, { confidenceAt: () => share });
    const both = await totalMs(text, { confidenceAt: () => share }, true);
    expect(both).toBeLessThan(alone * 1.02);
  });
});

it('says why a draft has its length', async () => {
  const { outcome } = await simulate({ table: passTimes.int8, scheduler: adaptive(), drafters: () => [lookup()] });
  const reasons = new Set(outcome.rounds.map((round) => round.reason.replace(/\d+/, 'N')));
  expect([...reasons]).toEqual(expect.arrayContaining(['prefill', 'no draft pays', 'cost model: N of lookup']));
});

it('a table whose matches fail does not keep the module from drafting', async () => {
  const text = (await simulate({ table: passTimes.f32, scheduler: autoregressive() })).outcome.state.tokens;
  const table = { ...alwaysWrong(text), name: 'table', isFree: true };
  const drafters = (onStep: () => void) => [table, moduleLike({ text, confidenceAt: () => 0.8, onStep })];
  const { outcome } = await simulate({ table: passTimes.f32, scheduler: adaptive(), drafters, draftTokenMs: 1 });
  const origins = outcome.rounds.flatMap((round) => round.draftOrigins);
  expect(origins.filter((origin) => origin === 'recycle').length / origins.length).toBeGreaterThan(0.95);
});

it('a module that becomes good is found again, also while tables draft', async () => {
  const text = (await simulate({ table: passTimes.f32, scheduler: autoregressive() })).outcome.state.tokens;
  const drafters = (onStep: () => void) => {
    let steps = 0;
    const count = (): void => {
      onStep();
      steps++;
    };
    const shareAt = (): number => (steps < 25 ? 0 : 0.95);
    return [sometimesFree(text), moduleLike({ text, shareAt, confidenceAt: () => 0.9, onStep: count })];
  };
  const { outcome } = await simulate({ table: passTimes.f32, scheduler: adaptive(), drafters, draftTokenMs: 1 });
  const late = outcome.rounds.slice(-40).flatMap((round) => round.draftOrigins);
  expect(late.filter((origin) => origin === 'recycle').length).toBeGreaterThan(late.length / 2);
});

function sometimesFree(text: readonly number[]) {
  return { ...sometimesRight(text, 0.4, 'table'), isFree: true };
}

it('[SC5] generations that share a record write the same text, and learn from each other', async () => {
  const plain = await simulate({ table: passTimes.int8, scheduler: autoregressive() });
  const text = plain.outcome.state.tokens;
  const record = new AcceptanceRecord();
  const drafters = (onStep: () => void) => [moduleLike({ text, shareAt: () => 0, onStep })];
  const drafted: number[] = [];
  for (let i = 0; i < 2; i++) {
    const { outcome } = await simulate({
      table: passTimes.int8,
      scheduler: adaptive({ record }),
      drafters,
      draftTokenMs: 2,
    });
    expect(essence(outcome)).toEqual(essence(plain.outcome));
    drafted.push(outcome.result.stats.drafted);
  }
  expect(drafted[1]).toBeLessThan(drafted[0]!);
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

import type { Drafter } from '@recyclegpt/spec';
import { createPassCosts } from '../costs/create-pass-costs.ts';
import type { NamedScheduler } from '../scheduling/define-scheduler.ts';
import { type Outcome, run } from './run.ts';
import { createToyModel } from './toy-model.ts';

/** Pass times by rows as measured on real weights. */
export const passTimes = {
  f32: [17.6, 18.4, 19, 20.4, 22, 24, 26, 27.9],
  int8: [10.4, 12.4, 12.6, 12.8, 14, 15, 16, 17.1],
  int4: [6.5, 7.3, 12.2, 12.3, 15, 17.5, 20, 22.8],
} as const;

/** Milliseconds of a pass over so many rows. */
function timeOf(table: readonly number[], rows: number): number {
  return table[rows - 1] ?? table.at(-1)! + (table.at(-1)! - table.at(-2)!) * (rows - table.length);
}

export interface SimulationOptions {
  readonly table: readonly number[];
  readonly scheduler: NamedScheduler;
  /** Made with a function that moves the clock by one drafted token. */
  readonly drafters?: (step: () => void) => readonly Drafter[];
  /** Milliseconds of a drafted token; known to the cost model. Default 0. */
  readonly draftTokenMs?: number;
}

/** Decodes 512 tokens on a clock that only passes and drafts move; `ms` are those after prefill. */
export async function simulate(
  options: SimulationOptions,
): Promise<{ readonly ms: number; readonly outcome: Outcome }> {
  const { table, scheduler, drafters = () => [], draftTokenMs = 0 } = options;
  let nowMs = 0;
  const model = createToyModel({
    contextLength: 1024,
    onForward: (ids) => {
      nowMs += timeOf(table, Math.min(ids.length, 40));
    },
  });
  const made = drafters(() => {
    nowMs += draftTokenMs;
  });
  const baseMs = { 1: timeOf(table, 1), 2: timeOf(table, 2), 4: timeOf(table, 4), 8: timeOf(table, 8) };
  const draftMs = Object.fromEntries(made.filter(({ isFree }) => !isFree).map(({ name }) => [name, draftTokenMs]));
  const costs = createPassCosts({ baseMs, draftMs });
  const outcome = await run({ model, scheduler, drafters: made, costs, maxTokens: 512, now: () => nowMs });
  return { ms: outcome.result.stats.decodeMs, outcome };
}

/** A drafter that is charged for every token asked for. */
export function charged(drafter: Drafter, step: () => void): Drafter {
  return {
    name: drafter.name,
    draft(context, maxTokens) {
      for (let i = 0; i < maxTokens; i++) step();
      return drafter.draft(context, maxTokens);
    },
  };
}

/** The best that a drafter of this acceptance can do, by the length that suits it best. */
export function predictedMs(table: readonly number[], share: number, draftTokenMs: number): number {
  const perToken = Array.from({ length: 13 }, (_, length) => {
    const tokens = Array.from({ length: length + 1 }, (_each, i) => share ** i).reduce((sum, p) => sum + p, 0);
    return (timeOf(table, 1 + length) + draftTokenMs * length) / tokens;
  });
  return 511 * Math.min(...perToken);
}

import type { GenerateOptions, LanguageModel, Prompt } from '@recyclegpt/core';
import { schedulerByName } from '@recyclegpt/schedulers';
import { ConfigError } from '@recyclegpt/spec';
import { type BenchmarkRun, measureRun } from './benchmark-run.ts';
import { freshDraftersOption } from './fresh-drafters.ts';

/** A way of writing that is measured beside others. */
export interface Contestant {
  /** As in the results; no two have the same. */
  readonly name: string;
  /**
   * How it writes; called for each run. Without `drafters` it gets the usual ones, new for each run, and a scheduler by
   * name begins anew: what one run learns, a text that it has seen above all, is not known to the next. Whoever wants
   * experience to last passes a scheduler that keeps it, as in `adaptive({ record })`.
   */
  options(prompt: number): GenerateOptions;
}

export interface MeasureRunsOptions {
  readonly model: LanguageModel;
  readonly prompts: readonly Prompt[];
  /** The first is the one that others are compared with. */
  readonly contestants: readonly Contestant[];
  /** Default 3. */
  readonly repeats?: number;
  /** Runs of each contestant that are thrown away first. Default 1. */
  readonly warmUp?: number;
  /** Ends the measurement; what was measured until then is returned. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each run, of all runs with those thrown away. */
  readonly onProgress?: ((done: number, total: number, contestant: string) => void) | undefined;
}

/** A run that is to come; those of the warm-up have no repeat. */
interface PlannedRun {
  readonly contestant: Contestant;
  readonly prompt: number;
  readonly repeat: number | undefined;
}

/**
 * Writes all prompts with all contestants, interleaved: they take turns on each prompt, and who begins changes from turn
 * to turn, so that a machine that slows down slows all alike.
 * @throws ConfigError without prompts or contestants, or for counts that cannot be used; what generation throws.
 */
export async function measureRuns(options: MeasureRunsOptions): Promise<readonly BenchmarkRun[]> {
  const { model, prompts, signal, onProgress } = options;
  const plan = planRuns(options);
  const runs: BenchmarkRun[] = [];
  for (const [index, { contestant, prompt, repeat }] of plan.entries()) {
    if (signal?.aborted === true) break;
    onProgress?.(index, plan.length, contestant.name);
    const run = await measureRun(model, {
      text: prompts[prompt] as Prompt,
      options: { ...isolated(model, contestant.options(prompt)), signal },
      contestant: contestant.name,
      prompt,
      repeat: repeat ?? -1,
    });
    if (run !== undefined && repeat !== undefined) runs.push(run);
  }
  return runs;
}

function isolated(model: LanguageModel, { scheduler = 'adaptive', ...options }: GenerateOptions): GenerateOptions {
  const own = typeof scheduler === 'string' ? schedulerByName(scheduler) : scheduler;
  return { ...freshDraftersOption(model, own), ...options, scheduler: own };
}

function planRuns({ prompts, contestants, repeats = 3, warmUp = 1 }: MeasureRunsOptions): readonly PlannedRun[] {
  checkCounts({ prompts: prompts.length, contestants: contestants.length, repeats }, 1);
  checkCounts({ warmUp }, 0);
  const plan: PlannedRun[] = [];
  for (let turn = 0; turn < warmUp; turn += 1)
    for (const contestant of contestants) plan.push({ contestant, prompt: turn % prompts.length, repeat: undefined });
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const prompt of prompts.keys()) {
      const first = (repeat + prompt) % contestants.length;
      const order = [...contestants.slice(first), ...contestants.slice(0, first)];
      for (const contestant of order) plan.push({ contestant, prompt, repeat });
    }
  }
  return plan;
}

function checkCounts(counts: Readonly<Record<string, number>>, least: number): void {
  for (const [where, count] of Object.entries(counts)) {
    if (Number.isSafeInteger(count) && count >= least) continue;
    const expected = `a whole number of at least ${least}`;
    throw new ConfigError({ what: 'A benchmark cannot run like this', where, got: String(count), expected });
  }
}

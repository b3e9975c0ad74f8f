import { ConfigError, type GenerationStats } from '@recyclegpt/spec';
import type { BenchmarkRun } from './benchmark-run.ts';
import { geometricMean, type Quartiles, quartilesOf } from './quartiles.ts';

/** Shares of the time of decoding; together 1. */
export interface TimeShares {
  readonly baseSession: number;
  /** Drafters' sessions. */
  readonly draftSession: number;
  /** Choosing tokens: processors, sampling, acceptance. */
  readonly sampling: number;
  /** All else: drafting from tables, bookkeeping, feeding and copying rows. */
  readonly outside: number;
}

/** What a scheduler came to in one precision. */
export interface BenchmarkResult {
  readonly scheduler: string;
  readonly precision: string;
  readonly drafters: readonly string[];
  /** Of all runs; `undefined` if no text had a second token. */
  readonly tokensPerSecond: Quartiles | undefined;
  /** Tokens per pass of the base after the prompt's. */
  readonly meanAcceptedTokens: number;
  /** Share of drafts whose i-th token was kept, of those that got so far. */
  readonly acceptanceByPosition: readonly number[];
  /** Tokens that the base would not have written, in all runs. */
  readonly departures: number;
  /**
   * Against the first scheduler: a prompt's speed-up is the median over its repeats of the ratio of tokens per second,
   * and this is the geometric mean over prompts. `undefined` if nothing could be timed.
   */
  readonly speedUpGeomean: number | undefined;
  /** Prompts whose tokens were the first scheduler's, in every repeat. */
  readonly identicalOutputs: number;
  /** Prompts measured. */
  readonly prompts: number;
  readonly runs: number;
  /** New tokens of all runs, passes of the base after the prompts', tokens drafted and of these accepted. */
  readonly newTokens: number;
  readonly basePasses: number;
  readonly drafted: number;
  readonly accepted: number;
  readonly shares: TimeShares;
  readonly exactness: GenerationStats['exactness'];
}

/**
 * The results of contestants from their runs, against the first of `names`. Only turns that the first took part in
 * count, so that what an interruption left half done favours nobody; contestants without any are left out.
 */
export function summariseRuns(
  runs: readonly BenchmarkRun[],
  names: readonly string[],
  precision: string,
): readonly BenchmarkResult[] {
  const [first] = names;
  if (first === undefined)
    throw new ConfigError({ what: 'There is nobody to compare with', where: 'names', expected: 'at least one name' });
  const firsts = new Map(runs.filter(({ contestant }) => contestant === first).map((run) => [turnOf(run), run]));
  return names.flatMap((name) => {
    const own = runs.filter((run) => run.contestant === name && firsts.has(turnOf(run)));
    return own.length === 0 ? [] : [summarise(own, firsts, precision)];
  });
}

const turnOf = ({ prompt, repeat }: BenchmarkRun): string => `${prompt} ${repeat}`;

type Firsts = ReadonlyMap<string, BenchmarkRun>;

function summarise(runs: readonly BenchmarkRun[], firsts: Firsts, precision: string): BenchmarkResult {
  const [{ contestant, stats }] = runs as readonly [BenchmarkRun];
  const sum = (pick: (run: BenchmarkRun) => number): number => runs.reduce((total, run) => total + pick(run), 0);
  // The prompt's pass is the first one; its token is not one of decoding.
  const passes = sum((run) => Math.max(0, run.stats.basePasses - 1));
  const later = sum((run) => Math.max(0, run.stats.newTokens - 1));
  return {
    scheduler: contestant,
    precision,
    drafters: stats.drafters,
    tokensPerSecond: quartilesOf(runs.filter(isTimed).map((run) => run.stats.tokensPerSecond)),
    meanAcceptedTokens: passes > 0 ? later / passes : 0,
    acceptanceByPosition: acceptanceOf(runs),
    departures: sum((run) => run.stats.departures),
    ...againstFirst(runs, firsts),
    runs: runs.length,
    newTokens: sum((run) => run.stats.newTokens),
    basePasses: passes,
    drafted: sum((run) => run.stats.drafted),
    accepted: sum((run) => run.stats.accepted),
    shares: sharesOf(runs),
    exactness: stats.exactness,
  };
}

/** A stop right after the first token leaves nothing to time. */
function isTimed({ stats }: BenchmarkRun): boolean {
  return stats.newTokens > 1 && stats.tokensPerSecond > 0;
}

function acceptanceOf(runs: readonly BenchmarkRun[]): readonly number[] {
  const length = Math.max(0, ...runs.map(({ reached }) => reached.length));
  return Array.from({ length }, (_, position) => {
    const total = (pick: (run: BenchmarkRun) => readonly number[]) =>
      runs.reduce((sum, run) => sum + (pick(run)[position] ?? 0), 0);
    return total(({ kept }) => kept) / total(({ reached }) => reached);
  });
}

function sharesOf(runs: readonly BenchmarkRun[]): TimeShares {
  const sum = (pick: (run: BenchmarkRun) => number): number => runs.reduce((total, run) => total + pick(run), 0);
  const [baseMs, sampleMs] = [sum((run) => run.baseMs), sum((run) => run.sampleMs)];
  const draftMs = Math.max(0, sum((run) => run.stats.sessionMs) - baseMs);
  // Clocks are read at different places: what they disagree by must not make shares of more than the whole.
  const decodeMs = Math.max(
    sum((run) => run.stats.decodeMs),
    baseMs + draftMs + sampleMs,
  );
  const share = (ms: number): number => (decodeMs > 0 ? ms / decodeMs : 0);
  const inside = { baseSession: share(baseMs), draftSession: share(draftMs), sampling: share(sampleMs) };
  return { ...inside, outside: share(decodeMs - baseMs - draftMs - sampleMs) };
}

function againstFirst(
  runs: readonly BenchmarkRun[],
  firsts: Firsts,
): Pick<BenchmarkResult, 'speedUpGeomean' | 'identicalOutputs' | 'prompts'> {
  const prompts = [...new Set(runs.map(({ prompt }) => prompt))];
  const speedUps: number[] = [];
  let identicalOutputs = 0;
  for (const prompt of prompts) {
    const own = runs.filter((run) => run.prompt === prompt);
    const pairs = own.map((run) => [run, firsts.get(turnOf(run)) as BenchmarkRun] as const);
    const timed = pairs.filter(([run, other]) => isTimed(run) && isTimed(other));
    const ratios = timed.map(([run, other]) => run.stats.tokensPerSecond / other.stats.tokensPerSecond);
    const speedUp = quartilesOf(ratios)?.median;
    if (speedUp !== undefined) speedUps.push(speedUp);
    if (pairs.every(([run, other]) => run.tokenIds.join() === other.tokenIds.join())) identicalOutputs += 1;
  }
  return { speedUpGeomean: geometricMean(speedUps), identicalOutputs, prompts: prompts.length };
}

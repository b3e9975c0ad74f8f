import {
  AcceptanceRecord,
  adaptive,
  autoregressive,
  buildSuccessorTable,
  lookup,
  type NamedScheduler,
  successorTable,
  verified,
} from '@recyclegpt/schedulers';
import type { Drafter } from '@recyclegpt/spec';
import type { LanguageModel } from 'recyclegpt';
import { type BenchmarkResult, type Contestant, measureRuns, summariseRuns } from 'recyclegpt/benchmark';
import { asQuestion, promptSets, readPrompts } from '../shared-prompts.ts';
import { formatQuartiles, printTable, say } from '../shared-report.ts';

export interface WithoutModuleOptions {
  readonly maxTokens: number;
  /** Prompts of each set at most. */
  readonly numPrompts: number;
  readonly repeats: number;
  /** Tokens whose likeliest successors the model is asked for, one pass each; 0 leaves the fixed table out. */
  readonly tableTokens: number;
}

/** Results of one set of prompts. */
export interface SetResults {
  readonly set: string;
  readonly results: readonly BenchmarkResult[];
}

/** Plain decoding against drafts from tables alone: what a recycle module has to beat. */
export async function benchWithoutModule(
  model: LanguageModel,
  options: WithoutModuleOptions,
): Promise<readonly SetResults[]> {
  const contestants = await tableContestants(model, options);
  const sets: SetResults[] = [];
  for (const set of Object.keys(promptSets) as (keyof typeof promptSets)[]) {
    const prompts = readPrompts(set, options.numPrompts).map(asQuestion);
    const runs = await measureRuns({ model, prompts, contestants, repeats: options.repeats });
    const names = contestants.map(({ name }) => name);
    sets.push({ set, results: summariseRuns(runs, names, model.facts.precision) });
  }
  return sets;
}

async function tableContestants(
  model: LanguageModel,
  { maxTokens, tableTokens }: WithoutModuleOptions,
): Promise<readonly Contestant[]> {
  const fixed = tableTokens === 0 ? undefined : await fixedTable(model, tableTokens);
  const contestant = (name: string, scheduler: NamedScheduler, drafters: () => readonly Drafter[]): Contestant => ({
    name,
    options: () => ({ scheduler, maxTokens, drafters: drafters() }),
  });
  // Drafters are new for each text, so that no scheduler learns a text from the one before it. What `adaptive` learns
  // about acceptance is kept from text to text, as within a model; lookups of a single token are for it alone.
  const warm = () => adaptive({ record: new AcceptanceRecord() });
  const all = [
    contestant('autoregressive', autoregressive(), () => []),
    contestant('verified', verified(), () => [lookup({ shortestSuffix: 2 }), successorTable()]),
    contestant('adaptive', warm(), () => [lookup(), successorTable()]),
  ];
  if (fixed === undefined) return all;
  return [...all, contestant('adaptive, fixed table', warm(), () => [lookup(), successorTable({ fixed })])];
}

/** The likeliest successors of the vocabulary's first tokens: those of a BPE that were merged first, so the frequent ones. */
async function fixedTable(model: LanguageModel, tableTokens: number): Promise<Int32Array> {
  using state = model.createState();
  const context = model.tokenizer.encode('', { addSpecialTokens: true });
  const count = Math.min(tableTokens, model.causalModel.vocab);
  const tokenIds = Array.from({ length: count }, (_, id) => id);
  return await buildSuccessorTable({ model: model.causalModel, state, tokenIds, context });
}

/** Prints the results of all precisions. */
export function printWithoutModule(sets: readonly SetResults[]): void {
  say('\n1. Without a module: drafts by lookup in the text, else by successors learned from it (and a fixed table)');
  printTable(
    [
      'set',
      'precision',
      'scheduler',
      'tok/s (quartiles)',
      'speed-up',
      'tokens a pass',
      'kept 1, 2, 3',
      'departures',
      'same text',
    ],
    sets.flatMap(({ set, results }) =>
      results.map((result) => [
        set,
        result.precision,
        result.scheduler,
        formatQuartiles(result.tokensPerSecond),
        result.speedUpGeomean?.toFixed(2) ?? '–',
        result.meanAcceptedTokens.toFixed(2),
        result.acceptanceByPosition
          .slice(0, 3)
          .map((share) => share.toFixed(2))
          .join(' ') || '–',
        String(result.departures),
        `${result.identicalOutputs} of ${result.prompts}`,
      ]),
    ),
  );
}

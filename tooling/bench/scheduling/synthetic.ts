import { AcceptanceRecord, adaptive } from '@recyclegpt/schedulers';
import { sometimesRightDrafter } from '@recyclegpt/testing/drafters';
import type { LanguageModel } from 'recyclegpt';
import { type BenchmarkResult, type Contestant, measurePasses, measureRuns, summariseRuns } from 'recyclegpt/benchmark';
import { asQuestion, readPrompts } from '../shared-prompts.ts';
import { formatBar, printTable, say } from '../shared-report.ts';
import { type KnownTexts, writeKnownTexts } from './known-texts.ts';
import { predictSpeedUp } from './predict-speed-up.ts';

/** Least share of the speed-up that costs and acceptance promise, which the scheduler has to reach. */
const syntheticBar = 0.9;
/** How often the drafters are right. */
const acceptances = [0.5, 0.7, 0.9] as const;
/** Longest draft of the adaptive scheduler. */
const maxLength = 12;

export interface SyntheticOptions {
  readonly maxTokens: number;
  readonly numPrompts: number;
  readonly repeats: number;
  /** Milliseconds of busy waiting for each drafted token. */
  readonly draftMs: number;
}

/** A drafter of known quality, measured and predicted. */
export interface SyntheticRow {
  readonly precision: string;
  readonly acceptance: number;
  readonly draftMs: number;
  readonly measured: number;
  readonly predicted: number;
  /** Draft length of the prediction. */
  readonly bestLength: number;
  readonly ratio: number;
  readonly meanAcceptedTokens: number;
  readonly identicalOutputs: number;
  readonly prompts: number;
  readonly isWithinBar: boolean;
}

/** T(M) of this run, and what came of drafters of known quality. */
export interface SyntheticResults {
  readonly precision: string;
  readonly passCostMs: Readonly<Record<number, number>>;
  readonly rows: readonly SyntheticRow[];
}

/** The adaptive scheduler with drafters that are right with a known probability and cost real time. */
export async function benchSynthetic(model: LanguageModel, options: SyntheticOptions): Promise<SyntheticResults> {
  const { maxTokens, numPrompts, repeats } = options;
  const known = await writeKnownTexts(model, readPrompts('bench', numPrompts).map(asQuestion), { maxTokens });
  const passCostMs = await measurePasses(model);
  const contestants: readonly Contestant[] = [
    { name: 'autoregressive', options: () => ({ scheduler: 'autoregressive', maxTokens }) },
    ...acceptances.map((acceptance) => drafting(acceptance, known, options)),
  ];
  const { precision } = model.facts;
  const runs = await measureRuns({ model, prompts: known.prompts, contestants, repeats });
  const names = contestants.map(({ name }) => name);
  const results = summariseRuns(runs, names, precision);
  return { precision, passCostMs, rows: results.slice(1).map((result) => rowOf(result, passCostMs, options.draftMs)) };
}

/** Called by how often its drafter is right. */
function drafting(acceptance: number, { texts }: KnownTexts, { maxTokens, draftMs }: SyntheticOptions): Contestant {
  // Acceptance that was seen is kept from text to text, as within a model, but not from drafter to drafter.
  const scheduler = adaptive({ record: new AcceptanceRecord() });
  return {
    name: String(acceptance),
    options: (prompt) => ({
      scheduler,
      maxTokens,
      drafters: [sometimesRightDrafter({ ...texts[prompt]!, share: acceptance, costMs: draftMs })],
    }),
  };
}

function rowOf(result: BenchmarkResult, passCostMs: Readonly<Record<number, number>>, draftMs: number): SyntheticRow {
  const acceptance = Number(result.scheduler);
  const { length, speedUp } = predictSpeedUp({ passCostMs, acceptance, draftMs, maxLength });
  const { precision, speedUpGeomean: measured = Number.NaN, meanAcceptedTokens, identicalOutputs, prompts } = result;
  const ratio = measured / speedUp;
  const own = { meanAcceptedTokens, identicalOutputs, prompts, isWithinBar: ratio >= syntheticBar };
  return { precision, acceptance, draftMs, measured, predicted: speedUp, bestLength: length, ratio, ...own };
}

/** Prints it. */
export function printSynthetic(all: readonly SyntheticResults[]): void {
  say(
    `\n2. Drafters right with a known probability, their cost in real time (bar: ${syntheticBar} of what T(M) promises)`,
  );
  for (const { precision, passCostMs } of all) {
    const costs = Object.entries(passCostMs).map(([rows, ms]) => `${rows}: ${ms.toFixed(1)}`);
    say(`T(M) in ${precision}, ms: ${costs.join('  ')}`);
  }
  printTable(
    [
      'precision',
      'right',
      'ms a token',
      'measured',
      'promised',
      'at length',
      'ratio',
      'tokens a pass',
      'same text',
      '',
    ],
    all
      .flatMap(({ rows }) => rows)
      .map((row) => [
        row.precision,
        String(row.acceptance),
        String(row.draftMs),
        row.measured.toFixed(2),
        row.predicted.toFixed(2),
        String(row.bestLength),
        row.ratio.toFixed(2),
        row.meanAcceptedTokens.toFixed(2),
        `${row.identicalOutputs} of ${row.prompts}`,
        formatBar(row.isWithinBar),
      ]),
  );
}

import { formatCount, formatShare, plural } from '../../terminal/format.ts';
import { tableLines } from '../../terminal/table.ts';
import type { DraftsReport } from './evaluate-drafts.ts';
import type { QuestionsReport } from './evaluate-questions.ts';
import type { TextsReport } from './evaluate-texts.ts';
import type { WritingReport } from './evaluate-writing.ts';

/** All that was evaluated; what was not asked for is missing. */
export interface EvaluationReport {
  readonly model: string;
  readonly precision: string;
  readonly backend: string;
  readonly recycle: string | undefined;
  readonly judge: string | undefined;
  readonly texts: TextsReport | undefined;
  readonly drafts: readonly DraftsReport[] | undefined;
  readonly writing: readonly WritingReport[] | undefined;
  readonly questions: readonly QuestionsReport[] | undefined;
  /** Not stopped before the end. */
  readonly isComplete: boolean;
}

/** A report for people. */
export function evaluationLines(report: EvaluationReport): readonly string[] {
  const { texts, drafts = [], writing, questions } = report;
  return [
    `${report.model}, ${report.precision}, ${report.recycle === undefined ? 'no recycle module' : `recycle module ${report.recycle}`}`,
    ...(report.isComplete ? [] : ['Interrupted: this is what was measured until then.']),
    ...(texts === undefined ? [] : ['', ...textsLines(texts)]),
    ...drafts.flatMap((each) => ['', ...draftsLines(each)]),
    ...(writing === undefined ? [] : ['', ...writingLines(writing), ...judgeLines(report)]),
    ...(questions === undefined ? [] : ['', ...questionsLines(questions)]),
  ];
}

function textsLines({ texts, tokens, perplexity, bitsPerByte }: TextsReport): readonly string[] {
  return [
    `${plural(texts, 'text')}, ${plural(tokens, 'token')}: perplexity ${perplexity.toFixed(3)}, ${bitsPerByte.toFixed(4)} bits per byte`,
  ];
}

function draftsLines({
  drafter,
  texts,
  starts,
  coverage,
  byPosition,
  lengths,
  alternating,
}: DraftsReport): readonly string[] {
  const rows = lengths.map(({ length, tokensPerPass, speedUp }) => [
    `${length}`,
    formatShare(byPosition[length - 1] ?? 0),
    tokensPerPass.toFixed(2),
    `${speedUp.toFixed(2)}x`,
  ]);
  return [
    `${drafter}, simulated after each of ${plural(starts, 'token')} of ${plural(texts, 'text')}; it drafts in ${formatShare(coverage)} of the places`,
    ...tableLines([['draft of', 'kept there', 'tokens a pass', 'expected speed-up'], ...rows], [1, 2, 3]),
    ...(alternating === undefined
      ? []
      : [
          `Unchecked (alternating): ${alternating.speedUp.toFixed(2)}x expected, ${formatShare(alternating.departures)} of the tokens not the model’s own`,
        ]),
  ];
}

function writingLines(writing: readonly WritingReport[]): readonly string[] {
  const rows = writing.map((each) => [
    each.scheduler,
    formatCount(each.newTokens),
    each.tokensPerPass.toFixed(2),
    `${formatCount(each.departures)} (${formatShare(each.departures / Math.max(1, each.newTokens))})`,
    `${each.sameTexts} of ${each.prompts}`,
    each.judgeBitsPerByte?.toFixed(3) ?? '–',
    formatShare(each.repeatedFourGrams),
  ]);
  const head = [
    'scheduler',
    'tokens',
    'tokens a pass',
    'departures',
    'same texts',
    'judge’s bits per byte',
    'repeated 4-grams',
  ];
  return tableLines([head, ...rows], [1, 2, 3, 4, 5, 6]);
}

function judgeLines({ judge }: EvaluationReport): readonly string[] {
  return judge === undefined ? ['No judge has read the texts: --judge smollm2 lets one.'] : [];
}

function questionsLines(questions: readonly QuestionsReport[]): readonly string[] {
  const rows = questions.map((each) => [
    each.scheduler,
    `${each.questions}`,
    (100 * each.f1).toFixed(1),
    (100 * each.exactMatch).toFixed(1),
    formatCount(each.departures),
  ]);
  return tableLines([['scheduler', 'questions', 'F1', 'exact match', 'departures'], ...rows], [1, 2, 3, 4]);
}

import type { GenerationResult } from '@recyclegpt/core';
import type { FinishReason, Round } from '@recyclegpt/spec';
import type { Call } from '../command.ts';
import { formatMs, formatShare, plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';
import type { Comparison } from './compare.ts';
import type { RoundMarks } from './round-marks.ts';
import type { WrittenAnswer } from './write-answer.ts';

const reasons: { readonly [R in FinishReason]: string } = {
  'stop-token': 'the model ended the text',
  'stop-string': 'a --stop text appeared',
  'max-tokens': '--max-tokens was reached',
  'context-full': "the model's context is full",
  aborted: 'it was interrupted',
};

/** Why a text ended, in words. */
export function finishText(reason: FinishReason): string {
  return reasons[reason];
}

/** Says in one line how an answer was written, where somebody watches or asked for more. */
export function noteSummary({ terminal, options }: Call, result: GenerationResult): void {
  if (terminal.stderr.isTTY === true || options.verbose === true)
    terminal.note(terminal.noteStyle.dim(shortSummary(result)));
}

/** One line on an answer. */
export function shortSummary({ stats, finishReason }: GenerationResult): string {
  const { newTokens, tokensPerSecond, basePasses, prefillMs } = stats;
  const speed = newTokens > 1 ? `, ${tokensPerSecond.toFixed(1)} tokens/s` : '';
  return `${plural(newTokens, 'token')}${speed}, ${plural(basePasses, 'model pass', 'model passes')}, prompt read in ${formatMs(prefillMs)}; ${finishText(finishReason)}`;
}

/** Milliseconds of decoding rounds; the first round is the prompt's. */
function timeSplit(rounds: readonly Round[], decodeMs: number): string {
  const sum = (pick: (times: Round['times']) => number) =>
    rounds.slice(1).reduce((total, { times }) => total + pick(times), 0);
  const parts = {
    model: sum(({ baseMs }) => baseMs),
    drafting: sum(({ draftMs }) => draftMs),
    choosing: sum(({ sampleMs }) => sampleMs),
  };
  const rest = Math.max(0, decodeMs - parts.model - parts.drafting - parts.choosing);
  const shares = Object.entries({ ...parts, rest }).map(
    ([name, ms]) => `${name} ${(decodeMs > 0 ? (100 * ms) / decodeMs : 0).toFixed(1)} %`,
  );
  return `${formatMs(decodeMs)}: ${shares.join(', ')}`;
}

/** The figures of an answer. */
function summaryLines(
  result: GenerationResult,
  rounds: readonly Round[],
  comparison: Comparison | undefined,
): readonly string[] {
  const { stats, finishReason } = result;
  const positions = stats.acceptanceByPosition.map((share, index) => `${index + 1}: ${formatShare(share)}`);
  const rows: (readonly string[])[] = [
    [
      'tokens',
      `${plural(stats.newTokens, 'new one')} after ${plural(stats.promptTokens, 'of the prompt', 'of the prompt')}; ${finishText(finishReason)}`,
    ],
    [
      'passes',
      `${plural(stats.basePasses, 'pass', 'passes')} of the model, ${stats.meanAcceptedTokens.toFixed(2)} tokens each after the prompt`,
    ],
    [
      'drafted',
      `${stats.drafted}, of them ${stats.accepted} kept (${stats.drafters.length === 0 ? 'nobody drafts' : `by ${stats.drafters.join(', ')}`})`,
    ],
    ['kept at position', positions.length === 0 ? 'nothing was drafted' : positions.join('  ')],
    ['departures', departures(stats)],
    ['exactness', exactness[stats.exactness]],
    ['time', timeSplit(rounds, stats.decodeMs)],
    ['speed', `${stats.tokensPerSecond.toFixed(1)} tokens/s, scheduler ${stats.scheduler}`],
    ...(comparison === undefined ? [] : [comparisonRow(comparison)]),
  ];
  return tableLines(rows);
}

/** What `--show-rounds` ends an answer with: what the marks mean, and the figures. */
export function roundsEnd(
  { legend }: Pick<RoundMarks, 'legend'>,
  { result, rounds }: WrittenAnswer,
  comparison?: Comparison,
): string {
  return ['', legend, '', ...summaryLines(result, rounds, comparison), ''].join('\n');
}

function departures({ departures: count, unjudged }: GenerationResult['stats']): string {
  const open = unjudged === 0 ? '' : `, ${unjudged} more not judged yet`;
  return `${plural(count, 'token')} that the model would not have written${open}`;
}

const exactness = {
  bitwise: 'bitwise: a pass over several tokens gives the same numbers as one by one',
  'near-ties': 'near-ties: where two tokens are all but equally likely, another one may win than in plain decoding',
} as const;

function comparisonRow({
  speedUp,
  plainTokensPerSecond,
  tokensPerSecond,
  isSameText,
  turns,
}: Comparison): readonly [string, string] {
  const text = isSameText ? 'same text' : 'ANOTHER TEXT';
  const speeds = `${tokensPerSecond.toFixed(1)} against ${plainTokensPerSecond.toFixed(1)} tokens/s`;
  return ['against plain', `${speedUp.toFixed(2)}x (${speeds}, median of ${turns} in turns), ${text}`];
}

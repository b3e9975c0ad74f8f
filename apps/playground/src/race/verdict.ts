import type { RaceResult } from '../protocol/calls.ts';
import { type Comparison, compareTokens } from './compare-tokens.ts';

/** What a race came to, in figures that were measured here. */
export interface Verdict {
  /** Tokens a second, recycled against plain: the median of the turns. */
  readonly speedUp: number;
  /** Milliseconds of a token: medians. */
  readonly plainMs: number;
  readonly recycledMs: number;
  /** Times that the race was run to be measured. */
  readonly numTurns: number;
  readonly plainPasses: number;
  readonly recycledPasses: number;
  readonly numTokens: number;
  readonly comparison: Comparison;
  /** Time of a pass that checks one drafted token, against a pass that checks none. */
  readonly costOfTwo: number;
  /** Time of a drafted token, against a pass of the model. */
  readonly costOfDraft: number;
  /** Checking costs so much that no draft can pay here. */
  readonly isPointless: boolean;
  readonly exactness: 'bitwise' | 'near-ties';
}

/** Judges a race. */
export function verdictOf({ plain, recycled, costs, turns }: RaceResult): Verdict {
  const [one = 1, two = one] = costs.baseMs;
  const costOfTwo = two / one;
  const speedUp = median(turns.map((turn) => turn.plain / turn.recycled)) ?? 1;
  return {
    speedUp,
    plainMs: median(turns.map((turn) => turn.plain)) ?? 0,
    recycledMs: median(turns.map((turn) => turn.recycled)) ?? 0,
    numTurns: turns.length,
    plainPasses: plain.stats.basePasses,
    recycledPasses: recycled.stats.basePasses,
    numTokens: plain.tokenIds.length,
    comparison: compareTokens(plain.tokenIds, recycled.tokenIds),
    costOfTwo,
    costOfDraft: (costs.draftMs ?? 0) / one,
    isPointless: isPointless(costOfTwo, recycled.stats.acceptanceByPosition[0], speedUp),
    exactness: recycled.stats.exactness,
  };
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

/** What is expected of a first drafted token where none has been judged. */
const usualAcceptance = 0.5;

/** One drafted token brings `acceptance` tokens more and costs `costOfTwo − 1` passes more. */
function isPointless(costOfTwo: number, acceptance: number = usualAcceptance, speedUp: number): boolean {
  return costOfTwo >= 1 + acceptance && speedUp < 1.05;
}

/** The result in a sentence. */
export function sentenceOf(verdict: Verdict): string {
  const { costOfTwo, plainPasses, recycledPasses } = verdict;
  if (verdict.isPointless)
    return `Here, checking two tokens costs ${costOfTwo.toFixed(1)}x one: recycling saves passes, not time.`;
  const saved = plainPasses - recycledPasses;
  if (saved <= 0) return 'Nothing could be reused this time: each pass brought one token, as without recycling.';
  return `Recycling skipped ${saved} of ${plainPasses} passes${timeOf(verdict)}.`;
}

/** Drafts that cost more than this share of a pass take away much of what they save. */
const dearDraft = 0.2;

function timeOf({ speedUp, costOfDraft }: Verdict): string {
  if (speedUp > 1.02) return ` and took ${((1 - 1 / speedUp) * 100).toFixed(0)} % less time`;
  if (costOfDraft > dearDraft)
    return `. It saved no time: in a model this small a draft takes ${costOfDraft.toFixed(1)}x a pass; in a larger one far less`;
  return ', but that saved no time here';
}

/** What can be said of the two texts. */
export function proofOf({ comparison, numTokens, exactness }: Verdict): string {
  if (comparison.areIdentical) return `All ${numTokens} tokens are identical, compared one by one.`;
  const { numShared } = comparison;
  const reason =
    exactness === 'bitwise'
      ? 'this mode may choose other words than the model would'
      : 'this device rounds wide passes differently, so that near ties may fall the other way';
  return `The first ${numShared} tokens are the same; then the texts part: ${reason}.`;
}

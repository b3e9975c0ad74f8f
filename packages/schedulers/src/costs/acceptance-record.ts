/** What a drafted token is judged by beforehand. */
export interface TokenTraits {
  readonly drafter: string;
  /** Place in the draft, from 0. */
  readonly position: number;
  readonly confidence: number | undefined;
}

/** A level of confidence: how often a drafter was on it, and how often it was right there. */
export interface ConfidenceLevel {
  /** Of the tokens at this position; all shares together are 1. */
  readonly share: number;
  /** Probability that a token on this level is kept if those before it are. */
  readonly estimate: number;
}

interface Tally {
  kept: number;
  seen: number;
}

/** One drafter's tallies, coarse to fine. */
interface Tallies {
  readonly all: Tally;
  readonly byPosition: Tally[];
  /** By position, up to `finePositions`, and level of confidence. */
  readonly byLevel: (Tally | undefined)[][];
}

/** Tallies fade by this much an observation, so that some fifty of them count. */
const fading = 0.98;
/** How many observations a coarser estimate is worth. */
const trust = 10;
/** What is thought of a drafter before it was seen, and how many observations that is worth. */
const firstGuess = 0.5;
const firstTrust = 6;
const numLevels = 8;
/** Later positions share the levels of the last of these. */
const finePositions = 4;

const noTally: Tally = { kept: 0, seen: 0 };

function emptyTallies(): Tallies {
  return { all: { kept: 0, seen: 0 }, byPosition: [], byLevel: Array.from({ length: finePositions }, () => []) };
}

function levelOf(confidence: number): number {
  return Math.min(numLevels - 1, Math.max(0, Math.floor(confidence * numLevels)));
}

function finePosition(position: number): number {
  return Math.min(position, finePositions - 1);
}

function count(tally: Tally, isKept: boolean): void {
  tally.kept = tally.kept * fading + Number(isKept);
  tally.seen = tally.seen * fading + 1;
}

function refine(estimate: number, { kept, seen }: Tally, weight: number): number {
  return (kept + weight * estimate) / (seen + weight);
}

/**
 * How often drafted tokens were kept, given that those before them were: by drafter, position and confidence, fading
 * with time. Fine estimates start from coarse ones. Generations of one model may share a record, also at the same time:
 * what they learn decides lengths of drafts, never text.
 */
export class AcceptanceRecord {
  readonly #drafters = new Map<string, Tallies>();

  /** Tells whether a token that was reached was kept. */
  observe({ drafter, position, confidence }: TokenTraits, isKept: boolean): void {
    const tallies = this.#drafters.get(drafter) ?? emptyTallies();
    this.#drafters.set(drafter, tallies);
    count(tallies.all, isKept);
    while (tallies.byPosition.length <= position) tallies.byPosition.push({ kept: 0, seen: 0 });
    count(tallies.byPosition[position]!, isKept);
    if (confidence === undefined) return;
    const levels = tallies.byLevel[finePosition(position)]!;
    const level = levelOf(confidence);
    levels[level] ??= { kept: 0, seen: 0 };
    count(levels[level], isKept);
  }

  /** Probability that the token is kept if those before it are. */
  estimate({ drafter, position, confidence }: TokenTraits): number {
    const tallies = this.#drafters.get(drafter);
    if (tallies === undefined) return firstGuess;
    const coarse = refine(firstGuess, tallies.all, firstTrust);
    const estimate = refine(coarse, tallies.byPosition[position] ?? noTally, trust);
    if (confidence === undefined) return estimate;
    return refine(estimate, tallies.byLevel[finePosition(position)]![levelOf(confidence)] ?? noTally, trust);
  }

  /** The levels that a drafter's first token was on lately; one level of its mean if it gave no confidences. */
  firstLevels(drafter: string): readonly ConfidenceLevel[] {
    const mean = this.estimate({ drafter, position: 0, confidence: undefined });
    const levels = this.#drafters.get(drafter)?.byLevel[0]?.filter((tally) => tally !== undefined) ?? [];
    const seen = levels.reduce((sum, tally) => sum + tally.seen, 0);
    if (seen === 0) return [{ share: 1, estimate: mean }];
    return levels.map((tally) => ({ share: tally.seen / seen, estimate: refine(mean, tally, trust) }));
  }
}

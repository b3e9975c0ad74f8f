/** What a drafted token is judged by beforehand. */
export interface TokenTraits {
  readonly drafter: string;
  /** Place in the draft, from 0. */
  readonly position: number;
  readonly confidence: number | undefined;
}

interface Tally {
  kept: number;
  seen: number;
}

/** Tallies fade by this much an observation, so that some fifty of them count. */
const fading = 0.98;
/** How many observations a coarser estimate is worth. */
const trust = 10;
const firstGuess = { kept: 0.5, seen: 1 };
const numLevels = 8;

/** Coarse to fine: the drafter, its position, and how sure it was there. */
function keysOf({ drafter, position, confidence }: TokenTraits): string[] {
  const keys = [drafter, `${drafter} ${position}`];
  if (confidence !== undefined) {
    const level = Math.min(numLevels - 1, Math.max(0, Math.floor(confidence * numLevels)));
    keys.push(`${drafter} ${Math.min(position, 3)} ${level}`);
  }
  return keys;
}

/**
 * How often drafted tokens were kept, given that those before them were: by drafter, position and confidence, fading
 * with time. Fine estimates start from coarse ones.
 */
export class AcceptanceRecord {
  readonly #tallies = new Map<string, Tally>();

  /** Tells whether a token that was reached was kept. */
  observe(traits: TokenTraits, isKept: boolean): void {
    for (const key of keysOf(traits)) {
      const tally = this.#tallies.get(key) ?? { kept: 0, seen: 0 };
      tally.kept = tally.kept * fading + Number(isKept);
      tally.seen = tally.seen * fading + 1;
      this.#tallies.set(key, tally);
    }
  }

  /** Probability that the token is kept if those before it are. */
  estimate(traits: TokenTraits): number {
    let { kept, seen } = firstGuess;
    let estimate = kept / seen;
    for (const key of keysOf(traits)) {
      const weight = key === traits.drafter ? 2 * seen : trust;
      const tally = this.#tallies.get(key);
      if (tally === undefined) continue;
      kept = tally.kept + weight * estimate;
      estimate = kept / (tally.seen + weight);
    }
    return estimate;
  }
}

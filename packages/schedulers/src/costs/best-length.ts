import type { PassCosts } from '@recyclegpt/spec';

export interface LengthChoice {
  readonly length: number;
  /** Expected tokens per millisecond. */
  readonly rate: number;
}

export interface LengthRequest {
  readonly costs: PassCosts;
  /** The probability of each token to be kept if those before it are; as many as may be drafted. */
  readonly probabilities: readonly number[];
  /** Milliseconds to draft so many tokens; 0 once they are there. */
  readonly draftMs: (tokens: number) => number;
}

/** The draft length with the best expected tokens per second: one token is the base's own, each drafted one counts if kept. */
export function bestLength({ costs, probabilities, draftMs }: LengthRequest): LengthChoice {
  let best: LengthChoice = { length: 0, rate: 1 / costs.baseMs(1) };
  let expected = 1;
  let likelihood = 1;
  probabilities.forEach((probability, index) => {
    const length = index + 1;
    likelihood *= probability;
    expected += likelihood;
    const rate = expected / (costs.baseMs(1 + length) + draftMs(length));
    if (rate > best.rate) best = { length, rate };
  });
  return best;
}

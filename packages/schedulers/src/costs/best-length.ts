import type { PassCosts } from '@recyclegpt/spec';

export interface LengthChoice {
  readonly length: number;
  /** Expected tokens beyond those that its time would bring at `rate`: what the draft is worth. */
  readonly surplus: number;
}

export interface LengthRequest {
  readonly costs: PassCosts;
  /** The probability of each token to be kept if those before it are; as many as may be drafted. */
  readonly probabilities: readonly number[];
  /** Milliseconds to draft so many tokens; 0 once they are there. */
  readonly draftMs: (tokens: number) => number;
  /** What a millisecond is worth: tokens per millisecond in the long run. */
  readonly rate: number;
}

/**
 * The draft length that gains the most: one token is the base's own, each drafted one counts if it is kept, and time
 * costs what it would bring elsewhere. Where `rate` is the best rate that can be had, this is the choice that has it
 * (Dinkelbach, Management Science 13, 1967: a best ratio of sums is found through differences).
 */
export function bestLength({ costs, probabilities, draftMs, rate }: LengthRequest): LengthChoice {
  let best: LengthChoice = { length: 0, surplus: 1 - rate * costs.baseMs(1) };
  let expected = 1;
  let likelihood = 1;
  probabilities.forEach((probability, index) => {
    const length = index + 1;
    likelihood *= probability;
    expected += likelihood;
    const surplus = expected - rate * (costs.baseMs(1 + length) + draftMs(length));
    if (surplus > best.surplus) best = { length, surplus };
  });
  return best;
}

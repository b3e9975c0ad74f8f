import { type CountNgramsOptions, countNgrams, type NgramLevel } from './ngram-counts.ts';

/** What one length of n-grams contributes. */
interface Level {
  readonly ngrams: NgramLevel;
  /** Taken off counts of 1, of 2, and of more. */
  readonly discounts: readonly [number, number, number];
  /** [contexts] sum of the counts of what follows. */
  readonly totals: Float64Array;
  /** [contexts] what was taken off in sum, which shorter contexts share out. */
  readonly withheld: Float64Array;
}

/** For texts too small or too even to estimate from, as in KenLM (lm/builder/adjust_counts.cc). */
const fallbackDiscounts = [0.5, 1, 1.5] as const;

/** Chen and Goodman, equation 26, from how many n-grams have a count of 1, 2, 3 and 4. */
function discountsOf(counts: Float64Array): readonly [number, number, number] {
  const have = [0, 0, 0, 0, 0];
  for (const count of counts) if (count <= 4) have[count]!++;
  const [, one = 0, two = 0, three = 0, four = 0] = have;
  if (one === 0 || two === 0 || three === 0) return fallbackDiscounts;
  const share = one / (one + 2 * two);
  const discounts = [
    1 - (2 * share * two) / one,
    2 - (3 * share * three) / two,
    3 - (4 * share * four) / three,
  ] as const;
  return discounts.every((discount, index) => discount >= 0 && discount <= index + 1) ? discounts : fallbackDiscounts;
}

function levelOf(ngrams: NgramLevel, numContexts: number, vocabSize: number): Level {
  const discounts = discountsOf(ngrams.counts);
  const totals = new Float64Array(numContexts);
  const withheld = new Float64Array(numContexts);
  for (const [number, key] of ngrams.index.keys().entries()) {
    const context = Math.floor(key / vocabSize);
    const count = ngrams.counts[number]!;
    totals[context]! += count;
    withheld[context]! += discounts[Math.min(count, 3) - 1]!;
  }
  return { ngrams, discounts, totals, withheld };
}

/**
 * An n-gram language model with interpolated modified Kneser–Ney smoothing (Chen and Goodman, "An Empirical Study of
 * Smoothing Techniques for Language Modeling", 1998, section 3; Kneser and Ney, 1995). Below single tokens all tokens of
 * the vocabulary share what is left, so that none has probability 0.
 */
export class KneserNey {
  readonly order: number;
  readonly vocabSize: number;
  readonly #levels: readonly Level[];

  /** @param tokens token ids below `vocabSize`, at least one */
  constructor(tokens: ArrayLike<number>, options: CountNgramsOptions) {
    this.order = options.order;
    this.vocabSize = options.vocabSize;
    const counted = countNgrams(tokens, options);
    this.#levels = counted.map((level, at) =>
      levelOf(level, at === 0 ? 1 : counted[at - 1]!.index.size, options.vocabSize),
    );
  }

  /**
   * Probability of a token after others; over the vocabulary they sum to 1.
   * @param context the tokens before, the last one last; at most `order` − 1 count
   */
  probability(token: number, context: readonly number[]): number {
    let probability = 1 / this.vocabSize;
    for (let length = 0; length < Math.min(this.order, context.length + 1); length++) {
      const number = this.#numberOf(context.slice(context.length - length));
      const level = this.#levels[length]!;
      const total = number === undefined ? 0 : level.totals[number]!;
      // What no text goes on from tells nothing, and neither does any longer context.
      if (number === undefined || total === 0) break;
      const ngram = level.ngrams.index.get(number * this.vocabSize + token);
      const count = ngram === undefined ? 0 : level.ngrams.counts[ngram]!;
      const discount = count === 0 ? 0 : level.discounts[Math.min(count, 3) - 1]!;
      probability = (count - discount + level.withheld[number]! * probability) / total;
    }
    return probability;
  }

  /** Number of an n-gram, 0 for none; `undefined` if the text lacks it. */
  #numberOf(tokens: readonly number[]): number | undefined {
    let number: number | undefined = 0;
    for (const [at, token] of tokens.entries()) {
      if (number === undefined) return undefined;
      number = this.#levels[at]!.ngrams.index.get(number * this.vocabSize + token);
    }
    return number;
  }
}

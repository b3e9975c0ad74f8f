import { PairIndex } from './pair-index.ts';

/** All n-grams of one length. */
export interface NgramLevel {
  /** Number of an n-gram by (number of all its tokens but the last) · vocab + last token. */
  readonly index: PairIndex;
  /** [n-grams] occurrences for the longest, else how many different tokens stand before it. */
  readonly counts: Float64Array;
}

class GrowingCounts {
  #values = new Float64Array(1024);

  add(place: number): void {
    if (place >= this.#values.length) {
      const grown = new Float64Array(Math.max(2 * this.#values.length, place + 1));
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[place]!++;
  }

  take(length: number): Float64Array {
    return this.#values.length >= length
      ? this.#values.slice(0, length)
      : Float64Array.from({ length }, (_, at) => this.#values[at] ?? 0);
  }
}

export interface CountNgramsOptions {
  readonly order: number;
  readonly vocabSize: number;
}

/**
 * Counts as Kneser–Ney smoothing wants them: by length 1 to `order`; an n-gram at the beginning of the text has that
 * beginning before it, as one more token.
 */
export function countNgrams(
  tokens: ArrayLike<number>,
  { order, vocabSize }: CountNgramsOptions,
): readonly NgramLevel[] {
  const indexes = Array.from({ length: order }, () => new PairIndex());
  const counts = Array.from({ length: order }, () => new GrowingCounts());
  /** Numbers of the n-grams that end at the token before, shortest first; there is one of no tokens, number 0. */
  let before = [0];
  for (let at = 0; at < tokens.length; at++) {
    const numbers = [0];
    for (let length = 1; length <= Math.min(order, at + 1); length++) {
      const index = indexes[length - 1]!;
      const numKnown = index.size;
      const number = index.add(before[length - 1]! * vocabSize + tokens[at]!);
      numbers.push(number);
      if (length === order) counts[length - 1]!.add(number);
      // A longer n-gram that is new tells of a new token before the shorter one that it ends with.
      if (length > 1 && number === numKnown) counts[length - 2]!.add(numbers[length - 1]!);
      if (length < order && length === at + 1) counts[length - 1]!.add(number);
    }
    before = numbers;
  }
  return indexes.map((index, level) => ({ index, counts: counts[level]!.take(index.size) }));
}

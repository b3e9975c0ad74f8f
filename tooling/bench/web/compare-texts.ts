import type { Bar } from './figures.ts';

/** Margins of the two likeliest tokens below which two runtimes may choose differently. */
export const marginBars = { f32: 1e-3, int8: 0.1 } as const;

/** Where a page's text leaves Node's. */
export interface Departure {
  readonly engine: string;
  readonly isPeer: boolean;
  readonly prompt: number;
  /** New token at which they differ, from 0. */
  readonly step: number;
  /** What the likeliest token's logit had over the next, in Node. */
  readonly margin: number;
}

/** First place at which two texts differ, an end that comes earlier included; `undefined` for equal ones. */
export function firstDifference(a: readonly number[], b: readonly number[]): number | undefined {
  const length = Math.max(a.length, b.length);
  for (let step = 0; step < length; step += 1) if (a[step] !== b[step]) return step;
  return undefined;
}

/** What the largest number has over the second largest. */
export function topTwoMargin(logits: ArrayLike<number>): number {
  let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < logits.length; i += 1) {
    const value = logits[i] as number;
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return first - second;
}

/** The bar of a precision: the widest margin at which a text of a page left Node's. */
export function agreementBar(
  precision: keyof typeof marginBars,
  departures: readonly Pick<Departure, 'margin'>[],
): Bar {
  const value = Math.max(0, ...departures.map(({ margin }) => margin));
  const bar = marginBars[precision];
  return { what: `${precision}, widest margin at a departure from Node`, value, bar, isMet: value < bar };
}

import { ConfigError } from '@recyclegpt/spec';

export interface SmoothOptions {
  /** After so many values an old one counts half. */
  readonly halfLife: number;
}

/**
 * An exponential moving average without the pull towards 0 at the beginning: each value is the weighted mean of all up to
 * it (Kingma and Ba, arXiv 1412.6980, section 3, "initialization bias correction"). Gaps (NaN, infinities) stay gaps.
 * @throws ConfigError for a half-life that is not above 0
 */
export function smooth(values: ArrayLike<number>, { halfLife }: SmoothOptions): Float64Array {
  if (!(halfLife > 0 && halfLife < Number.POSITIVE_INFINITY)) {
    const expected = 'a finite number above 0';
    throw new ConfigError({ what: 'This cannot smooth', where: 'halfLife', got: String(halfLife), expected });
  }
  const decay = 0.5 ** (1 / halfLife);
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isFinite(value)) {
      sum = decay * sum + (1 - decay) * value;
      weight = decay * weight + (1 - decay);
    }
    smoothed[index] = Number.isFinite(value) ? sum / weight : Number.NaN;
  }
  return smoothed;
}

/** The middle of measurements and where their middle half lies. */
export interface Quartiles {
  readonly median: number;
  /** A quarter of the measurements is smaller. */
  readonly lower: number;
  /** A quarter of the measurements is larger. */
  readonly upper: number;
}

/** The value below which the share `q` lies, on a straight line between neighbours; `undefined` of nothing. */
function quantile(sorted: readonly number[], q: number): number | undefined {
  const place = (sorted.length - 1) * q;
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place - Math.floor(place));
}

/** Median and quartiles; `undefined` of nothing. */
export function quartilesOf(values: readonly number[]): Quartiles | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [lower, median, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  if (lower === undefined || median === undefined || upper === undefined) return undefined;
  return { median, lower, upper };
}

/** The factor that, applied to each, makes the same product; `undefined` of nothing. */
export function geometricMean(factors: readonly number[]): number | undefined {
  if (factors.length === 0) return undefined;
  return Math.exp(factors.reduce((sum, factor) => sum + Math.log(factor), 0) / factors.length);
}

/**
 * Whether counts look like draws from a distribution: chi-square over the bins that expect at least five, against the
 * 0.9999 quantile (Wilson and Hilferty's approximation).
 */
export function chiSquare(
  counts: ArrayLike<number>,
  expected: ArrayLike<number>,
  draws: number,
): { statistic: number; limit: number } {
  let statistic = 0;
  let bins = 0;
  let [restCount, restExpected] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const mean = expected[i]! * draws;
    if (mean === 0 && counts[i]! > 0) return { statistic: Infinity, limit: 0 };
    if (mean < 5) {
      restCount += counts[i]!;
      restExpected += mean;
      continue;
    }
    statistic += (counts[i]! - mean) ** 2 / mean;
    bins++;
  }
  if (restExpected >= 5) {
    statistic += (restCount - restExpected) ** 2 / restExpected;
    bins++;
  }
  const freedom = Math.max(1, bins - 1);
  const spread = 2 / (9 * freedom);
  return { statistic, limit: freedom * (1 - spread + 3.719 * Math.sqrt(spread)) ** 3 };
}

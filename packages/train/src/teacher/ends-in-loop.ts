/** Longest passage whose repetition counts as a loop, in tokens. */
const longestPeriod = 24;
/** Times that a passage follows itself before it counts. */
const repetitions = 3;
/** A short passage has to repeat over this many tokens. */
const shortestLoop = 18;

/**
 * Where a text that ends in a loop should have ended: after the passage was said once. `undefined` if it does not end
 * in a loop.
 */
export function endsInLoop(tokenIds: readonly number[]): number | undefined {
  for (let period = 1; period <= longestPeriod; period++) {
    const length = Math.max(repetitions * period, shortestLoop);
    if (length > tokenIds.length) return undefined;
    let same = 0;
    while (
      same < length - period &&
      tokenIds[tokenIds.length - 1 - same] === tokenIds[tokenIds.length - 1 - same - period]
    )
      same++;
    if (same === length - period) return tokenIds.length - same;
  }
  return undefined;
}

/** The best of a row of logits. */
export interface TopLogits {
  readonly ids: Int32Array;
  /** Less the greatest. */
  readonly logits: Float32Array;
  /** Logarithm of the sum of exponentials of all logits less the greatest. */
  readonly logNorm: number;
}

/** Logits further below the greatest than this add nothing to a sum in float32. */
const negligible = 18;

/** The `count` greatest logits, greatest first, ties by id. */
export function topLogits(row: Float32Array, count: number): TopLogits {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) if ((row[i] as number) > greatest) greatest = row[i] as number;
  const near: number[] = [];
  let sum = 0;
  const floor = greatest - negligible;
  for (let i = 0; i < row.length; i++) {
    const logit = row[i] as number;
    if (logit < floor) continue;
    sum += Math.exp(logit - greatest);
    near.push(i);
  }
  const kept = near.length > 4 * count ? above(row, near, count) : near;
  kept.sort((a, b) => (row[b] as number) - (row[a] as number) || a - b);
  const ids = new Int32Array(count);
  const logits = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < Math.min(count, kept.length); i++) {
    ids[i] = kept[i] as number;
    logits[i] = (row[kept[i] as number] as number) - greatest;
  }
  return { ids, logits, logNorm: Math.log(sum) };
}

/** Candidates that can be among the `count` greatest: those above a floor that enough of them reach. */
function above(row: Float32Array, ids: readonly number[], count: number): number[] {
  const levels = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  for (const id of ids) insert(levels, row[id] as number);
  const floor = levels[count - 1] as number;
  return ids.filter((id) => (row[id] as number) >= floor);
}

/** Inserts into falling numbers, dropping the last. */
function insert(levels: Float32Array, value: number): void {
  let at = levels.length - 1;
  if (value <= (levels[at] as number)) return;
  for (; at > 0 && (levels[at - 1] as number) < value; at--) levels[at] = levels[at - 1] as number;
  levels[at] = value;
}

/** What a row that is not seen adds to a score: its weight is then 0, and no row is all −∞. */
export const hiddenScore = -1e9;

/**
 * A causal mask of sequences side by side, `[batch, 1, seq, seq]`: row s sees rows up to s.
 * @param starts by sequence: first rows of the texts in it, ascending; rows see their own text only. Default: one text.
 */
export function causalMask({
  batch,
  seq,
  starts = [],
}: {
  readonly batch: number;
  readonly seq: number;
  readonly starts?: readonly (readonly number[])[];
}): Float32Array {
  const mask = new Float32Array(batch * seq * seq).fill(hiddenScore);
  for (let sequence = 0; sequence < batch; sequence++) {
    const begins = starts[sequence] ?? [];
    let [begin, next] = [0, 0];
    for (let row = 0; row < seq; row++) {
      while (next < begins.length && (begins[next] as number) <= row) begin = begins[next++] as number;
      const first = (sequence * seq + row) * seq;
      mask.fill(0, first + begin, first + row + 1);
    }
  }
  return mask;
}

/**
 * A logit that the k best all reach, and few others: each stretch of logits has its best, and the k-th largest of
 * these cannot be above the k-th largest of all. -Infinity where that does not help.
 */
export function floorOfTopK(logits: Float32Array, topK: number): number {
  const width = Math.floor(logits.length / (8 * topK));
  if (width < 2) return -Infinity;
  const bests = new Float32Array(Math.ceil(logits.length / width)).fill(-Infinity);
  for (let stretch = 0, start = 0; start < logits.length; stretch++, start += width) {
    const end = Math.min(start + width, logits.length);
    let best = -Infinity;
    for (let i = start; i < end; i++) if (logits[i]! > best) best = logits[i]!;
    bests[stretch] = best;
  }
  return bests.sort()[bests.length - topK]!;
}

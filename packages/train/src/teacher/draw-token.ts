import type { TopLogits } from './top-logits.ts';

export interface DrawSettings {
  /** 0: the likeliest token. */
  readonly temperature: number;
  /** Smallest set of likeliest tokens that holds this much of the mass. Default 0.95. */
  readonly topP?: number;
  /** Tokens that can be drawn at most. Default 20. */
  readonly topK?: number;
}

/** Draws a token from the best of a row of logits. `uniform` is in [0, 1). */
export function drawToken(
  best: TopLogits,
  uniform: number,
  { temperature, topP = 0.95, topK = 20 }: DrawSettings,
): number {
  if (temperature === 0) return best.ids[0] as number;
  const masses = Array.from(best.logits.subarray(0, topK), (logit) => Math.exp(logit / temperature));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  let kept = 0;
  let count = 0;
  while (count < masses.length && kept < topP * total) kept += masses[count++] as number;
  let left = uniform * kept;
  for (let i = 0; i < count; i++) {
    left -= masses[i] as number;
    if (left < 0) return best.ids[i] as number;
  }
  return best.ids[count - 1] as number;
}

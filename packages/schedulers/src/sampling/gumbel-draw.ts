import type { Candidates } from './candidates.ts';
import { gumbelBound, gumbelOf, largestGumbel, type NoiseKey, noiseBits } from './keyed-noise.ts';

/**
 * Draws from softmax(logits / temperature) by the Gumbel-max trick: the id whose scaled logit plus its noise is
 * largest, the lowest on ties; `undefined` if no logit is above -Infinity. Starting from `likeliest`, tokens that
 * cannot win are passed over, first by the largest value that noise can have, then by a bound without logarithms.
 */
export function drawFromLogits(
  logits: Float32Array,
  temperature: number,
  key: NoiseKey,
  likeliest: number | undefined,
): number | undefined {
  if (likeliest === undefined) return undefined;
  if (logits[likeliest] === Infinity) return likeliest;
  let winner = likeliest;
  let best = logits[likeliest]! / temperature + gumbelOf(noiseBits(key, likeliest));
  let floor = (best - largestGumbel) * temperature;
  for (let id = 0; id < logits.length; id++) {
    if (!(logits[id]! >= floor)) continue;
    const bits = noiseBits(key, id);
    const score = logits[id]! / temperature;
    if (score + gumbelBound(bits) < best) continue;
    const value = score + gumbelOf(bits);
    if (value < best || (value === best && id >= winner)) continue;
    winner = id;
    best = value;
    floor = (best - largestGumbel) * temperature;
  }
  return winner;
}

/** The same draw among candidates: noise for these only. */
export function drawFromCandidates(candidates: Candidates, key: NoiseKey): number | undefined {
  let winner: number | undefined;
  let best = -Infinity;
  for (let i = 0; i < candidates.count; i++) {
    const value = candidates.scores[i]! + gumbelOf(noiseBits(key, candidates.ids[i]!));
    if (value > best) {
      winner = candidates.ids[i]!;
      best = value;
    }
  }
  return winner;
}

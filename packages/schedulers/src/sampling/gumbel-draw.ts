import type { Candidates } from './candidates.ts';
import { gumbelBound, gumbelOf, type NoiseKey, noiseBits } from './keyed-noise.ts';

/** Slack for the rounding of bounds: a token that might win is never passed over. */
const slack = 1e-6;

/** The logits below which a token cannot reach `best`, by the leading zeros of its noise. */
function lowestLogits(best: number, temperature: number, lowest: Float64Array): void {
  for (let zeros = 0; zeros <= 32; zeros++) {
    lowest[zeros] = (best - gumbelBound(zeros)) * temperature - slack * (1 + Math.abs(best) * temperature);
  }
}

/** Logits to draw from. */
export interface LogitsToDraw {
  readonly logits: Float32Array;
  /** The tokens that they score, ascending. Default: all. */
  readonly tokenIds: Int32Array | undefined;
  readonly temperature: number;
  /** Where the largest logit stands; `undefined` if none is above -Infinity. */
  readonly likeliest: number | undefined;
}

/**
 * Draws from softmax(logits / temperature) by the Gumbel-max trick: the id whose scaled logit plus its noise is
 * largest, the lowest on ties; `undefined` if no logit is above -Infinity. Starting from `likeliest`, tokens that
 * cannot win are passed over, first by the largest value that noise can have, then by a bound without logarithms.
 */
export function drawFromLogits(
  { logits, tokenIds, temperature, likeliest }: LogitsToDraw,
  key: NoiseKey,
): number | undefined {
  if (likeliest === undefined) return undefined;
  const idAt = (index: number): number => (tokenIds === undefined ? index : tokenIds[index]!);
  if (logits[likeliest] === Infinity) return idAt(likeliest);
  let winner = likeliest;
  let best = logits[likeliest]! / temperature + gumbelOf(noiseBits(key, idAt(likeliest)));
  const lowest = new Float64Array(33);
  lowestLogits(best, temperature, lowest);
  for (let index = 0; index < logits.length; index++) {
    const logit = logits[index]!;
    if (!(logit >= lowest[32]!)) continue;
    const bits = noiseBits(key, idAt(index));
    if (logit < lowest[Math.clz32(bits)]!) continue;
    const value = logit / temperature + gumbelOf(bits);
    if (value < best || (value === best && index >= winner)) continue;
    winner = index;
    best = value;
    lowestLogits(best, temperature, lowest);
  }
  return idAt(winner);
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

/**
 * Noise that is a function of (seed, position, token id) and of nothing else, so that one seed draws one text whatever
 * was drafted or dropped before (drafter-invariant sampling, arXiv 2408.07978).
 */

/** What the noise of one position is made from. */
export interface NoiseKey {
  readonly low: number;
  readonly high: number;
}

/**
 * Uses of a position's randomness that must not depend on each other: the base's choice, drafts that `maximal` judges,
 * and its judgement.
 */
export type NoiseStream = 'choice' | 'draft' | 'acceptance';

const streamTags = {
  choice: 0x9e3779b9,
  draft: 0x2545f491,
  acceptance: 0x7f4a7c15,
} as const satisfies Record<NoiseStream, number>;

/** Wellons' lowbias32: a bijection of 32 bits with the avalanche of a good hash (nullprogram.com/blog/2018/07/31). */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/** The key of a position, for unsigned 32-bit seeds and positions. */
export function noiseKey(seed: number, position: number, stream: NoiseStream): NoiseKey {
  const low = mix(mix(seed ^ streamTags[stream]) + Math.imul(position, 0x9e3779b1));
  return { low, high: mix(mix(low ^ 0x85ebca6b) + Math.imul(seed, 0xc2b2ae35) + position) };
}

/** 32 bits of noise for a token, signed. The key enters twice, so that keys do not merely shift one another's noise. */
export function noiseBits(key: NoiseKey, tokenId: number): number {
  let x = (Math.imul(tokenId, 0x9e3779b1) + key.low) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul((x ^ (x >>> 15)) + key.high, 0x735a2d97);
  return x ^ (x >>> 15);
}

/** The standard Gumbel value of these bits. Small bits, read as unsigned, give large values. */
export function gumbelOf(bits: number): number {
  const tail = ((bits >>> 0) + 0.5) * 2 ** -32;
  return -Math.log(-Math.log1p(-tail));
}

/**
 * A bound of `gumbelOf` for bits with so many leading zeros that needs none of its logarithms: the tail is at least
 * 2^-(zeros + 1), and -log(-log1p(-tail)) is at most -log(tail).
 */
export function gumbelBound(zeros: number): number {
  return (zeros + 1) * Math.LN2;
}

/** The `index`-th uniform number of a position in [0, 1), apart from the noise that chooses its token. */
export function keyedUniform(seed: number, position: number, index: number): number {
  return (noiseBits(noiseKey(seed, position, 'acceptance'), index) >>> 0) * 2 ** -32;
}

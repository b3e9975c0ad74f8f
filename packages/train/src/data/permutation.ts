/** Which of many shuffles. */
export interface PermutationOptions {
  readonly count: number;
  readonly seed: number;
  /** Every epoch has an order of its own. */
  readonly epoch: number;
}

const rounds = 6;

/** MurmurHash3's finaliser over a sum of products. */
function mix(value: number, key: number): number {
  const first = Math.imul(value + Math.imul(key, 0x9e3779b1), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 16) ^ key, 0xc2b2ae35);
  const third = Math.imul(second ^ (second >>> 13), 0x27d4eb2f);
  return (third ^ (third >>> 16)) >>> 0;
}

/**
 * Where a shuffle puts the item of an index: a permutation of 0 to `count` − 1 that is computed, not stored, so any place
 * in any epoch is reached at once. A Feistel network over the next power of four, walked until it is back in range
 * (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002, section 4 and 5).
 * @param index from 0 to `count` − 1; `count` is at most 2^32
 */
export function permutedIndex(index: number, { count, seed, epoch }: PermutationOptions): number {
  let halfBits = 1;
  while (4 ** halfBits < count) halfBits++;
  const base = 2 ** halfBits;
  const key = mix(mix(seed >>> 0, Math.floor(seed / 2 ** 32)), epoch + 1);
  let place = index;
  do {
    let left = Math.floor(place / base);
    let right = place % base;
    for (let round = 0; round < rounds; round++) {
      const next = (left ^ mix(right, key + round)) & (base - 1);
      left = right;
      right = next >>> 0;
    }
    place = left * base + right;
  } while (place >= count);
  return place;
}

/** Repeatable numbers for tests. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number;
  /** An integer in [0, end). */
  below(end: number): number;
  /** So many float32 numbers in [−1, 1). */
  floats(count: number): Float32Array;
}

/** A generator of repeatable numbers: mulberry32 (public domain, T. Ettinger). */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    below: (end) => Math.floor(next() * end),
    floats: (count) => Float32Array.from({ length: count }, () => 2 * next() - 1),
  };
}

/** Numbers in [0, 1) from a seed, multiples of 2^−32: SplitMix32, the same numbers everywhere. */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Integers in [0, below) from a seed. */
export function seededIntegers(seed: number): (below: number) => number {
  const uniform = seededUniform(seed);
  return (below) => Math.floor(uniform() * below);
}

/** The same items in an order that follows from the draws (Fisher & Yates). */
export function shuffled<T>(items: readonly T[], below: (count: number) => number): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

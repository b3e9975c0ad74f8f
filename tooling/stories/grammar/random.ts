/** Draws that depend on the seed alone. */
export interface Random {
  /** A number in [0, 1). */
  readonly next: () => number;
  /** One of `items`, which may not be empty. */
  readonly pick: <T>(items: readonly T[]) => T;
  /** True with the probability given. */
  readonly chance: (probability: number) => boolean;
  /** The items in another order. */
  readonly shuffle: <T>(items: readonly T[]) => T[];
}

/** The generator "mulberry32" by Tommy Ettinger, started at `seed` and `stream`. */
export function createRandom(seed: number, stream = 0): Random {
  let state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35)) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('nothing to pick from: give at least one item');
    return items[Math.floor(next() * items.length)] as T;
  };
  const shuffle = <T>(items: readonly T[]): T[] => {
    const rest = [...items];
    return items.map(() => rest.splice(Math.floor(next() * rest.length), 1)[0] as T);
  };
  return { next, pick, chance: (probability) => next() < probability, shuffle };
}

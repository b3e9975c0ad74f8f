/** How two texts stand to each other, by the ids of their tokens. */
export interface Comparison {
  readonly areIdentical: boolean;
  /** Tokens that they begin with in common. */
  readonly numShared: number;
  /** The place where they part, if they do. */
  readonly firstDeparture: number | undefined;
}

/** Compares two texts token by token. */
export function compareTokens(first: readonly number[], second: readonly number[]): Comparison {
  const length = Math.min(first.length, second.length);
  let numShared = 0;
  while (numShared < length && first[numShared] === second[numShared]) numShared++;
  const areIdentical = numShared === first.length && numShared === second.length;
  return { areIdentical, numShared, firstDeparture: areIdentical ? undefined : numShared };
}

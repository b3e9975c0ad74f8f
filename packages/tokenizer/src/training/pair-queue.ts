import { BinaryHeap } from '../binary-heap.ts';

/** Two neighbouring tokens, and where they stand. */
export interface SymbolPair {
  readonly left: number;
  readonly right: number;
  /** How often they stand side by side now. */
  count: number;
  /** Where the left one stood when the two became neighbours; some have since been merged with others. */
  readonly positions: number[];
}

interface QueuedPair {
  readonly pair: SymbolPair;
  /** The count at the time; the pair's own may have fallen since. */
  readonly count: number;
}

/** More frequent pairs first; equal ones by the left id, then by the right, lowest first. */
function precedes(first: QueuedPair, second: QueuedPair): boolean {
  if (first.count !== second.count) return first.count > second.count;
  if (first.pair.left !== second.pair.left) return first.pair.left < second.pair.left;
  return first.pair.right < second.pair.right;
}

/**
 * A queue of pairs. Counts that fall are not looked for in the heap: a pair that comes up with an old count goes
 * back with its own. Counts that rise must be pushed again.
 */
export class PairQueue {
  readonly #heap = new BinaryHeap<QueuedPair>(precedes);

  push(pair: SymbolPair): void {
    this.#heap.push({ pair, count: pair.count });
  }

  /** Takes the most frequent pair out; `undefined` if none stands side by side `minCount` times. */
  popMostFrequent(minCount: number): SymbolPair | undefined {
    for (let first = this.#heap.pop(); first !== undefined; first = this.#heap.pop()) {
      const { pair, count } = first;
      if (pair.count < minCount) continue;
      if (pair.count === count) return pair;
      this.push(pair);
    }
    return undefined;
  }
}

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
 * A binary heap of pairs. Counts that fall are not looked for in the heap: a pair that comes up with an old count goes
 * back with its own. Counts that rise must be pushed again.
 */
export class PairQueue {
  readonly #heap: QueuedPair[] = [];

  push(pair: SymbolPair): void {
    const heap = this.#heap;
    const queued = { pair, count: pair.count };
    let hole = heap.length;
    heap.push(queued);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent]!;
      if (!precedes(queued, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = queued;
  }

  /** Takes the most frequent pair out; `undefined` if none stands side by side `minCount` times. */
  popMostFrequent(minCount: number): SymbolPair | undefined {
    for (let first = this.#pop(); first !== undefined; first = this.#pop()) {
      const { pair, count } = first;
      if (pair.count < minCount) continue;
      if (pair.count === count) return pair;
      this.push(pair);
    }
    return undefined;
  }

  #pop(): QueuedPair | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(queued: QueuedPair): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1]!, heap[child]!)) child++;
      const below = heap[child]!;
      if (!precedes(below, queued)) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = queued;
  }
}

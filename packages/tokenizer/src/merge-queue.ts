/** A possible merge of two neighbouring symbols. */
export interface MergeCandidate {
  /** Lowest first; equal ones from left to right. */
  readonly priority: number;
  readonly position: number;
  /** The symbols at the time; stale once either has changed. */
  readonly left: number;
  readonly right: number;
  readonly merged: number;
}

function precedes(first: MergeCandidate, second: MergeCandidate): boolean {
  if (first.priority !== second.priority) return first.priority < second.priority;
  return first.position < second.position;
}

/** A binary heap of merge candidates. */
export class MergeQueue {
  readonly #heap: MergeCandidate[] = [];

  push(candidate: MergeCandidate): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(candidate);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent]!;
      if (!precedes(candidate, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = candidate;
  }

  pop(): MergeCandidate | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(candidate: MergeCandidate): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1]!, heap[child]!)) child++;
      const below = heap[child]!;
      if (!precedes(below, candidate)) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = candidate;
  }
}

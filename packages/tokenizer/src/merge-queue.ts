import { BinaryHeap } from './binary-heap.ts';

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

/** An empty queue of merge candidates. */
export function mergeQueue(): BinaryHeap<MergeCandidate> {
  return new BinaryHeap(precedes);
}

import { mergeQueue } from './merge-queue.ts';

/** Which neighbours merge, and in what order. */
export interface MergeRule {
  /** A number for the merge of two tokens that the other methods understand; `undefined` if they do not merge. */
  find(left: number, right: number): number | undefined;
  /** Merges with the lowest priority come first. */
  priorityOf(merge: number): number;
  resultOf(merge: number): number;
}

const gone = Number.NEGATIVE_INFINITY;
const end = -1;

/**
 * Byte-pair encoding: merges neighbours, best first, leftmost among equals, until none merges.
 * `symbols` holds token ids and is changed in place; negative ones (unknown characters) never merge.
 * O(n log n), as SentencePiece's and llama.cpp's heaps (llama.cpp, src/llama-vocab.cpp).
 */
export function mergeSymbols(symbols: number[], rule: MergeRule): number[] {
  const count = symbols.length;
  if (count < 2) return symbols;
  const next = Int32Array.from({ length: count }, (_, index) => (index + 1 < count ? index + 1 : end));
  const previous = Int32Array.from({ length: count }, (_, index) => index - 1);
  const queue = mergeQueue();
  const consider = (position: number, after: number): void => {
    const left = symbols[position]!;
    const right = symbols[after]!;
    if (left < 0 || right < 0) return;
    const merge = rule.find(left, right);
    if (merge === undefined) return;
    queue.push({ priority: rule.priorityOf(merge), position, left, right, merged: rule.resultOf(merge) });
  };
  for (let position = 0; position + 1 < count; position++) consider(position, position + 1);
  for (let candidate = queue.pop(); candidate !== undefined; candidate = queue.pop()) {
    const { position, left, right, merged } = candidate;
    const absorbed = next[position]!;
    if (symbols[position] !== left || absorbed === end || symbols[absorbed] !== right) continue;
    symbols[position] = merged;
    symbols[absorbed] = gone;
    const after = next[absorbed]!;
    next[position] = after;
    if (after !== end) {
      previous[after] = position;
      consider(position, after);
    }
    if (position > 0) consider(previous[position]!, position);
  }
  return symbols.filter((symbol) => symbol !== gone);
}

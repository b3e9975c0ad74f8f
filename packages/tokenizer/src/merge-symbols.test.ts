import { describe, expect, it } from 'vitest';
import { type MergeRule, mergeSymbols } from './merge-symbols.ts';
import { seededRandom } from './test/seeded-random.ts';

interface Merge {
  readonly left: number;
  readonly right: number;
  readonly priority: number;
}

const firstResult = 10;

function ruleOf(merges: readonly Merge[]): MergeRule {
  return {
    find: (left, right) => {
      const merge = merges.findIndex((candidate) => candidate.left === left && candidate.right === right);
      return merge < 0 ? undefined : merge;
    },
    priorityOf: (merge) => merges[merge]!.priority,
    resultOf: (merge) => firstResult + merge,
  };
}

/** The definition: look at all neighbours, merge the best and leftmost, begin again. */
function mergePlainly(symbols: number[], rule: MergeRule): number[] {
  for (;;) {
    let best: { position: number; priority: number; result: number } | undefined;
    for (let position = 0; position + 1 < symbols.length; position++) {
      if (symbols[position]! < 0 || symbols[position + 1]! < 0) continue;
      const merge = rule.find(symbols[position]!, symbols[position + 1]!);
      if (merge === undefined) continue;
      const priority = rule.priorityOf(merge);
      if (best === undefined || priority < best.priority) best = { position, priority, result: rule.resultOf(merge) };
    }
    if (best === undefined) return symbols;
    symbols.splice(best.position, 2, best.result);
  }
}

describe('mergeSymbols', () => {
  it('merges the leftmost of equals', () => {
    expect(mergeSymbols([0, 0, 0], ruleOf([{ left: 0, right: 0, priority: 1 }]))).toEqual([10, 0]);
  });

  it('leaves unknown characters alone', () => {
    expect(mergeSymbols([-1, -1, 0, -2], ruleOf([{ left: -1, right: -1, priority: 0 }]))).toEqual([-1, -1, 0, -2]);
  });

  it('does what the definition says', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 400; round++) {
      const merges = Array.from({ length: 12 }, (_, index) => ({
        left: random(random(2) === 0 ? 3 : firstResult + index),
        right: random(random(2) === 0 ? 3 : firstResult + index),
        priority: random(6),
      }));
      const symbols = Array.from({ length: random(40) }, () => (random(20) === 0 ? -1 : random(3)));
      const rule = ruleOf(merges);
      expect(mergeSymbols([...symbols], rule)).toEqual(mergePlainly([...symbols], rule));
    }
  });
});

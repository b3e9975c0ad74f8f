import { describe, expect, it } from 'vitest';
import { roundOf } from '../../test/round-of.ts';
import { acceptanceByPosition, lengthCounts, reasonCounts } from './figures.ts';

const rounds = [
  roundOf({ index: 0, words: ['prompt'] }),
  roundOf({ index: 1, words: ['+a', '+b', 'c'], numDrafted: 3, reason: 'cost model: 3 of recycle' }),
  roundOf({ index: 2, words: ['d'], numDrafted: 2, reason: 'cost model: 2 of lookup; tries recycle' }),
  roundOf({ index: 3, words: ['e'], reason: 'no draft pays' }),
  roundOf({ index: 4, words: ['+f', 'g'], reason: 'cost model: 3 of recycle' }),
];

describe('figures of rounds', () => {
  it('count what was judged: the kept and the first refused', () => {
    expect(acceptanceByPosition(rounds)).toEqual([
      { kept: 2, judged: 3 },
      { kept: 1, judged: 1 },
      { kept: 0, judged: 1 },
    ]);
  });

  it('count lengths and reasons, without the prompt', () => {
    expect(lengthCounts(rounds)).toEqual([2, 1, 1]);
    expect(reasonCounts(rounds)).toEqual([
      { reason: 'cost model: 3 of recycle', count: 2 },
      { reason: 'cost model: 2 of lookup', count: 1 },
      { reason: 'no draft pays', count: 1 },
    ]);
  });
});

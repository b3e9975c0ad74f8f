import { blockRows } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { AttentionFeeds, type PassShape } from './attention-feeds.ts';
import { RotaryTable } from './rotary-table.ts';

const shape: PassShape = {
  heads: 6,
  kvHeads: 3,
  headDim: 8,
  rope: { base: 10_000, rotaryDim: 8, scaling: { kind: 'none' } },
  slidingWindow: undefined,
};

/** Whether the mask shows a position to a row, by the layout of columns. */
function sees(mask: Float32Array, row: number, { past, position }: { past: number; position: number }): boolean {
  const whole = past - (past % blockRows);
  const columns = Math.max(whole, blockRows) + blockRows;
  const column = position < whole ? position : columns - blockRows + (position - whole);
  return mask[row * columns + column] === 0;
}

describe('feeds of attention', () => {
  it.each([
    [0, 1],
    [0, 64],
    [5, 7],
    [64, 1],
    [127, 1],
    [130, 20],
  ])('show each row what came before it and itself, after %i rows, for %i', (past, count) => {
    for (const slidingWindow of [undefined, 9, 70]) {
      const feeds = new AttentionFeeds({ ...shape, slidingWindow }).feeds(past, count);
      const mask = feeds['attention.mask']?.data as Float32Array;
      const columns = Math.max(past - (past % blockRows), blockRows) + blockRows;
      expect(feeds['attention.mask']?.shape).toEqual([2 * count, columns]);
      for (let row = 0; row < 2 * count; row += 1) {
        const own = past + Math.floor(row / 2);
        const seen = Array.from({ length: past + count }, (_, position) => sees(mask, row, { past, position }));
        const expected = seen.map((_, position) => position <= own && position > own - (slidingWindow ?? Infinity));
        expect(seen).toEqual(expected);
        const shown = mask.subarray(row * columns, (row + 1) * columns).filter((value) => value === 0).length;
        expect(shown).toBe(expected.filter(Boolean).length);
      }
    }
  });

  it('fill the last block, split columns and rotate by position', () => {
    const feeds = new AttentionFeeds(shape).feeds(70, 5);
    const data = (name: string) => [...((feeds[name]?.data ?? []) as Iterable<number | bigint>)];
    expect(feeds['attention.padding']).toMatchObject({ shape: [1, 64 - 6 - 5, 24] });
    expect(new Set(data('attention.padding'))).toEqual(new Set([0]));
    expect(data('attention.splitSizes')).toEqual([64n, 64n]);
    expect(data('positions')).toEqual([0n, 1n, 2n, 3n, 4n]);
    const { cos, sin } = new RotaryTable(shape).rows(70, 5);
    expect([feeds['rotary.cos']?.data, feeds['rotary.sin']?.data]).toEqual([cos, sin]);
  });
});

import { describe, expect, it } from 'vitest';
import { widenPass } from './widen-pass.ts';

describe('a pass is widened', () => {
  it.each([
    ['not at all where one row is exact', { past: 5, count: 1, minRows: 1 }, { first: 5, count: 1 }],
    ['by rows after it', { past: 5, count: 1, minRows: 4 }, { first: 5, count: 4 }],
    ['by what is missing only', { past: 5, count: 3, minRows: 4 }, { first: 5, count: 4 }],
    ['by rows before it at a block’s end', { past: 63, count: 1, minRows: 4 }, { first: 60, count: 4 }],
    ['on both sides near a block’s end', { past: 62, count: 1, minRows: 4 }, { first: 60, count: 4 }],
    ['at the beginning of a block by rows after it', { past: 64, count: 1, minRows: 2 }, { first: 64, count: 2 }],
  ])('%s', (_, pass, expected) => {
    expect(widenPass(pass)).toEqual(expected);
  });

  it('never beyond its block, and always over its own rows', () => {
    for (let past = 0; past < 130; past += 1) {
      for (let count = 1; count <= 64 - (past % 64); count += 1) {
        for (const minRows of [1, 2, 4, 64]) {
          const wide = widenPass({ past, count, minRows });
          expect(wide.first <= past && wide.first + wide.count >= past + count).toBe(true);
          expect((wide.first % 64) + wide.count).toBeLessThanOrEqual(64);
          expect(wide.count).toBeGreaterThanOrEqual(minRows);
        }
      }
    }
  });
});

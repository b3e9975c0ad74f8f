import { blockRows } from '@recyclegpt/spec';

/** Rows that a pass computes: the new ones and, before and after them, some for company. */
export interface WidePass {
  readonly first: number;
  readonly count: number;
}

/**
 * Widens a pass to `minRows`: first by rows after the new ones, which are dropped, then, at a block's end, by rows
 * before them, which come out as they were. A pass never leaves its block.
 */
export function widenPass({ past, count, minRows }: { past: number; count: number; minRows: number }): WidePass {
  const missing = Math.max(0, minRows - count);
  const after = Math.min(missing, blockRows - (past % blockRows) - count);
  const before = Math.min(missing - after, past % blockRows);
  return { first: past - before, count: count + before + after };
}

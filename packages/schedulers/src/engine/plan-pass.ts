import { blockRows } from '@recyclegpt/spec';

export interface PassRequest {
  /** Rows that the base has. */
  readonly rows: number;
  /** Tokens that the pass must take in beyond them: pending and drafted. */
  readonly count: number;
  /** Fewest rows that a pass may have for its rows to be exact. */
  readonly minRows: number;
  readonly contextLength: number;
}

/** How wide a pass is made. */
export interface PassPlan {
  /** The row that the pass begins with; below the present rows if some are fed again. */
  readonly firstRow: number;
  /** Tokens to add at the end. */
  readonly guesses: number;
}

/**
 * Widens a pass so that text never depends on its width: no run of the base has fewer than `minRows` rows. A model
 * splits a pass at multiples of `blockRows`, so both ends are looked at. Guesses are put behind where there is room,
 * since they may be right; else tokens before are fed again, which gives the same rows.
 */
export function planPass({ rows, count, minRows, contextLength }: PassRequest): PassPlan {
  const end = rows + count;
  const lastStart = Math.max(rows, end - 1 - ((end - 1) % blockRows));
  const missing = Math.max(0, minRows - (end - lastStart));
  const blockRoom = blockRows - 1 - ((end - 1) % blockRows);
  const guesses = missing <= Math.min(blockRoom, contextLength - end) ? missing : 0;
  const firstEnd = Math.min(end + guesses, rows - (rows % blockRows) + blockRows);
  const again = Math.max(0, minRows - (firstEnd - rows));
  return { firstRow: rows - Math.min(again, rows % blockRows), guesses };
}

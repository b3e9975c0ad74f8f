import type { BenchmarkResult } from 'recyclegpt/benchmark';
import { formatBar, printTable, say } from '../shared-report.ts';

/** Largest share of the time of decoding that may go elsewhere than into sessions. */
const bookkeepingBar = 0.03;

/** Time outside of sessions of one scheduler. */
export interface Bookkeeping {
  readonly precision: string;
  readonly scheduler: string;
  /** Choosing tokens, and all else outside of sessions, as shares of the time of decoding. */
  readonly sampling: number;
  readonly other: number;
  readonly together: number;
  readonly isWithinBar: boolean;
}

/** Time outside of sessions, from results of other parts. */
export function bookkeepingOf(results: readonly BenchmarkResult[]): readonly Bookkeeping[] {
  return results.map(({ precision, scheduler, shares: { sampling, outside } }) => {
    const together = sampling + outside;
    return { precision, scheduler, sampling, other: outside, together, isWithinBar: together <= bookkeepingBar };
  });
}

/** Prints it. */
export function printBookkeeping(rows: readonly Bookkeeping[]): void {
  say(`\n4. Outside of sessions, as a share of the time of decoding (bar: ${bookkeepingBar * 100} %)`);
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  printTable(
    ['precision', 'scheduler', 'choosing', 'other', 'together', ''],
    rows.map((row) => [
      row.precision,
      row.scheduler,
      percent(row.sampling),
      percent(row.other),
      percent(row.together),
      formatBar(row.isWithinBar),
    ]),
  );
}

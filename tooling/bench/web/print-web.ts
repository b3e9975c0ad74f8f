import { formatSpread, printTable, say } from '../shared-report.ts';
import type { Departure } from './compare-texts.ts';
import type { Bar, EngineRow } from './figures.ts';
import { type PassRow, passWidths } from './time-passes.ts';

/** Prints what passes cost. */
export function printPasses(rows: readonly PassRow[]): void {
  printTable(
    ['device', 'precision', 'layers', ...passWidths.map((width) => `T(${width}) ms`), 'T(4)/T(1)'],
    rows.map(({ device, precision, layers, bestMs }) => [
      device,
      precision,
      `${layers}`,
      ...passWidths.map((width) => (bestMs[width] ?? Number.NaN).toFixed(1)),
      ((bestMs[4] ?? Number.NaN) / (bestMs[1] ?? Number.NaN)).toFixed(2),
    ]),
  );
}

/** Bytes as megabytes. */
function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : `${(bytes / 1e6).toFixed(1)}`;
}

/** Prints the engines beside each other. */
export function printEngines(rows: readonly EngineRow[]): void {
  printTable(
    ['engine', 'decode tok/s', '÷ better peer', 'first token ms', 'peak MB', 'runtime MB', 'model MB'],
    rows.map((row) => [
      row.name,
      formatSpread(row.decode),
      row.overPeer.toFixed(2),
      formatSpread(row.firstTokenMs, 0),
      megabytes(row.peakBytes),
      megabytes(row.runtimeBytes),
      megabytes(row.modelBytes),
    ]),
  );
}

/** Prints where pages wrote something else than Node. */
export function printDepartures(precision: string, departures: readonly Departure[], texts: number): void {
  say(`${precision}: ${texts - departures.length} of ${texts} texts of the pages are Node's, token by token.`);
  for (const { engine, prompt, step, margin } of departures)
    say(`  ${engine}, prompt ${prompt + 1}: another token at step ${step}, whose margin is ${margin.toExponential(1)}`);
}

/** Prints each bar with what was reached. */
export function printBars(bars: readonly Bar[]): void {
  const digits = (value: number): string =>
    Math.abs(value) < 0.01 && value !== 0 ? value.toExponential(1) : value.toFixed(2);
  printTable(
    ['bar', 'asked', 'found', ''],
    bars.map(({ what, value, bar, isMet }) => [what, `${bar}`, digits(value), isMet ? 'MET' : 'MISSED']),
  );
}

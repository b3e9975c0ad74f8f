import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Quartiles } from 'recyclegpt/benchmark';

/** Repository root. */
export const root = join(import.meta.dirname, '..', '..');

/** Middle of sorted numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Median with the smallest and largest value. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Median and extremes of repeated measurements. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** `median (min–max)` with some digits. */
export function formatSpread({ median: middle, min, max }: Spread, digits = 1): string {
  return `${middle.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** `median (lower–upper quartile)`. */
export function formatQuartiles(quartiles: Quartiles | undefined, digits = 1): string {
  if (quartiles === undefined) return '–';
  const { median: middle, lower, upper } = quartiles;
  return formatSpread({ median: middle, min: lower, max: upper }, digits);
}

/** Whether a bar was reached, in a word. */
export function formatBar(isWithinBar: boolean): string {
  return isWithinBar ? 'ok' : 'MISSED';
}

/** What a figure depends on besides the code. */
export function machine(): Record<string, string | number> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const isClean =
    execFileSync('git', ['status', '--porcelain', '--', 'packages', 'apps'], { cwd: root, encoding: 'utf8' }) === '';
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    commit: isClean ? commit : `${commit} with changes`,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** Prints rows under headings in columns, unless only JSON is wanted on standard output. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  if (benchOptions().json) return;
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of [headings, ...rows])
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    );
}

/** How a bench was called: `--json` prints the result as JSON only, `--save` keeps it under docs/results. */
export interface BenchOptions {
  readonly json: boolean;
  readonly save: boolean;
  has(flag: string): boolean;
  /** A number. @throws Error for a value that is none */
  option(name: string, fallback: number): number;
  /** Words parted by commas. @throws Error for a word that is not among those possible */
  words<Word extends string>(name: string, possible: readonly Word[], fallback?: readonly Word[]): readonly Word[];
}

/** The options of this process. */
export function benchOptions(argv: readonly string[] = process.argv): BenchOptions {
  const given = (name: string): string | undefined => {
    const at = argv.indexOf(`--${name}`);
    return at < 0 ? undefined : (argv[at + 1] ?? '');
  };
  return {
    json: argv.includes('--json'),
    save: argv.includes('--save'),
    has: (flag) => argv.includes(`--${flag}`),
    option: (name, fallback) => {
      const value = given(name);
      const number = value === '' ? Number.NaN : Number(value ?? fallback);
      if (!Number.isFinite(number)) throw new Error(`--${name} ${value} is no number.`);
      return number;
    },
    words: (name, possible, fallback = possible) => {
      const chosen = given(name)?.split(',');
      if (chosen === undefined) return fallback;
      const wrong = chosen.find((word) => !possible.some((each) => each === word));
      if (wrong !== undefined) throw new Error(`--${name} knows ${possible.join(', ')}, not ${JSON.stringify(wrong)}.`);
      return possible.filter((each) => chosen.includes(each));
    },
  };
}

/** Ends a bench: prints JSON if asked to, and keeps the result if asked to. */
export function finish(name: string, result: object): void {
  const { json, save } = benchOptions();
  const document = JSON.stringify({ bench: name, machine: machine(), ...result }, undefined, 2);
  if (json) console.log(document);
  if (!save) return;
  const folder = join(root, 'docs', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${document}\n`);
}

/** Prints a line unless only JSON is wanted on standard output. */
export function say(text = ''): void {
  if (!benchOptions().json) console.log(text);
}

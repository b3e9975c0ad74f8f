import { ConfigError } from '@recyclegpt/spec';

/** What was measured at a step. */
export interface MetricsRecord {
  /** Steps that have been made. */
  readonly step: number;
  /** `loss`, `lr`, `gradNorm`, `tokensPerSecond` and whatever else a run measures. */
  readonly [name: string]: number | string | boolean;
}

const nonFinite: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * One line of JSON, without its end. Numbers that JSON lacks are written as strings.
 * @throws ConfigError for a record without a step, and for values that are neither numbers, strings nor booleans
 */
export function writeRecord(record: MetricsRecord): string {
  if (!Number.isSafeInteger(record.step) || record.step < 0) throw refused('step', record.step, 'a count of steps');
  const entries = Object.entries(record).map(([name, value]) => {
    if (typeof value === 'number') return [name, Number.isFinite(value) ? value : String(value)];
    if (typeof value === 'string' || typeof value === 'boolean') return [name, value];
    throw refused(name, value, 'a number, a string or a boolean');
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function refused(where: string, got: unknown, expected: string): ConfigError {
  return new ConfigError({ what: 'This cannot be logged', where, got: String(got), expected });
}

/** The record of a line; `undefined` if the line holds none. */
export function readRecord(line: string): MetricsRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    // What cannot be read is counted by the caller.
    return undefined;
  }
  if (typeof json !== 'object' || json === null || !('step' in json) || typeof json.step !== 'number') return undefined;
  const entries = Object.entries(json).map(([name, value]: [string, unknown]) => {
    return [name, (typeof value === 'string' ? nonFinite.get(value) : undefined) ?? value];
  });
  return Object.fromEntries(entries) as MetricsRecord;
}

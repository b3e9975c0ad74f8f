import { FileError, type Storage } from '@recyclegpt/spec';
import { type MetricsRecord, readRecord } from './metrics-record.ts';

/** A log of metrics as it lies in a storage. */
export interface MetricsFile {
  readonly records: readonly MetricsRecord[];
  /** [records] as they are written, without line ends. */
  readonly lines: readonly string[];
  /** Lines that hold no record: the last one cut short by a crash, as a rule. */
  readonly numUnreadable: number;
  /** Whether the last line has its end. */
  readonly isWhole: boolean;
}

/** A curve of a log. */
export interface MetricsSeries {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** `undefined` if there is no file. Lines that cannot be read are left out and counted. */
export async function readMetricsFile(storage: Storage, path: string): Promise<MetricsFile | undefined> {
  using source = await storage.open(path);
  if (source === undefined) return undefined;
  const text = new TextDecoder().decode(await source.read(0, source.sizeBytes));
  const records: MetricsRecord[] = [];
  const lines: string[] = [];
  let numUnreadable = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const record = readRecord(line);
    if (record === undefined) numUnreadable++;
    else {
      records.push(record);
      lines.push(line);
    }
  }
  return { records, lines, numUnreadable, isWhole: text === '' || text.endsWith('\n') };
}

/**
 * The records of a log, such as `plotCurves` shows.
 * @throws FileError if there is no file, or no line of it holds a record
 */
export async function readMetrics(storage: Storage, path: string): Promise<readonly MetricsRecord[]> {
  const file = await readMetricsFile(storage, path);
  if (file !== undefined && file.records.length > 0) return file.records;
  throw new FileError({
    what: 'There are no metrics',
    where: path,
    got: file === undefined ? 'no file' : `${file.numUnreadable} lines that hold none`,
    expected: 'lines of JSON with a step each',
    next: 'Name the log of a run: metrics.jsonl in its folder.',
  });
}

/** One metric over steps: records that lack it are left out. */
export function seriesOf(records: readonly MetricsRecord[], name: string): MetricsSeries {
  const with_ = records.filter((record) => typeof record[name] === 'number');
  return { steps: with_.map(({ step }) => step), values: with_.map((record) => Number(record[name])) };
}

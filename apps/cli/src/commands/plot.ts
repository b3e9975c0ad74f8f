import { basename, dirname, resolve } from 'node:path';
import { folderStorage } from '@recyclegpt/hub/node';
import { ConfigError } from '@recyclegpt/spec';
import { type PlotSeries, plotCurves, readMetrics, seriesOf, smooth } from '@recyclegpt/train';
import { nearestName } from '../arguments/nearest-name.ts';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { writeAtomically } from '../terminal/write-atomically.ts';

/** `recyclegpt plot` */
export const plot: Command = {
  name: 'plot',
  usage: 'FILE.jsonl... --out FILE.svg [options]',
  about: [
    'Draws the metrics that a training run has logged: one curve for each metric of each file, over its steps. Without',
    '--metrics it draws loss and validation.loss, as far as the files have them.',
  ],
  options: ['out', 'metrics', 'smooth', 'log-scale', ...commonOptions],
  maxWords: Number.POSITIVE_INFINITY,
  examples: [
    ['plot run/metrics.jsonl --out loss.svg', 'the loss of a run'],
    ['plot a/metrics.jsonl b/metrics.jsonl --metrics loss --smooth 50 --out both.svg', 'two runs, smoothed'],
  ],
  run: runPlot,
};

/** A log and what to call it. */
interface NamedLog {
  readonly name: string;
  readonly records: Awaited<ReturnType<typeof readMetrics>>;
}

async function runPlot({ options, words: files, terminal }: Call): Promise<void> {
  const { out, metrics, smooth: halfLife, 'log-scale': isLog = false } = options;
  if (files.length === 0) throw missing('a file of metrics', 'metrics.jsonl in the folder of a run');
  if (out === undefined) throw missing('a place for the image', '--out FILE.svg');
  const logs: NamedLog[] = [];
  for (const file of files)
    logs.push({ name: file, records: await readMetrics(folderStorage(dirname(resolve(file))), basename(file)) });
  const names = metrics ?? usualMetrics(logs);
  for (const name of names) checkMetric(name, logs);
  const series = logs.flatMap((log) =>
    names.flatMap((name) => curve(log, name, { halfLife, isOnly: logs.length === 1 })),
  );
  const svg = plotCurves(series, { title: names.join(', '), ...(isLog ? { yScale: 'log' as const } : {}) });
  await writeAtomically(out, new TextEncoder().encode(svg));
  terminal.note(terminal.noteStyle.dim(`Written: ${out}`));
}

function missing(what: string, expected: string): ConfigError {
  return new ConfigError({
    what: `\`recyclegpt plot\` needs ${what}`,
    expected,
    next: 'See `recyclegpt plot --help`.',
  });
}

const usual = ['loss', 'validation.loss'] as const;

function usualMetrics(logs: readonly NamedLog[]): readonly string[] {
  const known = metricsOf(logs);
  const names = usual.filter((name) => known.includes(name));
  if (names.length > 0) return names;
  throw new ConfigError({
    what: 'The files have no loss to draw',
    where: logs.map(({ name }) => name).join(', '),
    expected: `--metrics with some of ${known.join(', ') || 'none: no numbers are logged'}`,
  });
}

/** Names of all numbers that are logged, but the step. */
function metricsOf(logs: readonly NamedLog[]): readonly string[] {
  const names = new Set<string>();
  for (const { records } of logs)
    for (const record of records)
      for (const [name, value] of Object.entries(record))
        if (name !== 'step' && typeof value === 'number') names.add(name);
  return [...names].sort();
}

function checkMetric(name: string, logs: readonly NamedLog[]): void {
  const known = metricsOf(logs);
  if (known.includes(name)) return;
  const nearest = nearestName(name, known);
  throw new ConfigError({
    what: 'No file has this metric',
    where: '--metrics',
    got: JSON.stringify(name),
    expected: known.join(', ') || 'files that log numbers',
    next: nearest === undefined ? undefined : `Did you mean ${nearest}?`,
  });
}

interface CurveOptions {
  /** Steps logged after which a value counts half; without it curves are as logged. */
  readonly halfLife: number | undefined;
  readonly isOnly: boolean;
}

/** None if the log lacks the metric. */
function curve(
  { name: file, records }: NamedLog,
  metric: string,
  { halfLife, isOnly }: CurveOptions,
): readonly PlotSeries[] {
  const { steps, values } = seriesOf(records, metric);
  if (steps.length === 0) return [];
  const name = isOnly ? metric : `${file}: ${metric}`;
  if (halfLife === undefined) return [{ name, x: steps, y: values }];
  return [{ name, x: steps, y: smooth(values, { halfLife }), behind: values }];
}

import { formatShare, plural } from '../terminal/format.ts';
import type { Style } from '../terminal/style.ts';
import { tableLines } from '../terminal/table.ts';
import type { BenchReport } from './bench-report.ts';
import type { BenchmarkResult } from './summarise-runs.ts';

/** The report as people read it. */
export function reportLines(report: BenchReport, style: Style): readonly string[] {
  return [
    ...headLines(report, style),
    '',
    ...withHead(speedTable(report.results), style),
    '',
    ...withHead(timeTable(report.results), style),
    '',
    ...withHead(passTable(report), style),
    ...exactnessLines(report),
    ...(report.isComplete ? [] : ['', style.alarm('Interrupted: these are the turns that were measured.')]),
  ];
}

function headLines({ settings, machine, versions }: BenchReport, style: Style): readonly string[] {
  const { model, recycle, backend, hasChatTemplate, promptFile, prompts, maxTokens, repeats, warmUp, sampler } =
    settings;
  const drawn = Object.entries(sampler).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    `${style.bold(model)}, ${recycle === undefined ? 'no recycle module' : `recycle module ${recycle}`}, ${backend}`,
    `${plural(prompts, 'prompt')} of ${promptFile}, ${hasChatTemplate ? "as questions in the model's chat template" : 'as plain text, without a chat template'}`,
    `at most ${plural(maxTokens, 'token')} each, ${drawn.length === 0 ? 'greedy' : drawn.join(', ')}; ${plural(repeats, 'repeat')} in turns after ${plural(warmUp, 'run')} of each to warm up`,
    style.dim(
      `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}; node ${versions.node}, recyclegpt ${versions.recyclegpt}, ${settings.date}`,
    ),
  ];
}

type Table = readonly (readonly string[])[];

function withHead(table: Table, style: Style): readonly string[] {
  const numbers = (table[0] ?? []).map((_, column) => column).slice(2);
  const [head = '', ...rows] = tableLines(table, numbers);
  return [style.bold(head), ...rows];
}

function speedTable(results: readonly BenchmarkResult[]): Table {
  const head = [
    'precision',
    'scheduler',
    'tokens/s',
    'quartiles',
    'speed-up',
    'tokens a pass',
    'departures',
    'same text',
  ];
  return [
    head,
    ...results.map(({ precision, scheduler, tokensPerSecond: speed, speedUpGeomean, ...result }) => [
      precision,
      scheduler,
      speed?.median.toFixed(1) ?? '–',
      speed === undefined ? '–' : `${speed.lower.toFixed(1)}–${speed.upper.toFixed(1)}`,
      speedUpGeomean?.toFixed(2) ?? '–',
      result.meanAcceptedTokens.toFixed(2),
      String(result.departures),
      `${result.identicalOutputs} of ${result.prompts}`,
    ]),
  ];
}

/** Positions that a table has room for. */
const mostPositions = 6;

function timeTable(results: readonly BenchmarkResult[]): Table {
  const positions = Math.min(mostPositions, Math.max(0, ...results.map((each) => each.acceptanceByPosition.length)));
  const kept = Array.from({ length: positions }, (_, position) => `kept ${position + 1}`);
  return [
    ['precision', 'scheduler', 'model', 'draft model', 'choosing', 'other', ...kept],
    ...results.map(({ precision, scheduler, shares, acceptanceByPosition }) => [
      precision,
      scheduler,
      ...[shares.baseSession, shares.draftSession, shares.sampling, shares.outside].map(
        (share) => `${(share * 100).toFixed(1)} %`,
      ),
      ...kept.map((_, position) => {
        const share = acceptanceByPosition[position];
        return share === undefined ? '–' : formatShare(share);
      }),
    ]),
  ];
}

function passTable({ passCostMsByPrecision }: BenchReport): Table {
  const widths = [...new Set(Object.values(passCostMsByPrecision).flatMap((costs) => Object.keys(costs).map(Number)))];
  widths.sort((a, b) => a - b);
  return [
    ['precision', 'ms a pass of', ...widths.map((width) => `${width}`)],
    ...Object.entries(passCostMsByPrecision).map(([precision, costs]) => [
      precision,
      'so many tokens',
      ...widths.map((width) => costs[width]?.toFixed(1) ?? '–'),
    ]),
  ];
}

/** Said once where it is not the usual case. */
function exactnessLines({ results }: BenchReport): readonly string[] {
  const inexact = [...new Set(results.filter((each) => each.exactness !== 'bitwise').map((each) => each.precision))];
  if (inexact.length === 0) return [];
  return [
    '',
    `In ${inexact.join(' and ')} a pass over several tokens may round otherwise than one by one: near ties can change a text.`,
  ];
}

import { plural } from '../terminal/format.ts';
import { type Bar, barPanel, barPanelHeight } from './bar-panel.ts';
import type { BenchReport } from './bench-report.ts';
import { linePanel, linePanelHeight, type Series } from './line-panel.ts';
import type { BenchmarkResult } from './summarise-runs.ts';
import { label, svgDocument } from './svg.ts';

const [width, margin, gap, plotHeight] = [880, 24, 28, 180];
const headHeight = 48;

/** Speed-ups, costs of passes and acceptance by position in one SVG, for light and dark pages. */
export function benchmarkChart({ results, passCostMsByPrecision, settings, machine, isComplete }: BenchReport): string {
  const bars = results.map((result) => barOf(result, settings.schedulers[0], settings.precisions.length > 1));
  const passes = Object.entries(passCostMsByPrecision).map(
    ([name, costs]): Series => ({
      name,
      points: Object.entries(costs).map(([rows, ms]) => [Number(rows), ms]),
    }),
  );
  const kept = results
    .filter(({ acceptanceByPosition }) => acceptanceByPosition.length > 0)
    .map(
      (result): Series => ({
        name: settings.precisions.length > 1 ? `${result.scheduler}, ${result.precision}` : result.scheduler,
        points: result.acceptanceByPosition.map((share, position) => [position + 1, share * 100]),
      }),
    );
  const barsHeight = barPanelHeight(bars.length);
  const linesHeight = linePanelHeight(Math.max(passes.length, kept.length), plotHeight);
  const [y, half] = [margin + headHeight, (width - 2 * margin - gap) / 2];
  const linesY = y + barsHeight + gap;
  const lines = (numSeries: number) => ({ y: linesY, width: half, height: linePanelHeight(numSeries, plotHeight) });
  const title = `Decoding with ${settings.model}`;
  return svgDocument({ width, height: linesY + linesHeight + margin, title }, [
    label(title, { x: margin, y: margin + 8, look: 'title' }),
    label(subtitle({ settings, machine, isComplete }), { x: margin, y: margin + 28, look: 'soft' }),
    barPanel(`Speed-up against ${settings.schedulers[0]}`, bars, { x: margin, y, width: width - 2 * margin }),
    linePanel(
      { title: 'Milliseconds of a pass', xTitle: 'tokens in the pass', series: passes },
      { x: margin, ...lines(passes.length) },
    ),
    linePanel(
      { title: 'Drafted tokens kept, %, of those reached', xTitle: 'place in the draft', series: kept, leastTop: 100 },
      { x: margin + half + gap, ...lines(kept.length) },
    ),
  ]);
}

function subtitle({ settings, machine, isComplete }: Pick<BenchReport, 'settings' | 'machine' | 'isComplete'>): string {
  const { prompts, maxTokens, repeats, sampler, date } = settings;
  const drawn = Object.entries(sampler).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    `${plural(prompts, 'prompt')}, up to ${plural(maxTokens, 'token')}, ${drawn.join(', ') || 'greedy'}, ${plural(repeats, 'repeat')} in turns`,
    `${machine.processor}, ${date}`,
    ...(isComplete ? [] : ['interrupted']),
  ].join('; ');
}

function barOf(result: BenchmarkResult, first: string | undefined, hasPrecisions: boolean): Bar {
  const { scheduler, precision, speedUpGeomean: value } = result;
  return {
    name: hasPrecisions ? `${precision} ${scheduler}` : scheduler,
    value: value ?? 0,
    shown: value === undefined ? 'not timed' : `${value.toFixed(2)}x`,
    isBaseline: scheduler === first,
  };
}

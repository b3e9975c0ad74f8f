import { element, label, mostSeries, type Place, ticksUpTo } from './svg.ts';

/** A line through points, with its name in the legend. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePanelOptions {
  readonly title: string;
  readonly xTitle: string;
  readonly series: readonly Series[];
  /** The vertical axis reaches at least this far. */
  readonly leastTop?: number;
}

const [top, left, right, axis] = [30, 40, 12, 40];
const legendRow = 18;

/** Rows of a legend of so many series. */
function legendRows(numSeries: number): number {
  return Math.min(numSeries, mostSeries) + (numSeries > mostSeries ? 1 : 0);
}

/** Height that a panel needs for a plot of `plotHeight` and its legend. */
export function linePanelHeight(numSeries: number, plotHeight: number): number {
  return top + plotHeight + axis + legendRows(numSeries) * legendRow;
}

/** Lines over whole numbers from 1, with a legend below. More series than can be told apart are left out, and it says so. */
export function linePanel(options: LinePanelOptions, place: Place): string {
  const { title, xTitle, series, leastTop = 0 } = options;
  const shown = series.slice(0, mostSeries);
  const points = shown.flatMap((each) => each.points);
  const ticks = ticksUpTo(Math.max(leastTop, ...points.map(([, y]) => y)));
  const farthest = Math.max(2, ...points.map(([x]) => x));
  const [plotTop, plotBottom] = [place.y + top, place.y + place.height - axis - legendRows(series.length) * legendRow];
  const [plotLeft, plotRight] = [place.x + left, place.x + place.width - right];
  const scale = {
    x: (value: number) => plotLeft + ((plotRight - plotLeft) * (value - 1)) / (farthest - 1),
    y: (value: number) => plotBottom - ((plotBottom - plotTop) * value) / (ticks.at(-1) ?? 1),
  };
  return [
    label(title, { x: place.x, y: place.y + 14, look: 'title' }),
    ...ticks.flatMap((tick) => [
      element('line', { class: 'grid', x1: plotLeft, x2: plotRight, y1: scale.y(tick), y2: scale.y(tick) }),
      label(String(tick), { x: plotLeft - 6, y: scale.y(tick) + 4, look: 'soft', anchor: 'end' }),
    ]),
    ...wholeNumbers(farthest).map((value) =>
      label(String(value), { x: scale.x(value), y: plotBottom + 16, look: 'soft', anchor: 'middle' }),
    ),
    label(xTitle, { x: (plotLeft + plotRight) / 2, y: plotBottom + 32, look: 'soft', anchor: 'middle' }),
    ...shown.map((each, index) => line(each, index, scale)),
    ...legend(series, { x: plotLeft, y: plotBottom + axis + 12 }),
  ].join('\n');
}

/** Labels of the horizontal axis: each number up to 8, every fourth beyond. */
function wholeNumbers(farthest: number): readonly number[] {
  return Array.from({ length: farthest }, (_, index) => index + 1).filter(
    (value) => value <= 8 || value % Math.max(4, 4 * Math.ceil(farthest / 64)) === 0,
  );
}

interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

function line({ points }: Series, index: number, scale: Scale): string {
  const places = points.map(([x, y]) => [scale.x(x), scale.y(y)] as const);
  const path = places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return [
    element('polyline', { class: `line${index}`, points: path }),
    ...places.map(([cx, cy]) => element('circle', { class: `fill${index}`, cx, cy, r: 3 })),
  ].join('\n');
}

function legend(series: readonly Series[], { x, y }: { readonly x: number; readonly y: number }): readonly string[] {
  const rows = series.slice(0, mostSeries).flatMap(({ name }, index) => {
    const middle = y + index * legendRow;
    return [
      element('rect', { class: `fill${index}`, x, y: middle - 5, width: 14, height: 4, rx: 2 }),
      label(name, { x: x + 20, y: middle }),
    ];
  });
  const hidden = series.length - mostSeries;
  if (hidden > 0) rows.push(label(`and ${hidden} more, not drawn`, { x, y: y + mostSeries * legendRow, look: 'soft' }));
  return rows;
}

import { ConfigError } from '@recyclegpt/spec';
import { type AxisScale, axisScale, formatTick, type ScaleKind } from './axis-scale.ts';
import { curvePath } from './curve-path.ts';
import { curveStyle, plotStyle } from './plot-style.ts';

/** A curve. Its points are shown in order of x; those that are not finite are gaps. */
export interface PlotSeries {
  /** What the legend calls it. */
  readonly name: string;
  /** [points] */
  readonly x: ArrayLike<number>;
  /** [points] */
  readonly y: ArrayLike<number>;
  /** [points] shown faintly behind the curve, in its colour: what `y` is the smoothed form of. */
  readonly behind?: ArrayLike<number>;
}

/** Titles, scales and size of a plot. */
export interface PlotOptions {
  readonly title: string;
  /** For readers who do not see the image. Default: the names of the curves and where they begin and end. */
  readonly description?: string;
  /** Default `step`. */
  readonly xLabel?: string;
  /** Default none. */
  readonly yLabel?: string;
  /** Default `linear`. On a log scale values that are not above 0 are gaps. */
  readonly xScale?: ScaleKind;
  readonly yScale?: ScaleKind;
  /** Pixels. Default 760. */
  readonly width?: number;
  /** Pixels. Default 420. */
  readonly height?: number;
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Plot {
  readonly series: readonly PlotSeries[];
  readonly options: Required<PlotOptions>;
  readonly frame: Frame;
  readonly xAxis: AxisScale;
  readonly yAxis: AxisScale;
}

const letterWidth = 6.8;
const legendRow = 18;
const smallestSide = 160;

/**
 * Curves as an SVG image that stands by itself: axes with round ticks, a legend, colours for light and dark pages, a
 * title and a description for screen readers.
 * @returns the `<svg>` element
 * @throws ConfigError if there is nothing to show, or an option cannot be used
 */
export function plotCurves(series: readonly PlotSeries[], options: PlotOptions): string {
  checkSeries(series);
  const {
    description = describe(series),
    xLabel = 'step',
    yLabel = '',
    xScale = 'linear',
    yScale = 'linear',
  } = options;
  const { title, width = 760, height = 420 } = options;
  checkSize('width', width);
  checkSize('height', height);
  const legend = legendOf(series, width);
  const frame = { left: 64, right: width - 20, top: 40 + legend.height, bottom: height - 46 };
  const [xLow, xHigh] = rangeOf(
    series.map(({ x }) => x),
    xScale,
    'xScale',
  );
  const [yLow, yHigh] = rangeOf(
    series.flatMap(({ y, behind }) => [y, behind ?? []]),
    yScale,
    'yScale',
  );
  const maxTicks = (length: number, each: number) => Math.max(2, Math.floor(length / each));
  const plot: Plot = {
    series,
    options: { title, description, xLabel, yLabel, xScale, yScale, width, height },
    frame,
    xAxis: axisScale({ kind: xScale, low: xLow, high: xHigh, maxTicks: maxTicks(frame.right - frame.left, 80) }),
    yAxis: axisScale({ kind: yScale, low: yLow, high: yHigh, maxTicks: maxTicks(frame.bottom - frame.top, 45) }),
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="recyclegpt-plot" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc><style>${plotStyle}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="${frame.left}" y="24">${escapeXml(title)}</text>`,
    legend.svg,
    ...drawAxes(plot),
    ...series.map((_, index) => drawCurve(plot, index)),
    '</svg>\n',
  ].join('\n');
}

function drawAxes({ frame: { left, right, top, bottom }, xAxis, yAxis, options }: Plot): string[] {
  const rows = yAxis.ticks.map(({ value, label }) => {
    const y = round(bottom - yAxis.position(value) * (bottom - top));
    const line = `<path class="grid" d="M${left} ${y}H${right}"/>`;
    return `${line}<text x="${left - 8}" y="${round(y + 4)}" text-anchor="end">${label}</text>`;
  });
  const columns = xAxis.ticks.map(({ value, label }) => {
    const x = round(left + xAxis.position(value) * (right - left));
    return `<path class="axis" d="M${x} ${bottom}v4"/><text x="${x}" y="${bottom + 18}" text-anchor="middle">${label}</text>`;
  });
  const middle = round((top + bottom) / 2);
  return [
    ...rows,
    ...columns,
    `<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>`,
    `<text x="${round((left + right) / 2)}" y="${bottom + 38}" text-anchor="middle">${escapeXml(options.xLabel)}</text>`,
    `<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(options.yLabel)}</text>`,
  ];
}

function drawCurve(plot: Plot, index: number): string {
  const { x, y, behind } = plot.series[index]!;
  const { color, dash } = curveStyle(index);
  const order = Array.from({ length: x.length }, (_, point) => point).sort((a, b) => x[a]! - x[b]!);
  const { left, right, top, bottom } = plot.frame;
  const place = (values: ArrayLike<number>, axis: AxisScale, kind: ScaleKind, toPixel: (at: number) => number) =>
    Float64Array.from(order, (point) =>
      isShown(values[point]!, kind) ? toPixel(axis.position(values[point]!)) : Number.NaN,
    );
  const xPixels = place(x, plot.xAxis, plot.options.xScale, (at) => left + at * (right - left));
  const pathOf = (values: ArrayLike<number>) =>
    curvePath({ x: xPixels, y: place(values, plot.yAxis, plot.options.yScale, (at) => bottom - at * (bottom - top)) });
  const faint = behind === undefined ? '' : `<path class="curve behind ${color}" d="${pathOf(behind)}"/>`;
  return `${faint}<path class="curve ${color}"${dash} d="${pathOf(y)}"/>`;
}

function isShown(value: number, kind: ScaleKind): boolean {
  return Number.isFinite(value) && (kind === 'linear' || value > 0);
}

/** Names in rows above the plot, as many in a row as fit. */
function legendOf(series: readonly PlotSeries[], width: number): { readonly svg: string; readonly height: number } {
  let x = 64;
  let row = 0;
  const entries = series.map(({ name }, index) => {
    const length = 30 + name.length * letterWidth;
    if (x > 64 && x + length > width - 20) {
      x = 64;
      row++;
    }
    const y = 40 + row * legendRow;
    const { color, dash } = curveStyle(index);
    const entry = `<path class="curve ${color}"${dash} d="M${round(x)} ${y}h18"/><text x="${round(x + 24)}" y="${y + 4}">${escapeXml(name)}</text>`;
    x += length + 14;
    return entry;
  });
  return { svg: entries.join(''), height: (row + 1) * legendRow };
}

function rangeOf(lists: readonly ArrayLike<number>[], kind: ScaleKind, where: string): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of lists) {
    for (let index = 0; index < list.length; index++) {
      const value = list[index]!;
      if (!isShown(value, kind)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low <= high) return [low, high];
  throw refused(where, `${kind}, and no such value`, kind === 'log' ? 'values above 0' : 'finite values');
}

function checkSeries(series: readonly PlotSeries[]): void {
  if (series.length === 0) throw refused('series', 'none', 'a curve or more');
  for (const [index, { x, y, behind = y }] of series.entries()) {
    if (x.length === y.length && behind.length === y.length) continue;
    throw refused(
      `series[${index}]`,
      `${x.length}, ${y.length} and ${behind.length} values`,
      'x, y and behind of one length',
    );
  }
}

function checkSize(where: string, size: number): void {
  if (!(Number.isFinite(size) && size >= smallestSide)) throw refused(where, size, `at least ${smallestSide} pixels`);
}

function refused(where: string, got: unknown, expected: string): ConfigError {
  return new ConfigError({ what: 'Curves cannot be plotted with this', where, got: String(got), expected });
}

function describe(series: readonly PlotSeries[]): string {
  const curves = series.map(({ name, x, y }) => {
    const shown = Array.from({ length: y.length }, (_, point) => point).filter((point) => Number.isFinite(y[point]));
    const [first, last] = [shown[0], shown.at(-1)];
    if (first === undefined || last === undefined) return `${name}: no points.`;
    const at = (point: number) => `${exact(y[point]!)} at ${exact(x[point]!)}`;
    return `${name}: from ${at(first)} to ${at(last)}.`;
  });
  return curves.join(' ');
}

function exact(value: number): string {
  return value === 0
    ? '0'
    : formatTick(Number(value.toPrecision(4)), 10 ** (Math.floor(Math.log10(Math.abs(value))) - 3));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Markup and characters that XML cannot hold. */
function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replaceAll(/[^\t\n\r\x20-\uFFFD\u{10000}-\u{10FFFF}]|\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => entities[character]!);
}

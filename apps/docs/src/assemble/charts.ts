/** What a chart is called, and what it says to those who do not see it. */
interface ChartText {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** One line of a chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart extends ChartText {
  readonly series: readonly Series[];
  readonly xLabel: string;
  readonly yLabel: string;
}

/** Bars beside each other under one name. */
export interface BarGroup {
  readonly name: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

export interface BarChart extends ChartText {
  readonly groups: readonly BarGroup[];
  /** A line across the chart, such as the speed of plain decoding. */
  readonly mark: { readonly value: number; readonly name: string };
}

const width = 680;
const left = 52;
const right = 100;
const top = 16;
const plotHeight = 220;

/** A line chart as SVG. Lines are told apart by their ends' names, colours only help. */
export function lineChart({ series, xLabel, yLabel, ...text }: LineChart): string {
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  const ys = series.flatMap(({ points }) => points.map(([, y]) => y));
  const x = scale([Math.min(...xs), Math.max(...xs)], [left, width - right]);
  const y = scale([0, Math.max(...ys) * 1.05], [top + plotHeight, top]);
  const ends = spreadOut(
    series.map(({ points }) => y(points.at(-1)?.[1] ?? 0)),
    16,
  );
  const lines = series.flatMap(({ name, points }, index) => [
    `<polyline class="chart-line series-${index}" points="${points.map(([px, py]) => `${round(x(px))},${round(y(py))}`).join(' ')}"/>`,
    ...points.map(
      ([px, py]) => `<circle class="chart-point series-${index}" cx="${round(x(px))}" cy="${round(y(py))}" r="3"/>`,
    ),
    `<text class="chart-name" x="${width - right + 10}" y="${round((ends[index] ?? 0) + 4)}">${escaped(name)}</text>`,
  ]);
  const xTicks = [...new Set(xs)].filter((value) => value < 8 || value % 4 === 0);
  return svg(text, top + plotHeight + 46, [
    ...yAxis(y, Math.max(...ys) * 1.05, yLabel),
    ...xTicks.map(
      (value) =>
        `<text class="chart-tick" text-anchor="middle" x="${round(x(value))}" y="${top + plotHeight + 18}">${value}</text>`,
    ),
    `<text class="chart-label" text-anchor="middle" x="${(left + width - right) / 2}" y="${top + plotHeight + 40}">${escaped(xLabel)}</text>`,
    ...lines,
  ]);
}

/** A bar chart as SVG, with the value above each bar. */
export function barChart({ groups, mark, ...text }: BarChart): string {
  const most = Math.max(mark.value, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value))) * 1.12;
  const y = scale([0, most], [top + plotHeight, top]);
  const names = [...new Set(groups.flatMap(({ bars }) => bars.map(({ name }) => name)))];
  const groupWidth = (width - left - 10) / groups.length;
  const barWidth = Math.min(56, (groupWidth * 0.8) / names.length);
  const bars = groups.flatMap(({ name, bars: own }, group) => {
    const middle = left + (group + 0.5) * groupWidth;
    return [
      ...own.flatMap(({ name: bar, value }, index) => {
        const at = middle + (index - own.length / 2) * barWidth;
        return [
          `<rect class="chart-bar series-${names.indexOf(bar)}" x="${round(at + 2)}" y="${round(y(value))}" width="${round(barWidth - 4)}" height="${round(y(0) - y(value))}"/>`,
          `<text class="chart-value" text-anchor="middle" x="${round(at + barWidth / 2)}" y="${round(y(value) - 5)}">${value.toFixed(2)}</text>`,
        ];
      }),
      `<text class="chart-label" text-anchor="middle" x="${round(middle)}" y="${top + plotHeight + 20}">${escaped(name)}</text>`,
    ];
  });
  const legend = names.map((name, index) => {
    const at = left + index * 150;
    return `<rect class="chart-bar series-${index}" x="${at}" y="${top + plotHeight + 36}" width="12" height="12"/><text class="chart-name" x="${at + 18}" y="${top + plotHeight + 47}">${escaped(name)}</text>`;
  });
  const line = `<line class="chart-mark" x1="${left}" x2="${width - 10}" y1="${round(y(mark.value))}" y2="${round(y(mark.value))}"/><text class="chart-tick" text-anchor="end" x="${left - 6}" y="${round(y(mark.value) + 4)}">${escaped(mark.name)}</text>`;
  return svg(text, top + plotHeight + 56, [line, ...bars, ...legend]);
}

function yAxis(y: (value: number) => number, most: number, label: string): readonly string[] {
  const step = [0.5, 1, 2, 5, 10, 20, 50].find((each) => most / each <= 5) ?? 100;
  const values = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  return [
    ...values.map(
      (value) =>
        `<line class="chart-grid" x1="${left}" x2="${width - right}" y1="${round(y(value))}" y2="${round(y(value))}"/><text class="chart-tick" text-anchor="end" x="${left - 8}" y="${round(y(value) + 4)}">${value}</text>`,
    ),
    `<text class="chart-label" text-anchor="middle" transform="translate(14 ${top + plotHeight / 2}) rotate(-90)">${escaped(label)}</text>`,
  ];
}

/** No blank line, and the first tag alone on its line: so markdown takes it as one block of HTML. */
function svg({ id, title, description }: ChartText, height: number, parts: readonly string[]): string {
  const lines = [
    `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-description">`,
    `<title id="${id}-title">${escaped(title)}</title>`,
    `<desc id="${id}-description">${escaped(description)}</desc>`,
    ...parts,
    '</svg>',
  ];
  return framed(lines.join('\n'));
}

/** On narrow windows a picture keeps a size that can be read, and is scrolled, by keys too. */
export function framed(picture: string): string {
  return `<div class="picture-frame" tabindex="0">\n${picture.trim()}\n</div>`;
}

function scale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** Moves places apart until each has `room` above it, keeping their order. */
function spreadOut(places: readonly number[], room: number): readonly number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));
  const result = [...places];
  for (let i = 1; i < order.length; i += 1) {
    const [before = 0, own = 0] = [order[i - 1], order[i]];
    result[own] = Math.max(result[own] ?? 0, (result[before] ?? 0) + room);
  }
  return result;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

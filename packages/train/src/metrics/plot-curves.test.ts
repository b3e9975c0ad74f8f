import { ConfigError } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { curvePath } from './curve-path.ts';
import { type PlotOptions, type PlotSeries, plotCurves } from './plot-curves.ts';

const line: PlotSeries = { name: 'loss', x: [0, 10], y: [1, 3] };

/** Coordinates of the points of the curves, one list a path. */
function pathsOf(svg: string): string[] {
  return [...svg.matchAll(/<path class="curve[^"]*"[^>]* d="([^"]*)"/g)].map((match) => match[1]!).slice(1);
}

/** Fails on tags that do not close, and on text that XML could not hold. */
function checkNesting(svg: string): void {
  const open: string[] = [];
  for (const [, closes, name, empties] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (closes === '/') expect(open.pop()).toBe(name);
    else if (empties !== '/') open.push(name!);
  }
  expect(open).toEqual([]);
  expect(svg.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;)/);
}

describe('plotCurves', () => {
  test('puts values where the axes say', () => {
    const svg = plotCurves([line], { title: 'Loss', width: 400, height: 300 });
    // The frame is 64 to 380 by 58 to 254.
    expect(pathsOf(svg)).toEqual(['M64 254L380 58']);
    expect(svg).toContain('>0<');
    expect(svg).toContain('>10<');
    expect(svg).toContain('>1.5<');
    checkNesting(svg);
  });

  test('log axes, and values that they lack', () => {
    const y = [0.01, 0, 1, -3, 100];
    const svg = plotCurves([{ name: 'a', x: [0, 1, 2, 3, 4], y }], {
      title: 'T',
      yScale: 'log',
      width: 400,
      height: 300,
    });
    expect(pathsOf(svg)).toEqual(['M64 254h0M222 156h0M380 58h0']);
  });

  test('points out of order, gaps, and the raw values behind', () => {
    const series: PlotSeries = { name: 'a', x: [4, 0, 2], y: [1, 2, Number.NaN], behind: [1, 3, 2] };
    const [behind, curve] = pathsOf(plotCurves([series], { title: 'T', width: 400, height: 300 }));
    expect(behind).toBe('M64 58L222 156L380 254');
    expect(curve).toBe('M64 156h0M380 254h0');
  });

  test('a hundred thousand points make a small image that keeps the extremes', () => {
    const x = Float64Array.from({ length: 100_000 }, (_, index) => index);
    const y = x.map((value) => Math.sin(value / 5000));
    y[43_210] = 9;
    const svg = plotCurves([{ name: 'a', x, y }], { title: 'T' });
    expect(svg.length).toBeLessThan(60_000);
    expect(pathsOf(svg)[0]).toMatch(/ 58L/);
  });

  test('names are shown as they are, in rows, with a title and a description', () => {
    const names = ['a < b & "c"', ...Array.from({ length: 11 }, (_, index) => `a rather long name ${index}`)];
    const options: PlotOptions = { title: '<T>\u0000', xLabel: 'x & y', yLabel: '"z"', description: 'it\u0007 falls' };
    const svg = plotCurves(
      names.map((name) => ({ ...line, name })),
      options,
    );
    checkNesting(svg);
    expect(svg).toContain('<title>&lt;T&gt;\uFFFD</title><desc>it\uFFFD falls</desc>');
    expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
    expect(svg).toContain('role="img"');
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).toContain('stroke-dasharray');
    expect(new Set(svg.match(/(?<=<path class="curve )c\d"[^d]* d="M\d+/g)).size).toBeGreaterThan(8);
  });

  test('describes itself', () => {
    const svg = plotCurves([line, { name: 'none', x: [1], y: [Number.NaN] }], { title: 'T' });
    expect(svg).toContain('<desc>loss: from 1 at 0 to 3 at 10. none: no points.</desc>');
  });

  test.each<[string, readonly PlotSeries[], Partial<PlotOptions>]>([
    ['series', [], {}],
    ['series[1]', [line, { name: 'b', x: [1, 2], y: [1] }], {}],
    ['series[0]', [{ ...line, behind: [1] }], {}],
    ['yScale', [{ name: 'b', x: [1], y: [Number.NaN] }], {}],
    ['yScale', [{ name: 'b', x: [1], y: [-1] }], { yScale: 'log' }],
    ['xScale', [{ name: 'b', x: [0], y: [1] }], { xScale: 'log' }],
    ['width', [line], { width: 20 }],
    ['height', [line], { height: Number.NaN }],
  ])('a wrong %s is refused', (where, series, options) => {
    expect(() => plotCurves(series, { title: 'T', ...options })).toThrow(ConfigError);
    expect(() => plotCurves(series, { title: 'T', ...options })).toThrow(`(${where})`);
  });
});

test('curvePath keeps the first, lowest, highest and last point of a column', () => {
  const x = Float64Array.of(0, 0.1, 0.2, 0.3, 0.4, 5);
  const y = Float64Array.of(5, 9, 4, 1, 6, 2);
  expect(curvePath({ x, y })).toBe('M0 5L0.1 9L0.3 1L0.4 6L5 2');
  expect(curvePath({ x: new Float64Array(), y: new Float64Array() })).toBe('');
});

import { expect, test } from 'vitest';
import { axisScale, formatTick, type ScaleKind } from './axis-scale.ts';

function labels(kind: ScaleKind, low: number, high: number, maxTicks = 6): readonly string[] {
  return axisScale({ kind, low, high, maxTicks }).ticks.map(({ label }) => label);
}

test.each<[ScaleKind, number, number, string]>([
  ['linear', 0, 1, '0 0.2 0.4 0.6 0.8 1'],
  ['linear', -1, 1, '-1 -0.5 0 0.5 1'],
  ['linear', 1.02, 1.11, '1.02 1.04 1.06 1.08 1.1'],
  ['linear', 0, 10, '0 2 4 6 8 10'],
  ['linear', 0, 12, '0 2 4 6 8 10 12'],
  ['linear', 0, 1500, '0 250 500 750 1000 1250 1500'],
  ['linear', 0, 60_000, '0 10k 20k 30k 40k 50k 60k'],
  ['linear', 0, 15_000_000, '0 2.5M 5M 7.5M 10M 12.5M 15M'],
  ['linear', 0, 0.0003, '0 5e-5 1e-4 1.5e-4 2e-4 2.5e-4 3e-4'],
  ['linear', 5, 5, '4.6 4.8 5 5.2 5.4'],
  ['linear', 0, 0, '-1 -0.5 0 0.5 1'],
  ['log', 1, 100, '1 2 5 10 20 50 100'],
  ['log', 1e-5, 1, '1e-5 0.0001 0.001 0.01 0.1 1'],
  ['log', 1e-12, 1, '1e-12 1e-10 1e-8 1e-6 0.0001 0.01 1'],
  ['log', 2, 3, '2 2.2 2.4 2.6 2.8 3'],
  ['log', 7, 7, '4 6 8 10 12 14'],
])('%s axis from %d to %d', (kind, low, high, expected) => {
  const shown = labels(kind, low, high);
  expect(shown.join(' ')).toBe(expected);
});

test('positions run from 0 to 1', () => {
  const linear = axisScale({ kind: 'linear', low: 2, high: 6, maxTicks: 4 });
  expect([2, 3, 6].map((value) => linear.position(value))).toEqual([0, 0.25, 1]);
  const log = axisScale({ kind: 'log', low: 0.1, high: 10, maxTicks: 4 });
  expect(log.position(0.1)).toBe(0);
  expect(log.position(1)).toBeCloseTo(0.5, 12);
  expect(log.position(10)).toBeCloseTo(1, 12);
});

test('labels tell neighbours apart', () => {
  expect([formatTick(100_001, 1), formatTick(3e-7, 1e-8), formatTick(12_345_678_900_000, 1e8)]).toEqual([
    '100001',
    '3e-7',
    '1.23457e13',
  ]);
});

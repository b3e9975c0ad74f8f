import { expect, test } from 'vitest';
import { smooth } from './smooth.ts';

test('a constant stays, a jump is half way after a half-life', () => {
  for (const value of smooth([3, 3, 3], { halfLife: 5 })) expect(value).toBeCloseTo(3, 12);
  const values = [...new Array<number>(1000).fill(0), ...new Array<number>(10).fill(1)];
  expect(smooth(values, { halfLife: 10 }).at(-1)).toBeCloseTo(0.5, 6);
});

test('the beginning is not pulled to 0', () => {
  // Weights 1/2 and 1/4 of all there is: (2 · 1/4 + 8 · 1/2) / (3/4).
  expect([...smooth([2, 8], { halfLife: 1 })]).toEqual([2, 6]);
});

test('gaps stay gaps and change nothing after them', () => {
  expect([...smooth([2, Number.NaN, Number.POSITIVE_INFINITY, 8], { halfLife: 1 })]).toEqual([
    2,
    Number.NaN,
    Number.NaN,
    6,
  ]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a half-life of %d is refused', (halfLife) => {
  expect(() => smooth([1], { halfLife })).toThrow('halfLife');
});

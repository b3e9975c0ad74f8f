import { expect, test } from 'vitest';
import { permutedIndex } from './permutation.ts';

function order(count: number, seed: number, epoch: number): number[] {
  return Array.from({ length: count }, (_, index) => permutedIndex(index, { count, seed, epoch }));
}

test('every index comes once', () => {
  for (const count of [1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 1000, 4097]) {
    for (const seed of [0, 1, 2 ** 40 + 7]) {
      expect(new Set(order(count, seed, 3)).size).toBe(count);
      expect(Math.max(...order(count, seed, 3))).toBe(count - 1);
    }
  }
});

test('seeds and epochs have orders of their own', () => {
  const orders = [order(50, 1, 0), order(50, 1, 1), order(50, 2, 0), order(50, 1 + 2 ** 32, 0)];
  expect(new Set(orders.map(String)).size).toBe(4);
  expect(order(50, 1, 0)).toEqual(orders[0]);
});

test('places are spread evenly, and neighbours do not stay together', () => {
  const count = 10;
  const numOrders = 5000;
  const seen = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  let together = 0;
  for (let seed = 0; seed < numOrders; seed++) {
    const places = order(count, seed, 0);
    for (const [index, place] of places.entries()) seen[index]![place]!++;
    for (let index = 1; index < count; index++) if (places[index] === places[index - 1]! + 1) together++;
  }
  // Chi-square of each row with 9 degrees of freedom: 33.7 is exceeded once in 10,000 rows.
  for (const row of seen) {
    const expected = numOrders / count;
    expect(row.reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0)).toBeLessThan(33.7);
  }
  expect(together / (numOrders * (count - 1))).toBeCloseTo(1 / count, 1);
});

test('the largest count is reached at once', () => {
  const place = permutedIndex(2 ** 32 - 1, { count: 2 ** 32, seed: 5, epoch: 9 });
  expect(place).toBeGreaterThanOrEqual(0);
  expect(place).toBeLessThan(2 ** 32);
});

import { ConfigError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { dequantizeNBits } from './n-bits-matrix.ts';
import { createInt8Blocks, quantizeInt8BlockRows } from './quantize-int8-blocks.ts';
import { seededRandom } from './test/random.ts';

const [rows, columns] = [5, 96];

function randomWeights(): Float32Array {
  const random = seededRandom(1);
  return Float32Array.from({ length: rows * columns }, () => (random() - 0.5) * 4);
}

test('each element is off by half a step of its block at most', () => {
  const weights = randomWeights();
  const matrix = createInt8Blocks(rows, columns);
  quantizeInt8BlockRows(matrix, weights, { firstRow: 0, rows });
  const back = dequantizeNBits(matrix);
  for (const [i, weight] of weights.entries()) {
    expect(Math.abs(back[i]! - weight)).toBeLessThanOrEqual(matrix.scales[Math.floor(i / 32)]! * 0.5001);
  }
  expect(Math.min(...matrix.packed)).toBe(1);
  expect(Math.max(...matrix.packed)).toBe(255);
});

test('rows can be filled in any order; blocks of zeros stay zeros', () => {
  const weights = randomWeights().fill(0, 0, 64);
  const [whole, parts] = [createInt8Blocks(rows, columns), createInt8Blocks(rows, columns)];
  quantizeInt8BlockRows(whole, weights, { firstRow: 0, rows });
  for (const firstRow of [3, 0, 4, 1, 2]) {
    const part = weights.subarray(firstRow * columns, (firstRow + 1) * columns);
    quantizeInt8BlockRows(parts, part, { firstRow, rows: 1 });
  }
  expect(parts).toEqual(whole);
  expect(dequantizeNBits(whole).subarray(0, 64)).toEqual(new Float32Array(64));
});

test('the last block of a row may be short', () => {
  const matrix = createInt8Blocks(2, 40);
  const weights = Float32Array.from({ length: 80 }, (_, i) => i - 40);
  quantizeInt8BlockRows(matrix, weights, { firstRow: 0, rows: 2 });
  expect([...matrix.packed.subarray(40, 64)]).toEqual(new Array(24).fill(128));
  expect(matrix.scales[1]).toBeCloseTo(8 / 127);
});

test('refuses weights that are not finite, and rows outside', () => {
  const matrix = createInt8Blocks(1, 32);
  const weights = new Float32Array(32).fill(Number.NaN, 3, 4);
  expect(() => quantizeInt8BlockRows(matrix, weights, { firstRow: 0, rows: 1 })).toThrow(ConfigError);
  expect(() => quantizeInt8BlockRows(matrix, new Float32Array(32), { firstRow: 1, rows: 1 })).toThrow(ConfigError);
});

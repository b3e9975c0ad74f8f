import { ConfigError, FileError } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { ggufWeights } from './gguf-weights.ts';
import { memorySource } from './memory-source.ts';
import { dequantizeNBits } from './n-bits-matrix.ts';
import { openGguf } from './open-gguf.ts';
import { createInt4Matrix, quantizeInt4, quantizeInt4Rows } from './quantize-int4.ts';
import { createInt8Matrix, dequantizeInt8, quantizeInt8, quantizeInt8Rows } from './quantize-int8.ts';
import { readInt4, readInt8, readRepacked } from './read-quantized.ts';
import { randomWeights, seededRandom } from './test/random.ts';
import { tinyConfig, tinyGguf, tinyWeights } from './test/tiny-model.ts';

function squaredError(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
}

describe('quantizeInt8', () => {
  test('each row as the definition has it, transposed', () => {
    const [rows, columns] = [70, 37];
    const weights = randomWeights(seededRandom(5), rows * columns);
    const { data, scales } = quantizeInt8(weights, rows, columns);
    for (let row = 0; row < rows; row++) {
      const values = weights.subarray(row * columns, (row + 1) * columns);
      const scale = Math.fround(Math.max(...values.map(Math.abs)) / 127);
      expect(scales[row]).toBe(scale);
      const expected = Array.from(values, (value) => Math.min(255, Math.max(1, Math.round(value / scale) + 128)));
      expect(expected.map((_, k) => data[k * rows + row])).toEqual(expected);
    }
  });

  test('no element is further off than half a step', () => {
    const weights = randomWeights(seededRandom(6), 64 * 100);
    const matrix = quantizeInt8(weights, 64, 100);
    dequantizeInt8(matrix).forEach((value, i) => {
      expect(Math.abs(value - weights[i]!)).toBeLessThanOrEqual(matrix.scales[Math.floor(i / 100)]! * 0.5001);
    });
  });

  test('by ranges of rows it is the same', () => {
    const weights = randomWeights(seededRandom(7), 150 * 20);
    const matrix = createInt8Matrix(150, 20);
    for (const [firstRow, rows] of [
      [100, 50],
      [0, 3],
      [3, 97],
    ] as const) {
      quantizeInt8Rows(matrix, weights.subarray(firstRow * 20, (firstRow + rows) * 20), { firstRow, rows });
    }
    expect(matrix).toEqual(quantizeInt8(weights, 150, 20));
  });

  test('rows of zeros stay zero, the smallest floats stay in range, what is not finite is refused and changes nothing', () => {
    const matrix = quantizeInt8(Float32Array.of(0, 0, 1, -1, 2e-43, -2e-43), 3, 2);
    expect([...dequantizeInt8(matrix).subarray(0, 4)]).toEqual([0, 0, 1, -1]);
    expect([...matrix.data].every((value) => value >= 1)).toBe(true);
    const before = matrix.data.slice();
    for (const bad of [NaN, Infinity, -Infinity]) {
      const weights = Float32Array.of(5, 5, bad, 1);
      expect(() => quantizeInt8Rows(matrix, weights, { firstRow: 1, rows: 2 })).toThrow(/not finite.*row 2/);
    }
    expect(matrix.data).toEqual(before);
    expect(() => quantizeInt8(new Float32Array(5), 3, 2)).toThrow(ConfigError);
  });
});

const cases = [32, 64, 128].flatMap((blockSize) =>
  [true, false].map((symmetric) => ({ blockSize, symmetric }) as const),
);

describe('quantizeInt4', () => {
  test.each(cases as { blockSize: 32 | 64 | 128; symmetric: boolean }[])('beats plain rounding: %o', (options) => {
    const [rows, columns] = [20, 256];
    const weights = randomWeights(seededRandom(9), rows * columns);
    const matrix = quantizeInt4(weights, rows, columns, options);
    const found = squaredError(dequantizeNBits(matrix), weights);
    expect(found).toBeLessThan(squaredError(plainlyRounded(weights, options), weights));
    expect(Math.sqrt(found / weights.length)).toBeLessThan(0.1 * 0.05);
    expect(matrix.packed.length).toBe((rows * columns) / 2);
    expect(matrix.scales.length).toBe((rows * columns) / options.blockSize);
    const zeroPointBytes = rows * Math.ceil(columns / options.blockSize / 2);
    expect(matrix.zeroPoints?.length).toBe(options.symmetric ? undefined : zeroPointBytes);
  });

  test('zero points of their own never do worse, and far better where all weights are positive', () => {
    const weights = randomWeights(seededRandom(10), 64 * 64).map((value) => value + 0.08);
    const errorOf = (symmetric: boolean) =>
      squaredError(dequantizeNBits(quantizeInt4(weights, 64, 64, { symmetric })), weights);
    expect(errorOf(false)).toBeLessThan(0.6 * errorOf(true));
    const blocks = randomWeights(seededRandom(11), 64 * 64);
    const each = (symmetric: boolean) => dequantizeNBits(quantizeInt4(blocks, 64, 64, { symmetric }));
    expect(squaredError(each(false), blocks)).toBeLessThanOrEqual(squaredError(each(true), blocks));
  });

  test.each([true, false])('grids of 4 bits come back exactly; symmetric: %s', (symmetric) => {
    const zeroPoint = symmetric ? 8 : 3;
    const weights = Float32Array.from({ length: 96 }, (_, i) => ((i * 7) % 16) - zeroPoint).map(
      (value) => value * 0.25,
    );
    expect(dequantizeNBits(quantizeInt4(weights, 1, 96, { symmetric }))).toEqual(weights);
  });

  test.each([true, false])('a last block that is not full; symmetric: %s', (symmetric) => {
    const weights = randomWeights(seededRandom(12), 5 * 80);
    const matrix = quantizeInt4(weights, 5, 80, { symmetric });
    expect(matrix.blocks).toBe(3);
    expect(matrix.packed.length).toBe(5 * 3 * 16);
    expect(Math.sqrt(squaredError(dequantizeNBits(matrix), weights) / 400)).toBeLessThan(0.005);
  });

  test.each([true, false])('by ranges of rows it is the same; symmetric: %s', (symmetric) => {
    const weights = randomWeights(seededRandom(13), 9 * 96);
    const matrix = createInt4Matrix(9, 96, { symmetric });
    for (const [firstRow, rows] of [
      [5, 4],
      [0, 5],
    ] as const) {
      quantizeInt4Rows(matrix, weights.subarray(firstRow * 96, (firstRow + rows) * 96), { firstRow, rows });
    }
    expect(matrix).toEqual(quantizeInt4(weights, 9, 96, { symmetric }));
  });

  test('zeros stay zero; what is not finite and other block sizes are refused', () => {
    for (const symmetric of [true, false]) {
      expect(
        [...dequantizeNBits(quantizeInt4(new Float32Array(64), 1, 64, { symmetric }))].every((value) => value === 0),
      ).toBe(true);
    }
    expect(() => quantizeInt4(new Float32Array(64).fill(NaN), 2, 32)).toThrow(/not finite.*row 0/);
    expect(() => quantizeInt4(new Float32Array(64).fill(Infinity), 2, 32)).toThrow(ConfigError);
    expect(() => quantizeInt4(new Float32Array(64), 2, 32, { blockSize: 16 as 32 })).toThrow(/blockSize/);
  });
});

/** Largest magnitude to 7 steps, or least to most over 15 steps: what a quantiser does that does not search. */
function plainlyRounded(
  weights: Float32Array,
  { blockSize, symmetric }: { blockSize: number; symmetric: boolean },
): Float32Array {
  const rounded = new Float32Array(weights.length);
  for (let start = 0; start < weights.length; start += blockSize) {
    const block = weights.subarray(start, start + blockSize);
    const least = Math.min(0, ...block);
    const most = Math.max(0, ...block);
    const scale = symmetric ? Math.max(-least, most) / 7 : (most - least) / 15;
    const zeroPoint = symmetric ? 8 : Math.round(-least / scale);
    rounded.set(
      block.map((value) => (Math.min(15, Math.max(0, Math.round(value / scale) + zeroPoint)) - zeroPoint) * scale),
      start,
    );
  }
  return rounded;
}

describe('reading quantised', () => {
  test('is the same as quantising what was read', async () => {
    const weights = await ggufWeights(await openGguf(memorySource('tiny.gguf', tinyGguf())));
    const name = 'model.layers.0.self_attn.k_proj.weight';
    const { data } = tinyWeights(tinyConfig).get(name)!;
    expect(await readInt8(weights, name)).toEqual(quantizeInt8(data, 16, 32));
    expect(await readInt4(weights, name, { symmetric: false })).toEqual(
      quantizeInt4(data, 16, 32, { symmetric: false }),
    );
    expect(await readRepacked(weights, name)).toBeUndefined();
    await expect(readInt8(weights, 'model.norm.weight')).rejects.toThrow(FileError);
    await expect(readInt8(weights, 'nothing')).rejects.toThrow(/nothing/);
  });
});

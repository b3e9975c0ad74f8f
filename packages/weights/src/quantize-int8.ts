import { ConfigError, type RowRange } from '@recyclegpt/spec';
import { checkRows, checkShape } from './n-bits-matrix.ts';

/**
 * A matrix as `MatMulIntegerToFloat` takes it for its second input: element (n, k) is `(data[k, n] - 128) * scales[n]`.
 * The values keep to 1..255, which an AVX2 machine without VNNI multiplies exactly by unsigned bytes.
 */
export interface Int8Matrix {
  /** Outputs. */
  readonly rows: number;
  /** Inputs. */
  readonly columns: number;
  /** [columns, rows] uint8: transposed; zero point 128 */
  readonly data: Uint8Array;
  /** [rows] float32 */
  readonly scales: Float32Array;
}

/**
 * Bytes per row: each row's largest magnitude becomes 127 steps.
 * @param weights [rows, columns] float32, that is `[out, in]`; untouched
 * @throws ConfigError if there are more or fewer weights, or one is not finite
 */
export function quantizeInt8(weights: Float32Array, rows: number, columns: number): Int8Matrix {
  const matrix = createInt8Matrix(rows, columns);
  quantizeInt8Rows(matrix, weights, { firstRow: 0, rows });
  return matrix;
}

/** A matrix for `quantizeInt8Rows` to fill. @throws ConfigError for a shape without elements */
export function createInt8Matrix(rows: number, columns: number): Int8Matrix {
  checkShape(rows, columns);
  return { rows, columns, data: new Uint8Array(rows * columns), scales: new Float32Array(rows) };
}

/** Rows whose bytes are written side by side: a cache line of the transposed matrix. */
const tileRows = 64;

/**
 * Quantises some rows into their place; the others stay as they are.
 * @param weights [range.rows, columns] float32; untouched
 * @throws ConfigError as `quantizeInt8`, or if the rows lie outside the matrix; it is then unchanged
 */
export function quantizeInt8Rows(matrix: Int8Matrix, weights: Float32Array, range: RowRange): void {
  const { columns, scales } = matrix;
  checkRows(matrix, range, { found: weights.length, expected: range.rows * columns });
  const found = Float32Array.from({ length: range.rows }, (_, row) => {
    return scaleOf(weights.subarray(row * columns, (row + 1) * columns), range.firstRow + row);
  });
  scales.set(found, range.firstRow);
  for (let row = 0; row < range.rows; row += tileRows) {
    transposeTile(matrix, weights, { first: row, end: Math.min(row + tileRows, range.rows), offset: range.firstRow });
  }
}

function scaleOf(values: Float32Array, row: number): number {
  let largest = 0;
  // Unlike a comparison, Math.max keeps a NaN.
  for (let k = 0; k < values.length; k++) largest = Math.max(largest, Math.abs(values[k]!));
  if (Number.isFinite(largest)) return largest / 127;
  throw new ConfigError({
    what: 'weights that are not finite cannot be quantised',
    where: `row ${row}`,
    got: String(largest),
    next: 'Check the model file: its training may have diverged.',
  });
}

interface Tile {
  /** Rows of the weights that are given. */
  readonly first: number;
  readonly end: number;
  /** Row of the matrix where they begin. */
  readonly offset: number;
}

function transposeTile(
  { rows, columns, data, scales }: Int8Matrix,
  weights: Float32Array,
  { first, end, offset }: Tile,
): void {
  const inverses = Float64Array.from(scales.subarray(offset + first, offset + end), (scale) =>
    scale === 0 ? 0 : 1 / scale,
  );
  for (let k = 0; k < columns; k++) {
    const out = k * rows + offset;
    for (let row = first; row < end; row++) {
      // Truncating a positive number half a step higher rounds it.
      data[out + row] = Math.min(255, Math.max(1, weights[row * columns + k]! * inverses[row - first]! + 128.5));
    }
  }
}

/**
 * The floats that a matrix stands for.
 * @returns [rows, columns] float32
 */
export function dequantizeInt8({ rows, columns, data, scales }: Int8Matrix): Float32Array {
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) values[row * columns + k] = (data[k * rows + row]! - 128) * scales[row]!;
  }
  return values;
}

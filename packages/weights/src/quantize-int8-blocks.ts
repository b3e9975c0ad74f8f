import { ConfigError, type RowRange } from '@recyclegpt/spec';
import { checkRows, createNBitsMatrix, type NBitsMatrix } from './n-bits-matrix.ts';

/** Elements that share a scale: GGUF's size for 8 bits. */
const blockSize = 32;

/** A matrix for `quantizeInt8BlockRows` to fill. @throws ConfigError for a shape without elements */
export function createInt8Blocks(rows: number, columns: number): NBitsMatrix {
  return createNBitsMatrix({ bits: 8, blockSize, rows, columns });
}

/**
 * Quantises some rows into their place, eight bits an element around 128, a scale for each block: its largest magnitude
 * becomes 127. The other rows stay as they are. As GGUF's Q8_0, whose scales are rounded to half precision, here they are not.
 * @param weights [range.rows, columns] float32; untouched
 * @throws ConfigError if a weight is not finite, or if the rows lie outside the matrix; rows before the one at fault are written
 */
export function quantizeInt8BlockRows(matrix: NBitsMatrix, weights: Float32Array, range: RowRange): void {
  const { columns, blocks, packed, scales } = matrix;
  checkRows(matrix, range, { found: weights.length, expected: range.rows * columns });
  for (let index = 0; index < range.rows * blocks; index++) {
    const row = Math.floor(index / blocks);
    const start = row * columns + (index % blocks) * blockSize;
    const block = weights.subarray(start, Math.min(start + blockSize, (row + 1) * columns));
    const largest = largestOf(block, range.firstRow + row);
    const place = range.firstRow * blocks + index;
    const inverse = largest === 0 ? 0 : 127 / largest;
    scales[place] = largest / 127;
    packed.fill(128, place * blockSize, (place + 1) * blockSize);
    for (let i = 0; i < block.length; i++) packed[place * blockSize + i] = Math.round(block[i]! * inverse) + 128;
  }
}

function largestOf(block: Float32Array, row: number): number {
  let largest = 0;
  for (let i = 0; i < block.length; i++) largest = Math.max(largest, Math.abs(block[i]!));
  if (Number.isFinite(largest)) return largest;
  throw new ConfigError({
    what: 'weights that are not finite cannot be quantised',
    where: `row ${row}`,
    got: `${largest}`,
  });
}

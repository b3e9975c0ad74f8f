import { ConfigError, type RowRange } from '@recyclegpt/spec';
import { checkRows, createNBitsMatrix, type NBitsMatrix } from './n-bits-matrix.ts';

/** How to quantise to four bits. */
export interface Int4Options {
  /** Elements that share a scale. Default 32, the most accurate. */
  readonly blockSize?: 32 | 64 | 128;
  /** One zero point, 8, for all blocks; else each has its own, half a byte more per block. Default true. */
  readonly symmetric?: boolean;
}

/**
 * Four bits an element with scales that make the squared error of each block small.
 * @param weights [rows, columns] float32, that is `[out, in]`; untouched
 * @throws ConfigError if there are more or fewer weights, or one is not finite
 */
export function quantizeInt4(weights: Float32Array, rows: number, columns: number, options?: Int4Options): NBitsMatrix {
  const matrix = createInt4Matrix(rows, columns, options);
  quantizeInt4Rows(matrix, weights, { firstRow: 0, rows });
  return matrix;
}

/** A matrix for `quantizeInt4Rows` to fill. @throws ConfigError for a shape without elements or another block size */
export function createInt4Matrix(
  rows: number,
  columns: number,
  { blockSize = 32, symmetric = true }: Int4Options = {},
): NBitsMatrix {
  if (![32, 64, 128].includes(blockSize)) {
    throw new ConfigError({
      what: 'the block size is not supported',
      where: 'blockSize',
      got: String(blockSize),
      expected: '32, 64 or 128',
    });
  }
  return createNBitsMatrix({ bits: 4, blockSize, rows, columns, hasZeroPoints: !symmetric });
}

/**
 * Quantises some rows into their place; the others stay as they are.
 * @param weights [range.rows, columns] float32; untouched
 * @throws ConfigError as `quantizeInt4`, or if the rows lie outside the matrix; rows before the one at fault are written
 */
export function quantizeInt4Rows(matrix: NBitsMatrix, weights: Float32Array, range: RowRange): void {
  const { columns, blocks, blockSize, zeroPoints } = matrix;
  checkRows(matrix, range, { found: weights.length, expected: range.rows * columns });
  const block = new Float32Array(blockSize);
  for (let index = 0; index < range.rows * blocks; index++) {
    const row = Math.floor(index / blocks);
    const start = row * columns + (index % blocks) * blockSize;
    const length = Math.min(blockSize, (row + 1) * columns - start);
    for (let i = 0; i < length; i++) block[i] = weights[start + i]!;
    block.fill(0, length);
    const extent = extentOf(block, range.firstRow + row);
    const grid = zeroPoints ? asymmetricGrid(block, extent) : symmetricGrid(block, extent);
    storeBlock(matrix, block, { index: range.firstRow * blocks + index, grid });
  }
}

interface Extent {
  readonly least: number;
  readonly most: number;
}

/** The range of a block and zero, which every block must be able to say. */
function extentOf(block: Float32Array, row: number): Extent {
  let least = 0;
  let most = 0;
  for (let i = 0; i < block.length; i++) {
    least = Math.min(least, block[i]!);
    most = Math.max(most, block[i]!);
  }
  if (Number.isFinite(most - least)) return { least, most };
  throw new ConfigError({
    what: 'weights that are not finite cannot be quantised',
    where: `row ${row}`,
    got: `${least} to ${most}`,
  });
}

/** Steps that a block may be rounded to: element x becomes step `round(x * inverse) + zeroPoint`, from 0 to 15. */
interface Grid {
  readonly inverse: number;
  readonly zeroPoint: number;
}

/**
 * The largest magnitude goes near -8, so that the wider side of the range is used; a few scales around are tried.
 * Source: ggml, ggml-quants.c, `make_qx_quants`, with fewer steps.
 */
function symmetricGrid(block: Float32Array, { least, most }: Extent): Grid {
  const extreme = -least > most ? least : most;
  let best = { inverse: 0, zeroPoint: 8 };
  if (extreme === 0) return best;
  let mostExplained = 0;
  for (let steps = 7; steps <= 9; steps += 0.25) {
    const inverse = -steps / extreme;
    const explained = explainedBy(block, inverse, 8);
    if (explained <= mostExplained) continue;
    mostExplained = explained;
    best = { inverse, zeroPoint: 8 };
  }
  return best;
}

/** Steps over a block's range that are tried: more of them clip its ends, and round the rest less. */
const triedSteps = [15, 15.75, 16.5] as const;

/** Ranges a little narrower than the block's. Source: as above, `make_qkx2_quants`, with integer zero points, fewer steps. */
function asymmetricGrid(block: Float32Array, { least, most }: Extent): Grid {
  let best = { inverse: 0, zeroPoint: 8 };
  if (least === most) return best;
  let mostExplained = -1;
  for (const steps of triedSteps) {
    const inverse = steps / (most - least);
    const zeroPoint = Math.min(15, Math.max(0, Math.round(7.5 - ((least + most) / 2) * inverse)));
    const explained = explainedBy(block, inverse, zeroPoint);
    if (explained <= mostExplained) continue;
    mostExplained = explained;
    best = { inverse, zeroPoint };
  }
  return best;
}

/**
 * How much of a block's squared length its steps explain under the best scale. With x the block and l its steps that
 * scale is x·l / l·l, and leaves an error of |x|² - (x·l)² / l·l: the more is explained, the less is lost.
 */
function explainedBy(block: Float32Array, inverse: number, zeroPoint: number): number {
  const shift = zeroPoint + 0.5;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < block.length; i++) {
    const value = block[i]!;
    const steps = nibbleOf(value * inverse + shift) - zeroPoint;
    products += value * steps;
    squares += steps * steps;
  }
  return squares === 0 ? 0 : (products * products) / squares;
}

function bestScale(block: Float32Array, { inverse, zeroPoint }: Grid): number {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < block.length; i++) {
    const steps = nibbleOf(block[i]! * inverse + zeroPoint + 0.5) - zeroPoint;
    products += block[i]! * steps;
    squares += steps * steps;
  }
  return squares === 0 ? 0 : products / squares;
}

/** Truncation towards zero: with half a step added it rounds, and what lies below 0 becomes 0. */
function nibbleOf(shifted: number): number {
  const nibble = shifted | 0;
  if (nibble < 0) return 0;
  if (nibble > 15) return 15;
  return nibble;
}

interface BlockPlace {
  /** Counted over the whole matrix. */
  readonly index: number;
  readonly grid: Grid;
}

function storeBlock(matrix: NBitsMatrix, block: Float32Array, { index, grid }: BlockPlace): void {
  const { packed, scales } = matrix;
  scales[index] = bestScale(block, grid);
  const stored = scales[index]!;
  const inverse = stored === 0 ? 0 : 1 / stored;
  const shift = grid.zeroPoint + 0.5;
  const out = (index * block.length) / 2;
  for (let i = 0; i < block.length; i += 2) {
    packed[out + i / 2] = nibbleOf(block[i]! * inverse + shift) | (nibbleOf(block[i + 1]! * inverse + shift) << 4);
  }
  if (matrix.zeroPoints) storeZeroPoint(matrix.zeroPoints, matrix.blocks, { index, grid });
}

function storeZeroPoint(zeroPoints: Uint8Array, blocks: number, { index, grid }: BlockPlace): void {
  const inRow = index % blocks;
  const at = Math.floor(index / blocks) * Math.ceil(blocks / 2) + (inRow >>> 1);
  const isEven = inRow % 2 === 0;
  zeroPoints[at] = isEven ? (zeroPoints[at]! & 0xf0) | grid.zeroPoint : (zeroPoints[at]! & 15) | (grid.zeroPoint << 4);
}

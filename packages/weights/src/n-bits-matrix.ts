import { ConfigError, type RowRange } from '@recyclegpt/spec';

/**
 * A matrix as ONNX Runtime's `MatMulNBits` takes it. Element k of row n is `(q - zeroPoint) * scale`, plus the block's
 * offset where there are offsets: `y = MatMulNBits(x) + blockSums(x) · offsetsᵀ`.
 */
export interface NBitsMatrix {
  readonly bits: 4 | 8;
  /** Consecutive elements of a row that share a scale. */
  readonly blockSize: number;
  /** Outputs. */
  readonly rows: number;
  /** Inputs. The last block of a row is filled up with zeros where they do not fill it. */
  readonly columns: number;
  /** Blocks of a row. */
  readonly blocks: number;
  /** [rows, blocks, blockSize * bits / 8] uint8; of two nibbles the low one has even k */
  readonly packed: Uint8Array;
  /** [rows, blocks] float32 */
  readonly scales: Float32Array;
  /** [rows, ceil(blocks / 2)] uint8, low nibble for even blocks; without them all are 8 (4 bits) or 128 (8 bits) */
  readonly zeroPoints: Uint8Array | undefined;
  /** [rows, blocks] float32 */
  readonly offsets: Float32Array | undefined;
}

/** What to make an empty matrix of. */
export interface NBitsLayout {
  readonly bits: 4 | 8;
  readonly blockSize: number;
  readonly rows: number;
  readonly columns: number;
  /** Default false; for 4 bits only. */
  readonly hasZeroPoints?: boolean;
  /** Default false. */
  readonly hasOffsets?: boolean;
}

/** A matrix whose rows are to be filled in, all zero bytes. @throws ConfigError for a shape without elements */
export function createNBitsMatrix({
  bits,
  blockSize,
  rows,
  columns,
  hasZeroPoints,
  hasOffsets,
}: NBitsLayout): NBitsMatrix {
  checkShape(rows, columns);
  const blocks = Math.ceil(columns / blockSize);
  return {
    bits,
    blockSize,
    rows,
    columns,
    blocks,
    packed: new Uint8Array((rows * blocks * blockSize * bits) / 8),
    scales: new Float32Array(rows * blocks),
    zeroPoints: hasZeroPoints ? new Uint8Array(rows * Math.ceil(blocks / 2)) : undefined,
    offsets: hasOffsets ? new Float32Array(rows * blocks) : undefined,
  };
}

/** @throws ConfigError unless both are positive integers */
export function checkShape(rows: number, columns: number): void {
  if (Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0) return;
  const expected = 'positive numbers of rows and columns';
  throw new ConfigError({ what: 'a matrix has an impossible shape', got: `[${rows}, ${columns}]`, expected });
}

/** @throws ConfigError unless the rows lie inside the matrix and the data has what they need */
export function checkRows(
  matrix: { readonly rows: number },
  range: RowRange,
  length: { readonly found: number; readonly expected: number },
): void {
  const isInside = range.firstRow >= 0 && range.rows >= 0 && range.firstRow + range.rows <= matrix.rows;
  if (isInside && length.found === length.expected) return;
  throw new ConfigError({
    what: 'rows do not fit the matrix that they are quantised into',
    got: `rows ${range.firstRow} to ${range.firstRow + range.rows} from ${length.found} elements`,
    expected: `rows within 0 to ${matrix.rows} from ${length.expected} elements`,
  });
}

/**
 * The floats that a matrix stands for: the oracle of tests, and of errors that are reported.
 * @returns [rows, columns] float32
 */
export function dequantizeNBits(matrix: NBitsMatrix): Float32Array {
  const { rows, columns, blocks, blockSize, scales, offsets } = matrix;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) {
      const block = Math.floor(k / blockSize);
      const at = row * blocks + block;
      const steps = elementAt(matrix, at * blockSize + (k % blockSize)) - zeroPointAt(matrix, row, block);
      const value = steps * scales[at]!;
      values[row * columns + k] = offsets ? value + offsets[at]! : value;
    }
  }
  return values;
}

function elementAt({ bits, packed }: NBitsMatrix, index: number): number {
  if (bits === 8) return packed[index]!;
  return (packed[index >>> 1]! >>> (4 * (index & 1))) & 15;
}

function zeroPointAt({ bits, blocks, zeroPoints }: NBitsMatrix, row: number, block: number): number {
  if (!zeroPoints) return bits === 8 ? 128 : 8;
  return (zeroPoints[row * Math.ceil(blocks / 2) + (block >>> 1)]! >>> (4 * (block & 1))) & 15;
}

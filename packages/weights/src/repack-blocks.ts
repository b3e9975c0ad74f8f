import type { RowRange, WeightFormat } from '@recyclegpt/spec';
import { float16ToNumber } from './float16.ts';
import { checkRows, createNBitsMatrix, type NBitsMatrix } from './n-bits-matrix.ts';
import { blockShapes } from './weight-formats.ts';

/** Formats whose blocks become blocks of `MatMulNBits` without loss. */
export type RepackableFormat = 'Q4_0' | 'Q4_1' | 'Q8_0';

/** A whole tensor as the file stores it. */
export interface StoredBlocks {
  readonly format: RepackableFormat;
  /** [rows, columns] in blocks along the row */
  readonly raw: Uint8Array;
  readonly rows: number;
  readonly columns: number;
}

/** Some rows of a tensor as the file stores them. */
export interface StoredRows {
  readonly format: RepackableFormat;
  /** [range.rows, columns] in blocks along the row */
  readonly raw: Uint8Array;
  /** Where they belong. */
  readonly range: RowRange;
}

/** Elements of a block in all of them. */
const blockSize = 32;

/** Whether `repackBlocks` takes the format. */
export function isRepackable(format: WeightFormat): format is RepackableFormat {
  return Object.hasOwn(repackers, format);
}

/**
 * A tensor of GGUF blocks as a matrix of `MatMulNBits`, block for block. Q4_0 becomes 4 bits around 8; Q4_1, which is
 * `q * d + m`, becomes `(q - 8) * d` with the offsets `8 * d + m`; Q8_0 becomes 8 bits around 128.
 * The values are the same bit for bit wherever `8 * d + m` fits a float, as it does unless d and m are worlds apart.
 * @throws ConfigError if `raw` is not `rows` rows of `columns` elements
 */
export function repackBlocks({ format, raw, rows, columns }: StoredBlocks): NBitsMatrix {
  const matrix = createRepacked(format, rows, columns);
  repackRows(matrix, { format, raw, range: { firstRow: 0, rows } });
  return matrix;
}

/** A matrix for `repackRows` to fill. @throws ConfigError for a shape without elements */
export function createRepacked(format: RepackableFormat, rows: number, columns: number): NBitsMatrix {
  return createNBitsMatrix({
    bits: format === 'Q8_0' ? 8 : 4,
    blockSize,
    rows,
    columns,
    hasOffsets: format === 'Q4_1',
  });
}

/**
 * Fills rows of a matrix from `createRepacked`; the others stay as they are.
 * @throws ConfigError if they are not inside the matrix or `raw` has another size
 */
export function repackRows(matrix: NBitsMatrix, { format, raw, range }: StoredRows): void {
  const expected = range.rows * matrix.blocks * blockShapes[format].bytes;
  checkRows(matrix, range, { found: raw.length, expected });
  repackers[format](raw, matrix, range.firstRow * matrix.blocks);
}

/** Writes blocks of a file over those of the matrix from block `first` on. */
type Repacker = (raw: Uint8Array, matrix: NBitsMatrix, first: number) => void;

const repackers: { readonly [F in RepackableFormat]: Repacker } = {
  Q4_0(raw, { packed, scales }, first) {
    for (let at = 0, block = first; at < raw.length; at += 18, block++) {
      scales[block] = half(raw, at);
      interleave(raw, at + 2, packed, block * 16);
    }
  },
  Q4_1(raw, { packed, scales, offsets }, first) {
    for (let at = 0, block = first; at < raw.length; at += 20, block++) {
      const scale = half(raw, at);
      scales[block] = scale;
      if (offsets) offsets[block] = 8 * scale + half(raw, at + 2);
      interleave(raw, at + 4, packed, block * 16);
    }
  },
  Q8_0(raw, { packed, scales }, first) {
    for (let at = 0, block = first; at < raw.length; at += 34, block++) {
      scales[block] = half(raw, at);
      // Flipping the sign bit of a signed byte adds 128.
      for (let i = 0; i < 32; i++) packed[block * 32 + i] = raw[at + 2 + i]! ^ 0x80;
    }
  },
};

function half(bytes: Uint8Array, at: number): number {
  return float16ToNumber(bytes[at]! | (bytes[at + 1]! << 8));
}

/** 16 bytes of elements (i, i + 16) to 16 bytes of elements (2i, 2i + 1). */
function interleave(from: Uint8Array, at: number, to: Uint8Array, out: number): void {
  for (let i = 0; i < 8; i++) {
    const even = from[at + 2 * i]!;
    const odd = from[at + 2 * i + 1]!;
    to[out + i] = (even & 15) | ((odd & 15) << 4);
    to[out + 8 + i] = (even >>> 4) | (odd & 0xf0);
  }
}

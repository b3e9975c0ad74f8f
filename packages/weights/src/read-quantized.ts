import { FileError, type RowRange, type WeightInfo, type WeightSource } from '@recyclegpt/spec';
import type { NBitsMatrix } from './n-bits-matrix.ts';
import { createInt4Matrix, type Int4Options, quantizeInt4Rows } from './quantize-int4.ts';
import { createInt8Matrix, type Int8Matrix, quantizeInt8Rows } from './quantize-int8.ts';
import { createRepacked, isRepackable, repackRows } from './repack-blocks.ts';

/** Elements read at a time; their floats are four times as many bytes. */
const elementsAtOnce = 1024 * 1024;

/**
 * A matrix of a model file in bytes per row, read some rows at a time: its floats are never whole in memory.
 * @throws FileError if there is no such matrix or the file ends early; ConfigError if a weight is not finite
 */
export async function readInt8(weights: WeightSource, name: string): Promise<Int8Matrix> {
  const { rows, columns } = matrixShape(weights, name);
  const matrix = createInt8Matrix(rows, columns);
  for (const range of rangesOf(rows, columns)) quantizeInt8Rows(matrix, await weights.readFloat32(name, range), range);
  return matrix;
}

/** A matrix of a model file in four bits, as `readInt8`. */
export async function readInt4(weights: WeightSource, name: string, options?: Int4Options): Promise<NBitsMatrix> {
  const { rows, columns } = matrixShape(weights, name);
  const matrix = createInt4Matrix(rows, columns, options);
  for (const range of rangesOf(rows, columns)) quantizeInt4Rows(matrix, await weights.readFloat32(name, range), range);
  return matrix;
}

/**
 * A matrix of a model file with the file's own blocks (Q4_0, Q4_1, Q8_0), without loss.
 * @returns `undefined` if the file stores it in another format
 * @throws FileError if there is no such matrix or the file ends early
 */
export async function readRepacked(weights: WeightSource, name: string): Promise<NBitsMatrix | undefined> {
  const { rows, columns, format } = matrixShape(weights, name);
  if (!isRepackable(format)) return undefined;
  const matrix = createRepacked(format, rows, columns);
  for (const range of rangesOf(rows, columns))
    repackRows(matrix, { format, raw: await weights.readRaw(name, range), range });
  return matrix;
}

function matrixShape(
  weights: WeightSource,
  name: string,
): WeightInfo & { readonly rows: number; readonly columns: number } {
  const info = weights.tensors.get(name);
  const [rows, columns, ...others] = info?.shape ?? [];
  if (info && rows !== undefined && columns !== undefined && others.length === 0) return { ...info, rows, columns };
  throw new FileError({
    what: 'there is no such matrix',
    where: `${weights.name}, tensor ${name}`,
    got: info ? `shape [${info.shape}]` : 'nothing',
    expected: 'a tensor of two dimensions',
  });
}

function* rangesOf(rows: number, columns: number): Generator<RowRange> {
  // Whole tiles of the transposition, where rows are short enough.
  const atOnce = Math.max(64, Math.floor(elementsAtOnce / columns / 64) * 64);
  for (let firstRow = 0; firstRow < rows; firstRow += atOnce)
    yield { firstRow, rows: Math.min(atOnce, rows - firstRow) };
}

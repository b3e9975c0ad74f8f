import { BackendError, type Tensor } from '@recyclegpt/spec';
import type { Kernel } from './kernel.ts';
import { multiplyByColumns } from './products.ts';
import { allocate, elementsOf, integersOf, makeTensor, type NumberData, numbersOf, required } from './tensors.ts';
import { broadcastTo, commonShape, forEachRun, materialize, viewOf } from './view.ts';

/** Where the zero point and the scale of each block of a row of packed integers are. */
export interface BlockScales {
  readonly bits: 4 | 8;
  readonly blockSize: number;
  /** Elements of a row. */
  readonly width: number;
  /** Blocks of a row. */
  readonly blocks: number;
  /** [rows, blocks] */
  readonly scales: NumberData;
  /** Packed uint8 `[rows, ceil(blocks * bits / 8)]`, or floats `[rows, blocks]`. Default 2^(bits - 1) everywhere. */
  readonly zeroPoints: Tensor | undefined;
}

/** @throws BackendError for other widths than 4 and 8. */
export function checkBits(bits: number): 4 | 8 {
  if (bits === 4 || bits === 8) return bits;
  throw new BackendError({
    what: 'Integers of this width are not known here',
    expected: '4 or 8 bits',
    got: `${bits}`,
  });
}

function unpack(bits: 4 | 8, packed: NumberData, rowStart: number, index: number): number {
  if (bits === 8) return packed[rowStart + index]!;
  const byte = packed[rowStart + (index >> 1)]!;
  return (index & 1) === 0 ? byte & 15 : byte >> 4;
}

function zeroPointOf({ bits, blocks, zeroPoints }: BlockScales, row: number, block: number): number {
  if (zeroPoints === undefined) return 2 ** (bits - 1);
  if (zeroPoints.dtype !== 'uint8') return numbersOf(zeroPoints)[row * blocks + block]!;
  return unpack(bits, zeroPoints.data, row * Math.ceil((blocks * bits) / 8), block);
}

/** Element k of row n of packed integers is `(q - zero point) * scale` of its block; rows are `rowBytes` apart. */
export function dequantizeRow(
  form: BlockScales,
  { packed, rowBytes, row }: { readonly packed: NumberData; readonly rowBytes: number; readonly row: number },
  out: NumberData,
  outOffset: number,
): void {
  const { bits, blockSize, width, blocks, scales } = form;
  for (let block = 0; block < blocks; block += 1) {
    const scale = scales[row * blocks + block]!;
    const zeroPoint = zeroPointOf(form, row, block);
    const [start, end] = [block * blockSize, Math.min(width, (block + 1) * blockSize)];
    if (bits === 8)
      for (let k = start; k < end; k += 1) out[outOffset + k] = (packed[row * rowBytes + k]! - zeroPoint) * scale;
    // Blocks start at even positions, so that a byte never holds elements of two.
    else
      for (let k = start; k < end; k += 2) {
        const byte = packed[row * rowBytes + (k >> 1)]!;
        out[outOffset + k] = ((byte & 15) - zeroPoint) * scale;
        if (k + 1 < end) out[outOffset + k + 1] = ((byte >> 4) - zeroPoint) * scale;
      }
  }
}

/**
 * A · Bᵀ for B of packed integers (com.microsoft, as ONNX Runtime's docs/ContribOperators.md says). `accuracy_level`
 * allows less exact forms and asks for none: everything is computed in floats here.
 */
const matMulNBits: Kernel<'MatMulNBits'> = ({
  inputs,
  attributes: { K = 0, N = 0, bits, block_size: blockSize = 32 },
}) => {
  const [a, b, scales] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  if (inputs[4] !== undefined) throw new BackendError({ what: 'MatMulNBits with group indices is not known here' });
  const blocks = Math.ceil(K / blockSize);
  const width = checkBits(bits);
  const form: BlockScales = {
    bits: width,
    blockSize,
    width: K,
    blocks,
    scales: numbersOf(scales),
    zeroPoints: inputs[3],
  };
  const rows = a.data.length / K;
  const out = allocate(a.dtype, rows * N) as NumberData;
  // Four columns are dequantised at a time and then meet all rows.
  const columns = new Float32Array(4 * K);
  const source = { packed: numbersOf(b), rowBytes: (blocks * blockSize * width) / 8 };
  for (let n = 0; n < N; n += 4) {
    const count = Math.min(4, N - n);
    for (let i = 0; i < count; i += 1) dequantizeRow(form, { ...source, row: n + i }, columns, i * K);
    multiplyByColumns(
      { a: numbersOf(a), aOffset: 0, out, outOffset: n, outStride: N, rows, inner: K, alpha: 1 },
      columns,
      0,
      count,
    );
  }
  if (inputs[5] !== undefined) addToRows(out, N, numbersOf(inputs[5]));
  return [makeTensor(a.dtype, [...a.shape.slice(0, -1), N], out)];
};

function addToRows(out: NumberData, width: number, bias: NumberData): void {
  for (let i = 0; i < out.length; i += 1) out[i]! += bias[i % width]!;
}

/** One value a column, or one for all. */
function perColumn(tensor: Tensor | undefined, columns: number, otherwise: number): ArrayLike<number> {
  const values = tensor === undefined ? [otherwise] : tensor.dtype === 'float32' ? tensor.data : integersOf(tensor);
  if (values.length === columns) return values;
  if (values.length === 1) return new Array<number>(columns).fill(values[0]!);
  throw new BackendError({
    what: 'A scale or zero point fits no column',
    expected: `1 or ${columns} values`,
    got: `${values.length}`,
  });
}

interface IntegerProduct {
  readonly a: NumberData;
  readonly aOffset: number;
  readonly aZero: number;
  readonly b: NumberData;
  readonly bOffset: number;
  readonly bZeros: ArrayLike<number>;
  readonly inner: number;
  /** [columns] */
  readonly sums: Int32Array;
}

/** Σ (a − zero of A) · (b − zero of B) over k for one row and all columns, exact as long as it fits 32 bits. */
function sumIntegers({ a, aOffset, aZero, b, bOffset, bZeros, inner, sums }: IntegerProduct): void {
  const columns = sums.length;
  sums.fill(0);
  let total = 0;
  for (let k = 0; k < inner; k += 1) {
    const x = a[aOffset + k]! - aZero;
    total += x;
    const at = bOffset + k * columns;
    for (let n = 0; n < columns; n += 1) sums[n]! += Math.imul(x, b[at + n]!);
  }
  for (let n = 0; n < columns; n += 1) sums[n]! -= total * bZeros[n]!;
}

/** A · B of 8-bit integers, times their scales, plus a bias (com.microsoft). */
const matMulIntegerToFloat: Kernel<'MatMulIntegerToFloat'> = ({ inputs }) => {
  const [a, b] = [required(inputs, 0), required(inputs, 1)];
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  const batch = commonShape([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  const whole = { a: numbersOf(materialize(broadcastTo(viewOf(a), [...batch, rows, inner]))), b: numbersOf(b) };
  const right = broadcastTo(viewOf(b), [...batch, inner, columns]);
  const aScale = numbersOf(required(inputs, 2))[0]!;
  const bScales = perColumn(required(inputs, 3), columns, 1);
  const bias = inputs[6] === undefined ? undefined : numbersOf(inputs[6]);
  const [aZero, bZeros] = [inputs[4] === undefined ? 0 : integersOf(inputs[4])[0]!, perColumn(inputs[5], columns, 0)];
  const out = new Float32Array(elementsOf(batch) * rows * columns);
  const sums = new Int32Array(columns);
  forEachRun([...batch, 1], [[...right.strides.slice(0, -2), 0]], ([bOffset], index) => {
    for (let row = 0; row < rows; row += 1) {
      const at = index * rows + row;
      sumIntegers({ ...whole, aOffset: at * inner, aZero, bOffset: bOffset!, bZeros, inner, sums });
      for (let n = 0; n < columns; n += 1) out[at * columns + n] = sums[n]! * aScale * bScales[n]! + (bias?.[n] ?? 0);
    }
  });
  return [makeTensor('float32', [...batch, rows, columns], out)];
};

/** Kernels of the products with quantised matrices. */
export const quantizedProducts = { MatMulIntegerToFloat: matMulIntegerToFloat, MatMulNBits: matMulNBits } as const;

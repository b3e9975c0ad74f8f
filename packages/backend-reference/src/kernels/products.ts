import { BackendError, type Tensor } from '@recyclegpt/spec';
import type { Kernel } from './kernel.ts';
import { allocate, elementsOf, makeTensor, type NumberData, numbersOf, required } from './tensors.ts';
import { broadcastTo, commonShape, forEachRun, materialize, permute, type View, viewOf } from './view.ts';

/*
 * Every product here sums a·b in the order of k in float64 and rounds once, whatever the number of rows and columns and
 * however the operands lie: a row's result depends on nothing but that row and the other operand.
 */

/** Rows of A and where the result goes; A's and the result's rows lie one after another. */
export interface ProductRows {
  readonly a: NumberData;
  readonly aOffset: number;
  readonly out: NumberData;
  readonly outOffset: number;
  /** Elements between the starts of two rows of the result. */
  readonly outStride: number;
  readonly rows: number;
  readonly inner: number;
  /** Factor of the sums, applied before they are rounded. */
  readonly alpha: number;
}

/** Columns of B that lie one after another, `inner` elements each: B as `[columns, inner]`. */
export function multiplyByColumns(p: ProductRows, b: NumberData, bOffset: number, columns: number): void {
  const { a, aOffset, out, outOffset, outStride, rows, inner, alpha } = p;
  let n = 0;
  for (; n + 4 <= columns; n += 4) {
    const b0 = bOffset + n * inner;
    const [b1, b2, b3] = [b0 + inner, b0 + 2 * inner, b0 + 3 * inner];
    for (let row = 0; row < rows; row += 1) {
      const from = aOffset + row * inner;
      const to = outOffset + row * outStride + n;
      // Four sums at a time hide the latency of an addition; each is still summed in order.
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let k = 0; k < inner; k += 1) {
        const x = a[from + k]!;
        s0 += x * b[b0 + k]!;
        s1 += x * b[b1 + k]!;
        s2 += x * b[b2 + k]!;
        s3 += x * b[b3 + k]!;
      }
      out[to] = alpha * s0;
      out[to + 1] = alpha * s1;
      out[to + 2] = alpha * s2;
      out[to + 3] = alpha * s3;
    }
  }
  for (; n < columns; n += 1) {
    const at = bOffset + n * inner;
    for (let row = 0; row < rows; row += 1) {
      const from = aOffset + row * inner;
      let sum = 0;
      for (let k = 0; k < inner; k += 1) sum += a[from + k]! * b[at + k]!;
      out[outOffset + row * outStride + n] = alpha * sum;
    }
  }
}

/** B whose rows lie `stride` apart: B as `[inner, columns]`. */
function multiplyByRows(p: ProductRows, b: NumberData, bOffset: number, stride: number, columns: number): void {
  const { a, aOffset, out, outOffset, outStride, rows, inner, alpha } = p;
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row += 1) {
    sums.fill(0);
    for (let k = 0; k < inner; k += 1) {
      const x = a[aOffset + row * inner + k]!;
      const at = bOffset + k * stride;
      for (let n = 0; n < columns; n += 1) sums[n]! += x * b[at + n]!;
    }
    const to = outOffset + row * outStride;
    for (let n = 0; n < columns; n += 1) out[to + n] = alpha * sums[n]!;
  }
}

/** The view with its last two axes exchanged. */
function swapLast(view: View): View {
  const rank = view.shape.length;
  return permute(view, [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]);
}

/** A view whose rows lie without gaps one after another, as A must. */
function withDenseRows(view: View): View {
  const [rowStride, columnStride] = view.strides.slice(-2);
  return columnStride === 1 && rowStride === view.shape.at(-1) ? view : viewOf(materialize(view));
}

/** How `multiplyByColumns` or `multiplyByRows` reads B: its columns or its rows have to lie without gaps. */
function isReadByColumns({ shape, strides }: View): boolean {
  const [inner, columns] = shape.slice(-2) as [number, number];
  const [strideK, strideN] = strides.slice(-2);
  return strideK === 1 && (columns === 1 || strideN === inner);
}

/** alpha · A · B of matrices with broadcast batch axes. @throws BackendError if the sizes do not fit. */
function multiplyMatrices(left: View, right: View, alpha: number): Tensor {
  const [rows, inner] = left.shape.slice(-2) as [number, number];
  const [innerB, columns] = right.shape.slice(-2) as [number, number];
  if (inner !== innerB) {
    throw new BackendError({ what: 'Inner sizes of a product differ', expected: `${inner}`, got: `${innerB}` });
  }
  const readable = isReadByColumns(right) || right.strides.at(-1) === 1 ? right : viewOf(materialize(right));
  const batch = commonShape([left.shape.slice(0, -2), right.shape.slice(0, -2)]);
  const a = broadcastTo(withDenseRows(left), [...batch, rows, inner]);
  const b = broadcastTo(readable, [...batch, inner, columns]);
  const shape = [...batch, rows, columns];
  const out = allocate(left.dtype, elementsOf(shape)) as NumberData;
  const [dataA, dataB] = [numbersOf(a), numbersOf(b)];
  const sizes = { a: dataA, out, outStride: columns, rows, inner, alpha };
  const batchStrides = [a, b].map(({ strides }) => [...strides.slice(0, -2), 0]);
  // A run of one element, so that every matrix of the batch is visited.
  forEachRun([...batch, 1], batchStrides, ([fromA, fromB], index) => {
    const product = { ...sizes, aOffset: a.offset + fromA!, outOffset: index * rows * columns };
    const bOffset = b.offset + fromB!;
    if (isReadByColumns(readable)) multiplyByColumns(product, dataB, bOffset, columns);
    else multiplyByRows(product, dataB, bOffset, readable.strides.at(-2)!, columns);
  });
  return makeTensor(left.dtype, shape, out);
}

/** A vector as a matrix: in front a row, behind a column. */
function widen(view: View, side: 'left' | 'right'): View {
  if (view.shape.length !== 1) return view;
  return side === 'left'
    ? { ...view, shape: [1, ...view.shape], strides: [view.shape[0]!, ...view.strides] }
    : { ...view, shape: [...view.shape, 1], strides: [...view.strides, 1] };
}

const matMul: Kernel<'MatMul'> = ({ inputs }) => {
  const [a, b] = [viewOf(required(inputs, 0)), viewOf(required(inputs, 1))];
  const { dtype, shape, data } = multiplyMatrices(widen(a, 'left'), widen(b, 'right'), 1);
  const rows = a.shape.length === 1 ? [] : [shape.at(-2)!];
  const columns = b.shape.length === 1 ? [] : [shape.at(-1)!];
  return [makeTensor(dtype, [...shape.slice(0, -2), ...rows, ...columns], data)];
};

/** `transBatch`: the first axis goes behind the batch axes; then `trans` exchanges the last two. */
function orient(view: View, isBatchMoved: boolean, isTransposed: boolean): View {
  const last = view.shape.length - 1;
  const order = [...Array.from({ length: last - 1 }, (_, axis) => axis + 1), 0, last];
  const moved = isBatchMoved && last > 1 ? permute(view, order) : view;
  return isTransposed ? swapLast(moved) : moved;
}

const fusedMatMul: Kernel<'FusedMatMul'> = ({
  inputs,
  attributes: { alpha, transA, transB, transBatchA, transBatchB },
}) => {
  const a = orient(viewOf(required(inputs, 0)), transBatchA === 1, transA === 1);
  const b = orient(viewOf(required(inputs, 1)), transBatchB === 1, transB === 1);
  return [multiplyMatrices(a, b, alpha)];
};

const gemm: Kernel<'Gemm'> = ({ inputs, attributes: { alpha, beta, transA, transB } }) => {
  const [a, b] = [viewOf(required(inputs, 0)), viewOf(required(inputs, 1))];
  const product = multiplyMatrices(transA === 1 ? swapLast(a) : a, transB === 1 ? swapLast(b) : b, alpha);
  if (inputs[2] === undefined) return [product];
  const bias = broadcastTo(viewOf(inputs[2]), product.shape);
  const [out, addend] = [numbersOf(product), numbersOf(inputs[2])];
  const [run, step] = [product.shape[1]!, bias.strides[1]!];
  forEachRun(product.shape, [bias.strides], ([from], start) => {
    for (let i = 0; i < run; i += 1) out[start + i]! += beta * addend[from! + i * step]!;
  });
  return [product];
};

/** Kernels of the products of float matrices. */
export const products = { FusedMatMul: fusedMatMul, Gemm: gemm, MatMul: matMul } as const;

import { BackendError, type DType, type Tensor } from '@recyclegpt/spec';
import type { Kernel, KernelContext } from './kernel.ts';
import {
  allocate,
  elementsOf,
  integersOf,
  makeTensor,
  type NumberData,
  numbersOf,
  positiveAxis,
  required,
} from './tensors.ts';
import { forEachRun, stridesOf } from './view.ts';

type Reduction = Kernel<'ReduceSum'>;

/** Which axes go, and the shapes with and without them. */
function reducedAxes({ inputs, attributes }: KernelContext<'ReduceSum'>): ReadonlySet<number> {
  const { shape } = required(inputs, 0);
  const given = inputs[1] === undefined ? [] : integersOf(inputs[1]);
  if (given.length > 0) return new Set(given.map((axis) => positiveAxis(axis, shape.length)));
  return new Set(attributes.noop_with_empty_axes === 1 ? [] : shape.keys());
}

/** Folds the elements of each result in row-major order, from `initial`. Sums are kept in float64. */
function fold(
  tensor: Tensor,
  axes: ReadonlySet<number>,
  initial: number,
  step: (all: number, x: number) => number,
): Float64Array {
  const { shape } = tensor;
  const data = numbersOf(tensor);
  const kept = shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  const strides = stridesOf(kept).map((stride, axis) => (axes.has(axis) ? 0 : stride));
  const out = new Float64Array(elementsOf(kept)).fill(initial);
  const [run, increment] = [shape.at(-1) ?? 1, strides.at(-1) ?? 0];
  forEachRun(shape, [strides], ([at], start) => {
    for (let i = 0; i < run; i += 1) out[at! + i * increment] = step(out[at! + i * increment]!, data[start + i]!);
  });
  return out;
}

function reduction(
  initial: (dtype: DType) => number,
  step: (all: number, x: number) => number,
  isMean: boolean,
): Reduction {
  return (context) => {
    const tensor = asDoubles(required(context.inputs, 0));
    const axes = reducedAxes(context);
    const folded = fold(tensor.doubles, axes, initial(tensor.dtype), step);
    const count = [...axes].reduce((product, axis) => product * tensor.shape[axis]!, 1);
    if (isMean) for (let i = 0; i < folded.length; i += 1) folded[i]! /= count;
    const shape = tensor.shape.flatMap((size, axis) =>
      axes.has(axis) ? (context.attributes.keepdims === 1 ? [1] : []) : [size],
    );
    return [makeTensor(tensor.dtype, shape, tensor.store(folded))];
  };
}

interface Doubles {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly doubles: Tensor;
  store(values: Float64Array): Tensor['data'];
}

/** int64 goes through float64, exact up to 2^53: more than the sizes and positions that it holds here. */
function asDoubles(tensor: Tensor): Doubles {
  const { dtype, shape, data } = tensor;
  if (data instanceof BigInt64Array) {
    const doubles = makeTensor('float64', shape, Float64Array.from(data, Number));
    return { dtype, shape, doubles, store: (values) => BigInt64Array.from(Array.from(values, Math.trunc), BigInt) };
  }
  return {
    dtype,
    shape,
    doubles: tensor,
    store: (values) => {
      const out = allocate(dtype, values.length) as NumberData;
      out.set(values);
      return out;
    },
  };
}

const lowest: { readonly [D in DType]: number } = {
  float32: -Infinity,
  float64: -Infinity,
  float16: -Infinity,
  int8: -128,
  uint8: 0,
  int32: -(2 ** 31),
  uint32: 0,
  int64: Number.MIN_SAFE_INTEGER,
  bool: 0,
};

/** e^(x − max) over its sum along an axis. A value of −∞ adds exactly nothing, wherever it stands. */
const softmax: Kernel<'Softmax'> = ({ inputs, attributes }) => {
  const x = required(inputs, 0);
  const axis = positiveAxis(attributes.axis, x.shape.length);
  const data = numbersOf(x);
  const size = x.shape[axis]!;
  const inner = elementsOf(x.shape.slice(axis + 1));
  const out = allocate(x.dtype, data.length) as NumberData;
  const powers = new Float64Array(size);
  for (let index = 0; index < data.length / Math.max(size, 1); index += 1) {
    const start = Math.floor(index / inner) * size * inner + (index % inner);
    let max = -Infinity;
    for (let i = 0; i < size; i += 1) max = Math.max(max, data[start + i * inner]!);
    let sum = 0;
    for (let i = 0; i < size; i += 1) sum += powers[i] = Math.exp(data[start + i * inner]! - max);
    for (let i = 0; i < size; i += 1) out[start + i * inner] = powers[i]! / sum;
  }
  return [makeTensor(x.dtype, x.shape, out)];
};

/** One row divided by its root mean square, times a weight. Returns 1 ÷ root mean square. */
function normalizeRow(x: NumberData, from: number, weight: NumberData, epsilon: number, out: NumberData): number {
  const width = weight.length;
  let squares = 0;
  for (let i = 0; i < width; i += 1) squares += x[from + i]! ** 2;
  const inverse = 1 / Math.sqrt(squares / width + epsilon);
  for (let i = 0; i < width; i += 1) out[from + i] = x[from + i]! * inverse * weight[i]!;
  return inverse;
}

/** RMS norm over the axes from `axis` on (ONNX Runtime's custom operator in ONNX's own domain). */
const simplifiedLayerNormalization: Kernel<'SimplifiedLayerNormalization'> = ({
  inputs,
  attributes: { axis, epsilon },
}) => {
  const [x, weight] = [required(inputs, 0), required(inputs, 1)];
  const width = elementsOf(x.shape.slice(positiveAxis(axis, x.shape.length)));
  if (weight.data.length !== width)
    throw new BackendError({
      what: 'The weight has another size than the axes',
      expected: `${width}`,
      got: `${weight.data.length}`,
    });
  const out = allocate(x.dtype, x.data.length) as NumberData;
  for (let from = 0; from < out.length; from += width)
    normalizeRow(numbersOf(x), from, numbersOf(weight), epsilon, out);
  return [makeTensor(x.dtype, x.shape, out)];
};

/** x + skip (+ bias), and its RMS norm (com.microsoft). The sum is rounded to its type before it is normed. */
const skipSimplifiedLayerNormalization: Kernel<'SkipSimplifiedLayerNormalization'> = ({
  inputs,
  attributes: { epsilon },
}) => {
  const [x, skip, weight] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const [data, residual, width] = [numbersOf(x), numbersOf(skip), weight.data.length];
  const bias = inputs[3] === undefined ? undefined : numbersOf(inputs[3]);
  const sum = allocate(x.dtype, data.length) as NumberData;
  for (let i = 0; i < sum.length; i += 1) sum[i] = data[i]! + residual[i % residual.length]! + (bias?.[i % width] ?? 0);
  const out = allocate(x.dtype, data.length) as NumberData;
  const inverses = new Float32Array(data.length / width);
  for (let row = 0; row < inverses.length; row += 1)
    inverses[row] = normalizeRow(sum, row * width, numbersOf(weight), epsilon, out);
  const statistics = [...x.shape.slice(0, -1), 1];
  return [
    makeTensor(x.dtype, x.shape, out),
    makeTensor('float32', statistics, new Float32Array(inverses.length)),
    makeTensor('float32', statistics, inverses),
    makeTensor(x.dtype, x.shape, sum),
  ];
};

/** Kernels of the operators that work along axes. */
export const reductions = {
  ReduceMax: reduction((dtype) => lowest[dtype], Math.max, false),
  ReduceMean: reduction(
    () => 0,
    (all, x) => all + x,
    true,
  ),
  ReduceSum: reduction(
    () => 0,
    (all, x) => all + x,
    false,
  ),
  SimplifiedLayerNormalization: simplifiedLayerNormalization,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNormalization,
  Softmax: softmax,
} as const;

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

/** One run of elements along an axis: `size` of them, `stride` apart, from `start` on. */
interface AxisRun {
  readonly start: number;
  readonly stride: number;
  readonly size: number;
  /** Which run of the tensor this is. */
  readonly index: number;
}

/** Visits all runs along an axis, in row-major order of the other axes. */
function forEachAxisRun({ shape }: Tensor, axis: number, visit: (run: AxisRun) => void): void {
  const size = shape[axis]!;
  const stride = elementsOf(shape.slice(axis + 1));
  const runs = elementsOf(shape) / Math.max(size, 1);
  for (let index = 0; index < runs; index += 1)
    visit({ start: Math.floor(index / stride) * size * stride + (index % stride), stride, size, index });
}

/** The largest element of a run, and the sum of e^(x − largest). A value of −∞ adds exactly nothing, wherever it stands. */
function sumOfPowers(data: NumberData, { start, stride, size }: AxisRun): { max: number; sum: number } {
  let [max, sum] = [-Infinity, 0];
  for (let i = 0; i < size; i += 1) max = Math.max(max, data[start + i * stride]!);
  for (let i = 0; i < size; i += 1) sum += Math.exp(data[start + i * stride]! - max);
  return { max, sum };
}

/** An operator that normalises runs along an axis by their sum of powers. */
function normalizedPowers(element: (x: number, max: number, sum: number) => number): Kernel<'Softmax'> {
  return ({ inputs, attributes }) => {
    const x = required(inputs, 0);
    const data = numbersOf(x);
    const out = allocate(x.dtype, data.length) as NumberData;
    forEachAxisRun(x, positiveAxis(attributes.axis, x.shape.length), (run) => {
      const { max, sum } = sumOfPowers(data, run);
      for (let i = 0; i < run.size; i += 1) {
        const at = run.start + i * run.stride;
        out[at] = element(data[at]!, max, sum);
      }
    });
    return [makeTensor(x.dtype, x.shape, out)];
  };
}

/** Position of the largest element along an axis; of equal ones the first, or the last. */
const argMax: Kernel<'ArgMax'> = ({ inputs, attributes: { axis: given, keepdims, select_last_index: isLast } }) => {
  const x = required(inputs, 0);
  const axis = positiveAxis(given, x.shape.length);
  const kept = x.shape.flatMap((size, i) => (i === axis ? (keepdims === 1 ? [1] : []) : [size]));
  const out = new BigInt64Array(elementsOf(kept));
  forEachAxisRun(x, axis, ({ start, stride, size, index }) => {
    let best = 0;
    for (let i = 1; i < size; i += 1) {
      const [candidate, champion] = [x.data[start + i * stride]!, x.data[start + best * stride]!];
      if (candidate > champion || (isLast === 1 && candidate === champion)) best = i;
    }
    out[index] = BigInt(best);
  });
  return [makeTensor('int64', kept, out)];
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
  const statisticsType = x.dtype === 'float64' ? 'float64' : 'float32';
  const inverses = allocate(statisticsType, out.length / width);
  for (let row = 0; row < inverses.length; row += 1)
    inverses[row] = normalizeRow(numbersOf(x), row * width, numbersOf(weight), epsilon, out);
  const first = positiveAxis(axis, x.shape.length);
  const statistics = x.shape.map((size, i) => (i < first ? size : 1));
  return [makeTensor(x.dtype, x.shape, out), makeTensor(statisticsType, statistics, inverses)];
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
  ArgMax: argMax,
  LogSoftmax: normalizedPowers((x, max, sum) => x - max - Math.log(sum)),
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
  Softmax: normalizedPowers((x, max, sum) => Math.exp(x - max) / sum),
} as const;

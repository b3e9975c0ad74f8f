import { constantInts } from './constant-ints.ts';
import { addDims, broadcastShapes, type Dim, divideDims, mayEqual, type Shape, sizeOf } from './dim.ts';
import type { Value } from './graph.ts';
import type { OpType } from './operators.ts';
import {
  fail,
  normalizeAxis,
  type OutputType,
  required,
  type ShapeContext,
  type ShapeRule,
  sameType,
} from './shape-rule.ts';
import { argMax, gather, gatherElements, gatherQuantized, oneHot, pad, scatterElements } from './shape-rules-lookup.ts';

const unary = ({ inputs }: { inputs: readonly (Value | undefined)[] }): readonly OutputType[] => {
  const { dtype, shape } = required(inputs, 0);
  return [{ dtype, shape }];
};

const elementwise = ({ inputs }: { inputs: readonly (Value | undefined)[] }): readonly OutputType[] => {
  const dtype = sameType(inputs);
  const shape = inputs.reduce<Shape>((all, value) => broadcastShapes(all, value?.shape ?? []), []);
  return [{ dtype, shape }];
};

function reduce({ inputs, attributes }: ShapeContext<'ReduceSum'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const given = inputs[1] === undefined ? [] : (constantInts(inputs[1]) ?? fail('Axes must be constant'));
  if (given.length === 0 && attributes.noop_with_empty_axes === 1) return [{ dtype, shape }];
  const axes = new Set(given.length === 0 ? shape.keys() : given.map((axis) => normalizeAxis(axis, shape.length)));
  const kept = shape.flatMap((dim, axis): Dim[] => (axes.has(axis) ? (attributes.keepdims === 1 ? [1] : []) : [dim]));
  return [{ dtype, shape: kept }];
}

/** Shape of a product of matrices with broadcast batches; the inner sizes must be equal. */
function productShape(a: Shape, b: Shape): Shape {
  if (a.length === 0 || b.length === 0) fail('A product needs at least vectors');
  const [wideA, wideB] = [a.length === 1 ? [1, ...a] : a, b.length === 1 ? [...b, 1] : b];
  const [innerA, innerB] = [wideA.at(-1) ?? 1, wideB.at(-2) ?? 1];
  if (!mayEqual(innerA, innerB)) fail('Inner sizes of a product differ', `${innerA}`, `${innerB}`);
  const rows = a.length === 1 ? [] : [wideA.at(-2) ?? 1];
  const columns = b.length === 1 ? [] : [wideB.at(-1) ?? 1];
  return [...broadcastShapes(wideA.slice(0, -2), wideB.slice(0, -2)), ...rows, ...columns];
}

function swapLast(shape: Shape): Shape {
  return [...shape.slice(0, -2), shape.at(-1) ?? 1, shape.at(-2) ?? 1];
}

/** `transBatch` of FusedMatMul: the first axis goes behind the batch axes. */
function firstBehindBatch(shape: Shape): Shape {
  return [...shape.slice(1, -1), shape[0] ?? 1, shape.at(-1) ?? 1];
}

function fusedProduct({ inputs, attributes }: ShapeContext<'FusedMatMul'>): readonly OutputType[] {
  const orient = (shape: Shape, batch: number, transpose: number): Shape => {
    const moved = batch === 1 ? firstBehindBatch(shape) : shape;
    return transpose === 1 ? swapLast(moved) : moved;
  };
  const a = orient(required(inputs, 0).shape, attributes.transBatchA, attributes.transA);
  const b = orient(required(inputs, 1).shape, attributes.transBatchB, attributes.transB);
  return [{ dtype: sameType(inputs), shape: productShape(a, b) }];
}

function gemm({ inputs, attributes }: ShapeContext<'Gemm'>): readonly OutputType[] {
  const [a, b] = [required(inputs, 0).shape, required(inputs, 1).shape];
  if (a.length !== 2 || b.length !== 2) fail('Gemm takes matrices', 'rank 2', `ranks ${a.length} and ${b.length}`);
  const shape = productShape(attributes.transA === 1 ? swapLast(a) : a, attributes.transB === 1 ? swapLast(b) : b);
  if (inputs[2] !== undefined) broadcastShapes(shape, inputs[2].shape);
  return [{ dtype: sameType(inputs), shape }];
}

function reshape({ inputs }: ShapeContext<'Reshape'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const target = constantInts(inputs[1]) ?? fail('The target of Reshape must be constant');
  const result: Dim[] = target.map((size, axis) =>
    size === 0 ? (shape[axis] ?? fail('0 keeps an axis that is not there')) : size,
  );
  const open = target.indexOf(-1);
  const total = sizeOf(shape);
  if (open < 0) {
    const [from, to] = [total, sizeOf(result)];
    if (!mayEqual(from, to)) fail('Reshape changes the number of elements', `${from}`, `${to}`);
    return [{ dtype, shape: result }];
  }
  const rest = sizeOf(result.filter((_, axis) => axis !== open));
  result[open] =
    divideDims(total, rest) ?? fail('Reshape cannot work out an axis', `a multiple of ${rest}`, `${total}`);
  return [{ dtype, shape: result }];
}

function concat({ inputs, attributes }: ShapeContext<'Concat'>): readonly OutputType[] {
  const first = required(inputs, 0).shape;
  const axis = normalizeAxis(attributes.axis ?? fail('Concat needs an axis'), first.length);
  const shape = inputs.slice(1).reduce<Shape>((all, value) => {
    const next = value?.shape ?? [];
    if (next.length !== all.length) fail('Concat takes tensors of one rank', `${all.length}`, `${next.length}`);
    return all.map((dim, i) => {
      if (i === axis) return addDims(dim, next[i] ?? 0);
      return mayEqual(dim, next[i] ?? 0) ? dim : fail(`Axis ${i} differs`, `${dim}`, `${next[i]}`);
    });
  }, first);
  return [{ dtype: sameType(inputs), shape }];
}

function split({ inputs, attributes, declaredShapes }: ShapeContext<'Split'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  if (declaredShapes !== undefined) return declaredShapes.map((declared) => ({ dtype, shape: declared }));
  const axis = normalizeAxis(attributes.axis, shape.length);
  const sizes = constantInts(inputs[1]) ?? evenSizes(shape[axis] ?? 1, attributes.num_outputs);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (!mayEqual(total, shape[axis] ?? 1)) fail('Split sizes do not add up', `${shape[axis]}`, `${total}`);
  return sizes.map((size) => ({ dtype, shape: shape.map((dim, i) => (i === axis ? size : dim)) }));
}

function evenSizes(total: Dim, parts: number | undefined): readonly number[] {
  if (parts === undefined || typeof total === 'string')
    return fail('Split needs constant sizes, or a fixed axis and a number of outputs');
  const size = Math.ceil(total / parts);
  return Array.from({ length: parts }, (_, i) => Math.min(size, total - i * size));
}

function slice({ inputs, declaredShapes }: ShapeContext<'Slice'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  if (declaredShapes?.[0] !== undefined) return [{ dtype, shape: declaredShapes[0] }];
  const constants = inputs
    .slice(1)
    .map((value) => (value === undefined ? undefined : (constantInts(value) ?? fail('Slice needs constants'))));
  const [starts = [], ends = [], axes = starts.map((_, i) => i), steps = starts.map(() => 1)] = constants;
  const result = [...shape];
  for (const [i, start] of starts.entries()) {
    const axis = normalizeAxis(axes[i] ?? 0, shape.length);
    result[axis] = sliceSize(shape[axis] ?? 1, start, ends[i] ?? 0, steps[i] ?? 1);
  }
  return [{ dtype, shape: result }];
}

function sliceSize(size: Dim, start: number, end: number, step: number): Dim {
  if (typeof size === 'string') {
    if (step === 1 && start < 0 && end >= 2 ** 31 - 1) return -start;
    if (step === 1 && start >= 0 && end < 0) return addDims(size, end - start);
    return fail('Slice of a varying axis needs a declared shape');
  }
  const at = (position: number) => (position < 0 ? position + size : position);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const from = Math.min(Math.max(at(start), step > 0 ? 0 : low), high);
  const to = end < -size ? low : Math.min(Math.max(at(end), low), high + (step > 0 ? 0 : 1));
  return Math.max(0, Math.ceil((to - from) / step));
}

function nBits({ inputs, attributes }: ShapeContext<'MatMulNBits'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const { K, N } = attributes;
  if (K === undefined || N === undefined) return fail('MatMulNBits needs K and N');
  if (!mayEqual(shape.at(-1) ?? 1, K)) fail('The last axis is not K', `${K}`, `${shape.at(-1)}`);
  return [{ dtype, shape: [...shape.slice(0, -1), N] }];
}

function squeeze({ inputs }: ShapeContext<'Squeeze'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const given = inputs[1] === undefined ? undefined : constantInts(inputs[1]);
  const axes = new Set(
    given?.map((axis) => normalizeAxis(axis, shape.length)) ?? shape.flatMap((dim, i) => (dim === 1 ? [i] : [])),
  );
  for (const axis of axes)
    if (!mayEqual(shape[axis] ?? 1, 1))
      fail('Only axes of size 1 can be squeezed', '1', `${shape[axis]} at axis ${axis}`);
  return [{ dtype, shape: shape.filter((_, axis) => !axes.has(axis)) }];
}

function unsqueeze({ inputs }: ShapeContext<'Unsqueeze'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const given = constantInts(inputs[1]) ?? fail('Axes must be constant');
  const rank = shape.length + given.length;
  const axes = new Set(given.map((axis) => normalizeAxis(axis, rank)));
  const rest = [...shape];
  return [{ dtype, shape: Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : (rest.shift() ?? 1))) }];
}

function transpose({ inputs, attributes }: ShapeContext<'Transpose'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const order = attributes.perm ?? [...shape.keys()].reverse();
  if (order.length !== shape.length || new Set(order).size !== order.length) {
    fail('Transpose needs an order of all axes', `${shape.length} different axes`, order.join(', '));
  }
  return [{ dtype, shape: order.map((axis) => shape[axis] ?? fail(`Axis ${axis} is not there`)) }];
}

function compare({ inputs }: ShapeContext<'Equal'>): readonly OutputType[] {
  sameType(inputs);
  return [{ dtype: 'bool', shape: broadcastShapes(required(inputs, 0).shape, required(inputs, 1).shape) }];
}

function where({ inputs }: ShapeContext<'Where'>): readonly OutputType[] {
  const [condition, ...branches] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const shape = branches.reduce<Shape>((all, value) => broadcastShapes(all, value.shape), condition.shape);
  return [{ dtype: sameType(branches), shape }];
}

function expand({ inputs }: ShapeContext<'Expand'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const target = constantInts(inputs[1]) ?? fail('The target of Expand must be constant');
  return [{ dtype, shape: broadcastShapes(shape, target) }];
}

/** Shape rules of all operators. */
export const shapeRules: { readonly [Op in OpType]: ShapeRule<Op> } = {
  Abs: unary,
  Add: elementwise,
  ArgMax: argMax,
  Cast: ({ inputs, attributes }) => [
    { dtype: attributes.to ?? fail('Cast needs a type'), shape: required(inputs, 0).shape },
  ],
  Concat: concat,
  Cos: unary,
  Div: elementwise,
  Equal: compare,
  Erf: unary,
  Exp: unary,
  Expand: expand,
  FusedMatMul: fusedProduct,
  Gather: gather,
  GatherBlockQuantized: gatherQuantized,
  GatherElements: gatherElements,
  Gemm: gemm,
  Greater: compare,
  Identity: unary,
  Log: unary,
  LogSoftmax: unary,
  MatMul: ({ inputs }) => [
    { dtype: sameType(inputs), shape: productShape(required(inputs, 0).shape, required(inputs, 1).shape) },
  ],
  MatMulIntegerToFloat: ({ inputs }) => [
    { dtype: 'float32', shape: productShape(required(inputs, 0).shape, required(inputs, 1).shape) },
  ],
  MatMulNBits: nBits,
  Max: elementwise,
  Min: elementwise,
  Mul: elementwise,
  Neg: unary,
  OneHot: oneHot,
  Pad: pad,
  Pow: ({ inputs }) => [
    { dtype: required(inputs, 0).dtype, shape: broadcastShapes(required(inputs, 0).shape, required(inputs, 1).shape) },
  ],
  QuantizeLinear: ({ inputs }) => [{ dtype: inputs[2]?.dtype ?? 'uint8', shape: required(inputs, 0).shape }],
  QuickGelu: unary,
  Reciprocal: unary,
  ReduceMax: reduce,
  ReduceMean: reduce,
  ReduceSum: reduce,
  Relu: unary,
  Reshape: reshape,
  RotaryEmbedding: unary,
  ScatterElements: scatterElements,
  Sigmoid: unary,
  Sign: unary,
  SimplifiedLayerNormalization: ({ inputs, attributes }) => {
    const { dtype, shape } = required(inputs, 0);
    const axis = normalizeAxis(attributes.axis, shape.length);
    return [
      { dtype, shape },
      { dtype: dtype === 'float64' ? dtype : 'float32', shape: shape.map((size, i) => (i < axis ? size : 1)) },
    ];
  },
  Sin: unary,
  SkipSimplifiedLayerNormalization: ({ inputs }) => {
    const { dtype, shape } = required(inputs, 0);
    const statistics: OutputType = { dtype: 'float32', shape: [...shape.slice(0, -1), 1] };
    return [{ dtype, shape }, statistics, statistics, { dtype, shape }];
  },
  Slice: slice,
  Softmax: unary,
  Split: split,
  Sqrt: unary,
  Squeeze: squeeze,
  Sub: elementwise,
  Tanh: unary,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Where: where,
};

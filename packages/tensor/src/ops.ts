import type { DType } from '@recyclegpt/spec';
import type { Shape } from './dim.ts';
import { type ApplyOptions, apply, constant, int64s, type Value } from './graph.ts';
import type { OpType } from './operators.ts';

function one<Op extends OpType>(
  op: Op,
  inputs: readonly (Value | undefined)[],
  attributes: ApplyOptions<Op>['attributes'] = {},
): Value {
  return apply(op, inputs, { attributes })[0] as Value;
}

/** |x|, element by element. */
export const abs = (x: Value): Value => one('Abs', [x]);
/** a + b with broadcasting. */
export const add = (a: Value, b: Value): Value => one('Add', [a, b]);
/** a − b with broadcasting. */
export const subtract = (a: Value, b: Value): Value => one('Sub', [a, b]);
/** a · b element by element with broadcasting. */
export const multiply = (a: Value, b: Value): Value => one('Mul', [a, b]);
/** a ÷ b element by element with broadcasting. */
export const divide = (a: Value, b: Value): Value => one('Div', [a, b]);
/** −x. */
export const negate = (x: Value): Value => one('Neg', [x]);
/** 1 ÷ x. */
export const reciprocal = (x: Value): Value => one('Reciprocal', [x]);
/** a to the b with broadcasting; the exponent may have another type. */
export const power = (a: Value, b: Value): Value => one('Pow', [a, b]);
/** −1, 0 or 1, element by element. */
export const sign = (x: Value): Value => one('Sign', [x]);
/** The larger of a and b with broadcasting. */
export const maximum = (a: Value, b: Value): Value => one('Max', [a, b]);
/** The smaller of a and b with broadcasting. */
export const minimum = (a: Value, b: Value): Value => one('Min', [a, b]);
/** bool: whether a = b, with broadcasting. */
export const equal = (a: Value, b: Value): Value => one('Equal', [a, b]);
/** bool: whether a > b, with broadcasting. */
export const greater = (a: Value, b: Value): Value => one('Greater', [a, b]);
/** a where the bool `condition` holds, else b, with broadcasting. */
export const where = (condition: Value, a: Value, b: Value): Value => one('Where', [condition, a, b]);
/** Natural logarithm. */
export const log = (x: Value): Value => one('Log', [x]);
/** Square root. */
export const sqrt = (x: Value): Value => one('Sqrt', [x]);
/** Sine of radians. */
export const sin = (x: Value): Value => one('Sin', [x]);
/** Cosine of radians. */
export const cos = (x: Value): Value => one('Cos', [x]);
/** Hyperbolic tangent. */
export const tanh = (x: Value): Value => one('Tanh', [x]);
/** Error function. */
export const erf = (x: Value): Value => one('Erf', [x]);
/** The larger of x and 0. */
export const relu = (x: Value): Value => one('Relu', [x]);
/** e to the x. */
export const exp = (x: Value): Value => one('Exp', [x]);
/** 1 ÷ (1 + e to the −x). */
export const sigmoid = (x: Value): Value => one('Sigmoid', [x]);
/** x · sigmoid(x): QuickGelu with alpha 1. */
export const silu = (x: Value): Value => one('QuickGelu', [x], { alpha: 1 });
/** The same numbers in another element type. */
export const cast = (x: Value, to: DType): Value => one('Cast', [x], { to });
/** Product of matrices, batches broadcast. */
export const matMul = (a: Value, b: Value): Value => one('MatMul', [a, b]);
/** Softmax along an axis. */
export const softmax = (x: Value, axis = -1): Value => one('Softmax', [x], { axis });
/** Logarithm of the softmax along an axis, exact where the softmax itself would round to 0. */
export const logSoftmax = (x: Value, axis = -1): Value => one('LogSoftmax', [x], { axis });
/** int64 position of the largest element along an axis, which goes; of equal ones the first. */
export const argMax = (x: Value, axis = -1): Value => one('ArgMax', [x], { axis, keepdims: 0 });
/** Tensors one after another along an axis. */
export const concat = (values: readonly Value[], axis: number): Value => one('Concat', values, { axis });
/** Slices of `data` along an axis by int64 indices. */
export const gather = (data: Value, indices: Value, axis = 0): Value => one('Gather', [data, indices], { axis });
/** Elements of `data` by int64 indices along an axis; the other axes are those of the indices. */
export const gatherElements = (data: Value, indices: Value, axis: number): Value =>
  one('GatherElements', [data, indices], { axis });
/** `data` with the elements at int64 indices along an axis replaced. An index may occur once in a line along the axis. */
export const scatterElements = (data: Value, indices: Value, updates: Value, axis: number): Value =>
  one('ScatterElements', [data, indices, updates], { axis });
/** float32: 1 at the int64 index and 0 elsewhere, along a new last axis of `depth` elements. */
export const oneHot = (indices: Value, depth: number): Value =>
  one('OneHot', [indices, int64s([depth]), constant({ dtype: 'float32', shape: [2], data: Float32Array.of(0, 1) })]);
/** The elements again along axes of size 1 and new leading axes. */
export const expand = (x: Value, shape: readonly number[]): Value => one('Expand', [x, int64s(shape)]);
/** Axes in another order. */
export const transpose = (x: Value, perm: readonly number[]): Value => one('Transpose', [x], { perm });
/** The same elements in another shape; −1 is worked out, 0 keeps the axis. */
export const reshape = (x: Value, shape: readonly number[]): Value => one('Reshape', [x, int64s(shape)]);
/** Removes axes of size 1. */
export const squeeze = (x: Value, axes: readonly number[]): Value => one('Squeeze', [x, int64s(axes)]);
/** Adds axes of size 1. */
export const unsqueeze = (x: Value, axes: readonly number[]): Value => one('Unsqueeze', [x, int64s(axes)]);
/** Largest element along axes, which stay with size 1. */
export const reduceMax = (x: Value, axes: readonly number[]): Value => one('ReduceMax', [x, int64s(axes)]);
/** Sum along axes, which stay with size 1. */
export const reduceSum = (x: Value, axes: readonly number[]): Value => one('ReduceSum', [x, int64s(axes)]);
/** Mean along axes, which stay with size 1. */
export const reduceMean = (x: Value, axes: readonly number[]): Value => one('ReduceMean', [x, int64s(axes)]);

/** alpha · A' · B' + beta · C for matrices, primes by `transA` and `transB`. */
export function gemm(a: Value, b: Value, c?: Value, attributes: ApplyOptions<'Gemm'>['attributes'] = {}): Value {
  return one('Gemm', [a, b, c], attributes);
}

/** alpha · A · B where operands are read transposed, or with their first axis behind the batch axes, without a copy. */
export function fusedMatMul(a: Value, b: Value, attributes: ApplyOptions<'FusedMatMul'>['attributes']): Value {
  return one('FusedMatMul', [a, b], attributes);
}

/** Parts of fixed sizes along an axis. */
export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  return apply('Split', [x, int64s(sizes)], { attributes: { axis } });
}

/** Elements `start` to before `end` of one axis; negative positions count from its end. */
export function slice(x: Value, { axis, start, end }: { axis: number; start: number; end: number }): Value {
  return one('Slice', [x, int64s([start]), int64s([end]), int64s([axis])]);
}

/** Parts whose sizes are fed as an int64 tensor; their shapes are declared. */
export function splitBy(x: Value, sizes: Value, axis: number, shapes: readonly Shape[]): readonly Value[] {
  return apply('Split', [x, sizes], { attributes: { axis }, declaredShapes: shapes });
}

/** x ÷ root mean square(x) · weight along the last axis (Zhang & Sennrich, arXiv 1910.07467). */
export function rmsNorm(x: Value, weight: Value, epsilon: number): Value {
  return one('SimplifiedLayerNormalization', [x, weight], { axis: -1, epsilon });
}

/** x + residual, and its RMS norm, in one kernel. */
export function addRmsNorm(
  x: Value,
  residual: Value,
  weight: Value,
  epsilon: number,
): { readonly normed: Value; readonly sum: Value } {
  const outputs = apply('SkipSimplifiedLayerNormalization', [x, residual, weight], { attributes: { epsilon } });
  return { normed: outputs[0] as Value, sum: outputs[3] as Value };
}

/**
 * Rotary position embedding by halves of `[1, seq, heads·headDim]` (Su et al., arXiv 2104.09864).
 * `cos` and `sin` are `[positions, rotaryDim / 2]`, looked up by int64 `positions` `[1, seq]`.
 */
export function rotaryEmbedding(
  x: Value,
  {
    positions,
    cos,
    sin,
    heads,
    rotaryDim,
  }: { positions: Value; cos: Value; sin: Value; heads: number; rotaryDim: number },
): Value {
  return one('RotaryEmbedding', [x, positions, cos, sin], { num_heads: heads, rotary_embedding_dim: rotaryDim });
}

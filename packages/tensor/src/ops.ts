import type { DType } from '@recyclegpt/spec';
import type { Shape } from './dim.ts';
import { type ApplyOptions, apply, int64s, type Value } from './graph.ts';
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
/** Tensors one after another along an axis. */
export const concat = (values: readonly Value[], axis: number): Value => one('Concat', values, { axis });
/** Slices of `data` along an axis by int64 indices. */
export const gather = (data: Value, indices: Value, axis = 0): Value => one('Gather', [data, indices], { axis });
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

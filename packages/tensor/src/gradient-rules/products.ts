import type { Shape } from '../dim.ts';
import type { Value } from '../graph.ts';
import * as ops from '../ops.ts';
import { required } from '../shape-rule.ts';
import { flowOf, type GradientRule, type InputGradient } from './gradient-rule.ts';
import { isFixed, numberLike, sumTo } from './shapes.ts';

/** An operand and how a product reads it: `isMoved` first axis behind the batch axes, then `isTransposed` last two. */
interface Operand {
  readonly value: Value;
  readonly isTransposed: boolean;
  readonly isMoved: boolean;
}

const plain = (value: Value): Operand => ({ value, isTransposed: false, isMoved: false });
const flip = (operand: Operand): Operand => ({ ...operand, isTransposed: !operand.isTransposed });

/** alpha · a · b: Gemm for two matrices, which needs no batch, FusedMatMul for more axes. */
function product(a: Operand, b: Operand, alpha: number): Value {
  const [transA, transB] = [Number(a.isTransposed), Number(b.isTransposed)];
  if (a.value.shape.length === 2 && b.value.shape.length === 2) {
    return ops.gemm(a.value, b.value, undefined, { alpha, transA, transB });
  }
  const moved = { transBatchA: Number(a.isMoved), transBatchB: Number(b.isMoved) };
  return ops.fusedMatMul(a.value, b.value, { alpha, transA, transB, ...moved });
}

/** A product as it ran, and the gradient of its result. */
interface ProductFlow {
  readonly a: Operand;
  readonly b: Operand;
  readonly alpha: number;
  /** `[...batch, rows, columns]`. */
  readonly g: Value;
}

/** The shape of an operand as the product reads it, but for the exchange of the last two axes. */
function placedShape({ value: { shape }, isMoved }: Operand): Shape {
  return isMoved ? [...shape.slice(1, -1), shape[0] ?? 1, shape.at(-1) ?? 1] : shape;
}

/** Sums over repeated batch axes, and brings a first axis back that the product had moved. */
function settle(gradient: Value, operand: Operand): Value {
  const summed = sumTo(gradient, placedShape(operand));
  if (!operand.isMoved) return summed;
  const rank = summed.shape.length;
  return ops.transpose(summed, [rank - 2, ...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1]);
}

/** dA = g · Bᵀ; where A was read transposed, its transpose B · gᵀ is computed, so that nothing is copied. */
function gradientOfA({ a, b, alpha, g }: ProductFlow): Value {
  const gradient = a.isTransposed ? product(b, flip(plain(g)), alpha) : product(plain(g), flip(b), alpha);
  return settle(gradient, a);
}

/** dB = Aᵀ · g, or gᵀ · A where B was read transposed. */
function gradientOfB(flow: ProductFlow): Value {
  const { b, alpha } = flow;
  const { a, g, axes } = withFoldedRows(flow);
  const gradient = b.isTransposed ? product(flip(plain(g)), a, alpha) : product(flip(a), plain(g), alpha);
  return settle(axes.length === 0 ? gradient : ops.unsqueeze(gradient, axes), b);
}

/** A product's operand A and the gradient of its result, and where axes of size 1 are missing in their product. */
interface FoldedRows {
  readonly a: Operand;
  readonly g: Value;
  readonly axes: readonly number[];
}

/**
 * Where B is repeated along the batch axes next to A's rows, these axes become rows: `[b, n, in]` by a weight
 * `[out, in]` is one product over b·n rows, and the sum over b is part of it.
 */
function withFoldedRows({ a, b, g }: ProductFlow): FoldedRows {
  const folded = numFolded(a, b, g);
  const kept = g.shape.length - 2 - folded;
  const [shapeOfA, shapeOfG] = [foldAxes(a.value, folded), foldAxes(g, folded)];
  if (folded === 0 || shapeOfA === undefined || shapeOfG === undefined) return { a, g, axes: [] };
  const missing = Math.min(folded, b.value.shape.length - 2);
  return {
    a: plain(ops.reshape(a.value, shapeOfA)),
    g: ops.reshape(g, shapeOfG),
    axes: Array.from({ length: missing }, (_, i) => kept + i),
  };
}

/** How many batch axes next to the rows B is repeated along while A is not. */
function numFolded(a: Operand, b: Operand, g: Value): number {
  if (a.isTransposed || a.isMoved) return 0;
  const [shapeA, shapeB] = [a.value.shape, placedShape(b)];
  let count = 0;
  for (let axis = -3; axis >= -g.shape.length; axis -= 1) {
    if ((shapeB.at(axis) ?? 1) !== 1 || shapeA.at(axis) !== g.shape.at(axis)) break;
    count += 1;
  }
  return count;
}

/** `[...outer, ..., rows, last]` as `[...outer, rows, last]`, so many axes fewer; `undefined` if names prevent it. */
function foldAxes({ shape }: Value, folded: number): readonly number[] | undefined {
  const outer = shape.slice(0, shape.length - 2 - folded);
  const last = shape.at(-1);
  return isFixed(outer) && typeof last === 'number' ? [...outer, -1, last] : undefined;
}

/** A vector in front is a row, one behind a column. */
function widened(value: Value, side: 'left' | 'right'): Value {
  return value.shape.length === 1 ? ops.unsqueeze(value, [side === 'left' ? 0 : 1]) : value;
}

function withoutWidth(gradient: Value, original: Value, side: 'left' | 'right'): Value {
  return original.shape.length === 1 ? ops.squeeze(gradient, [side === 'left' ? 0 : 1]) : gradient;
}

const matMul: GradientRule<'MatMul'> = (context) => {
  const { inputs, gradient } = flowOf(context);
  const [a, b] = [required(inputs, 0), required(inputs, 1)];
  const withColumns = b.shape.length === 1 ? ops.unsqueeze(gradient, [gradient.shape.length]) : gradient;
  const g = a.shape.length === 1 ? ops.unsqueeze(withColumns, [withColumns.shape.length - 1]) : withColumns;
  const flow = { a: plain(widened(a, 'left')), b: plain(widened(b, 'right')), alpha: 1, g };
  return [() => withoutWidth(gradientOfA(flow), a, 'left'), () => withoutWidth(gradientOfB(flow), b, 'right')];
};

const fusedMatMul: GradientRule<'FusedMatMul'> = (context) => {
  const { inputs, attributes, gradient: g } = flowOf(context);
  const { alpha, transA, transB, transBatchA, transBatchB } = attributes;
  const operand = (index: number, isTransposed: number, isMoved: number): Operand => {
    const value = required(inputs, index);
    return { value, isTransposed: isTransposed === 1, isMoved: isMoved === 1 && value.shape.length > 2 };
  };
  const flow = { a: operand(0, transA, transBatchA), b: operand(1, transB, transBatchB), alpha, g };
  return [() => gradientOfA(flow), () => gradientOfB(flow)];
};

const gemm: GradientRule<'Gemm'> = (context) => {
  const { inputs, attributes, gradient: g } = flowOf(context);
  const { alpha, beta, transA, transB } = attributes;
  const a = { ...plain(required(inputs, 0)), isTransposed: transA === 1 };
  const b = { ...plain(required(inputs, 1)), isTransposed: transB === 1 };
  return [() => gradientOfA({ a, b, alpha, g }), () => gradientOfB({ a, b, alpha, g }), ofBias(inputs[2], beta, g)];
};

function ofBias(bias: Value | undefined, beta: number, g: Value): InputGradient {
  if (bias === undefined) return undefined;
  return () => {
    const summed = sumTo(g, bias.shape);
    return beta === 1 ? summed : ops.multiply(numberLike(beta, g), summed);
  };
}

/** Gradients of the products of float matrices. */
export const products = { FusedMatMul: fusedMatMul, Gemm: gemm, MatMul: matMul } as const;

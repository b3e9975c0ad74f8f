import { GraphError } from '@recyclegpt/spec';
import type { Dim, Shape } from '../dim.ts';
import { apply, constant, int64s, scalar, type Value } from '../graph.ts';
import * as ops from '../ops.ts';
import { reshapeTarget } from '../reshape-target.ts';

/** Whether two shapes are the same, size by size. */
function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Whether no size is a name. */
export function isFixed(shape: Shape): shape is readonly number[] {
  return shape.every((dim) => typeof dim === 'number');
}

/** A lone number in the element type of another value. */
export function numberLike(number: number, { dtype }: Value): Value {
  if (dtype === 'float64') return constant({ dtype, shape: [], data: Float64Array.of(number) });
  return dtype === 'float32' ? scalar(number) : ops.cast(scalar(number), dtype);
}

/** Zeros of a value's shape and type, also where its sizes are names. */
export function zerosLike(value: Value): Value {
  const zero = numberLike(0, value);
  if (value.shape.length === 0) return zero;
  if (isFixed(value.shape)) return ops.expand(zero, value.shape);
  return ops.cast(ops.greater(value, value), value.dtype);
}

/** The value repeated to the shape of another. */
export function expandLike(value: Value, like: Value): Value {
  if (sameShape(value.shape, like.shape)) return value;
  if (isFixed(like.shape)) return ops.expand(value, like.shape);
  return ops.add(value, zerosLike(like));
}

/** Undoes broadcasting: sums over the axes along which a value of this shape was repeated. */
export function sumTo(value: Value, shape: Shape): Value {
  const added = value.shape.length - shape.length;
  const leading = Array.from({ length: added }, (_, axis) => axis);
  const repeated = shape.flatMap((dim, i) => (dim === 1 && value.shape[i + added] !== 1 ? [i + added] : []));
  if (repeated.length === 0) return leading.length === 0 ? value : dropAxes(value, leading);
  const summed = ops.reduceSum(value, [...leading, ...repeated]);
  return leading.length === 0 ? summed : ops.squeeze(summed, leading);
}

/** Sums over axes, which go. */
export function dropAxes(value: Value, axes: readonly number[]): Value {
  if (axes.every((axis) => value.shape[axis] === 1)) return ops.squeeze(value, axes);
  return apply('ReduceSum', [value, int64s(axes)], { attributes: { keepdims: 0 } })[0] as Value;
}

/**
 * The elements of a value in another shape, in which at most one size is a name that does not stand at the same axis.
 * @throws GraphError for more.
 */
export function reshapeTo(value: Value, shape: Shape): Value {
  if (sameShape(value.shape, shape)) return value;
  const target = reshapeTarget(value.shape, shape);
  if (target === undefined) {
    throw new GraphError({
      what: 'A gradient cannot be brought back to a shape of several named sizes',
      got: `[${shape.join(', ')}] from [${value.shape.join(', ')}]`,
      next: 'Build the graph with fixed sizes.',
    });
  }
  return ops.reshape(value, target);
}

/** A size that the rule has to know. @throws GraphError for a name. */
export function fixedSize(dim: Dim | undefined, what: string): number {
  if (typeof dim === 'number') return dim;
  throw new GraphError({
    what: `The gradient needs a fixed size: ${what}`,
    got: `${dim}`,
    next: 'Build the graph with fixed sizes.',
  });
}

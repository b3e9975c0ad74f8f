import { BackendError, type DType, type Tensor } from '@recyclegpt/spec';
import { allocate, elementsOf, makeTensor, type TensorData } from './tensors.ts';

/** A tensor's data read in another order: element i along an axis lies `i * stride` further on. */
export interface View {
  readonly dtype: DType;
  readonly data: TensorData;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Strides of row-major data. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** A tensor in its own order. */
export function viewOf({ dtype, shape, data }: Tensor): View {
  return { dtype, data, offset: 0, shape, strides: stridesOf(shape) };
}

/** Axis i of the result is axis `order[i]` of the view. */
export function permute(view: View, order: readonly number[]): View {
  return { ...view, shape: order.map((axis) => view.shape[axis]!), strides: order.map((axis) => view.strides[axis]!) };
}

/** The view repeated along axes of size 1 and new leading axes. @throws BackendError if its sizes do not allow it. */
export function broadcastTo(view: View, shape: readonly number[]): View {
  const missing = shape.length - view.shape.length;
  const strides = shape.map((size, axis) => {
    const own = axis < missing ? 1 : view.shape[axis - missing]!;
    if (own !== size && own !== 1) {
      throw new BackendError({
        what: 'Sizes do not broadcast',
        expected: `[${shape.join(', ')}]`,
        got: `[${view.shape.join(', ')}]`,
      });
    }
    return own === 1 ? 0 : view.strides[axis - missing]!;
  });
  return { ...view, shape, strides };
}

/** The shape that all of these broadcast to, by NumPy's rule. @throws BackendError if there is none. */
export function commonShape(shapes: readonly (readonly number[])[]): readonly number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = new Set(shapes.map((shape) => shape[axis - rank + shape.length] ?? 1));
    sizes.delete(1);
    if (sizes.size > 1)
      throw new BackendError({
        what: 'Sizes do not broadcast',
        got: shapes.map((shape) => `[${shape.join(', ')}]`).join(' and '),
      });
    const [size = 1] = sizes;
    return size;
  });
}

/**
 * Visits the runs along the last axis of a shape in row-major order. `visit` gets each operand's offset at the start of
 * the run, in an array that is reused, and the number of elements before the run.
 */
export function forEachRun(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  visit: (offsets: readonly number[], start: number) => void,
): void {
  const total = elementsOf(shape);
  if (total === 0) return;
  const last = shape.length - 1;
  const run = last < 0 ? 1 : shape[last]!;
  const index = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(strides.length).fill(0);
  for (let start = 0; start < total; start += run) {
    visit(offsets, start);
    for (let axis = last - 1; axis >= 0; axis -= 1) {
      index[axis]! += 1;
      const wraps = index[axis] === shape[axis];
      const step = wraps ? 1 - shape[axis]! : 1;
      for (let operand = 0; operand < strides.length; operand += 1)
        offsets[operand]! += step * strides[operand]![axis]!;
      if (!wraps) break;
      index[axis] = 0;
    }
  }
}

/** The elements of a view in row-major order, in memory of their own. */
export function materialize({ dtype, data, offset, shape, strides }: View): Tensor {
  const out = allocate(dtype, elementsOf(shape));
  const run = shape.at(-1) ?? 1;
  const step = strides.at(-1) ?? 0;
  forEachRun(shape, [strides], ([at], start) => {
    const from = offset + at!;
    if (step === 1) (out as Float32Array).set((data as Float32Array).subarray(from, from + run), start);
    else for (let i = 0; i < run; i += 1) out[start + i] = data[from + i * step]!;
  });
  return makeTensor(dtype, shape, out);
}

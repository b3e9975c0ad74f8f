import { BackendError, type Tensor } from '@recyclegpt/spec';
import type { Kernel, KernelContext } from './kernel.ts';
import { gatherPositions } from './movement.ts';
import { allocate, elementsOf, integersOf, makeTensor, positiveAxis, required } from './tensors.ts';
import { forEachRun, viewOf } from './view.ts';

/** The element of an axis that stands at a position of the padded axis; `undefined` where the fill value does. */
function paddedFrom(position: number, size: number, mode: string): number | undefined {
  if (position >= 0 && position < size) return position;
  switch (mode) {
    case 'constant':
      return undefined;
    case 'edge':
      return position < 0 ? 0 : size - 1;
    case 'wrap':
      return ((position % size) + size) % size;
    case 'reflect': {
      const period = Math.max(1, 2 * (size - 1));
      const at = ((position % period) + period) % period;
      return at < size ? at : period - at;
    }
    default:
      throw new BackendError({
        what: 'Pad knows no such mode',
        expected: 'constant, edge, reflect or wrap',
        got: mode,
      });
  }
}

/** For each axis the elements of the source that the positions of the result take. */
function paddedAxes(
  { shape }: Tensor,
  { inputs, attributes }: KernelContext<'Pad'>,
): readonly (readonly (number | undefined)[])[] {
  const pads = integersOf(required(inputs, 1));
  const given = inputs[3] === undefined ? [...shape.keys()] : integersOf(inputs[3]);
  const axes = given.map((axis) => positiveAxis(axis, shape.length));
  return shape.map((size, axis) => {
    const i = axes.indexOf(axis);
    const [before, after] = i < 0 ? [0, 0] : [pads[i]!, pads[i + axes.length]!];
    const length = Math.max(0, size + before + after);
    return Array.from({ length }, (_, position) => paddedFrom(position - before, size, attributes.mode));
  });
}

/** The next row in row-major order. */
function advance(index: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    index[axis]! += 1;
    if (index[axis]! < shape[axis]!) return;
    index[axis] = 0;
  }
}

const pad: Kernel<'Pad'> = (context) => {
  const { inputs } = context;
  const x = required(inputs, 0);
  const sources = paddedAxes(x, context);
  const shape = sources.map(({ length }) => length);
  const out = allocate(x.dtype, elementsOf(shape));
  if (inputs[2] !== undefined && inputs[2].data.length > 0) out.fill(inputs[2].data[0] as never);
  const strides = viewOf(x).strides;
  const columns = sources.at(-1) ?? [0];
  const index = new Array<number>(shape.length).fill(0);
  for (let start = 0; start < out.length; start += columns.length) {
    const rows = index.slice(0, -1).map((at, axis) => sources[axis]![at]);
    if (rows.every((at) => at !== undefined)) {
      const from = rows.reduce<number>((sum, at, axis) => sum + at! * strides[axis]!, 0);
      for (const [i, at] of columns.entries()) if (at !== undefined) out[start + i] = x.data[from + at]!;
    }
    advance(index, shape);
  }
  return [makeTensor(x.dtype, shape, out)];
};

const gatherElements: Kernel<'GatherElements'> = ({ inputs, attributes }) => {
  const [x, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = positiveAxis(attributes.axis, x.shape.length);
  const positions = gatherPositions(indices, x.shape[axis]!);
  const strides = viewOf(x).strides;
  const out = allocate(x.dtype, positions.length);
  // The indices' own positions along the other axes, the looked-up ones along this.
  const elsewhere = strides.map((stride, i) => (i === axis ? 0 : stride));
  const last = indices.shape.at(-1) ?? 1;
  forEachRun(indices.shape, [elsewhere], ([from], start) => {
    for (let i = 0; i < last; i += 1)
      out[start + i] = x.data[from! + i * (elsewhere.at(-1) ?? 0) + positions[start + i]! * strides[axis]!]!;
  });
  return [makeTensor(x.dtype, indices.shape, out)];
};

const scatterElements: Kernel<'ScatterElements'> = ({ inputs, attributes }) => {
  const [x, indices, updates] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const axis = positiveAxis(attributes.axis, x.shape.length);
  const positions = gatherPositions(indices, x.shape[axis]!);
  const strides = viewOf(x).strides;
  const out = x.data.slice() as typeof x.data;
  const elsewhere = strides.map((stride, i) => (i === axis ? 0 : stride));
  const last = indices.shape.at(-1) ?? 1;
  forEachRun(indices.shape, [elsewhere], ([from], start) => {
    for (let i = 0; i < last; i += 1)
      out[from! + i * (elsewhere.at(-1) ?? 0) + positions[start + i]! * strides[axis]!] = updates.data[start + i]!;
  });
  return [makeTensor(x.dtype, x.shape, out)];
};

/** Indices outside of the classes, counted from the end where negative, give a row without an "on". */
const oneHot: Kernel<'OneHot'> = ({ inputs, attributes }) => {
  const [indices, depth, values] = [required(inputs, 0), integersOf(required(inputs, 1))[0]!, required(inputs, 2)];
  const axis = positiveAxis(attributes.axis, indices.shape.length + 1);
  const inner = elementsOf(indices.shape.slice(axis));
  const out = allocate(values.dtype, indices.data.length * depth);
  out.fill(values.data[0] as never);
  for (const [i, index] of integersOf(indices).entries()) {
    const at = index < 0 ? index + depth : index;
    if (at < 0 || at >= depth) continue;
    out[(Math.floor(i / inner) * depth + at) * inner + (i % inner)] = values.data[1]!;
  }
  return [makeTensor(values.dtype, [...indices.shape.slice(0, axis), depth, ...indices.shape.slice(axis)], out)];
};

/** Kernels of the operators that place elements by positions; they are the same for all element types. */
export const placement = {
  GatherElements: gatherElements,
  OneHot: oneHot,
  Pad: pad,
  ScatterElements: scatterElements,
} as const;

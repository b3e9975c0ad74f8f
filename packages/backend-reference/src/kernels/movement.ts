import { BackendError, type Tensor } from '@recyclegpt/spec';
import type { Kernel } from './kernel.ts';
import { allocate, elementsOf, integersOf, makeTensor, positiveAxis, required } from './tensors.ts';
import { broadcastTo, commonShape, forEachRun, materialize, permute, viewOf } from './view.ts';

function reshaped({ dtype, data }: Tensor, shape: readonly number[]): Tensor {
  if (elementsOf(shape) === data.length) return makeTensor(dtype, shape, data);
  throw new BackendError({
    what: 'A new shape changes the number of elements',
    expected: `${data.length}`,
    got: `[${shape.join(', ')}]`,
  });
}

const reshape: Kernel<'Reshape'> = ({ inputs, attributes: { allowzero } }) => {
  const [x, target] = [required(inputs, 0), integersOf(required(inputs, 1))];
  const kept = target.map((size, axis) => (size === 0 && allowzero === 0 ? (x.shape[axis] ?? 0) : size));
  const rest = elementsOf(kept.filter((size) => size !== -1));
  return [
    reshaped(
      x,
      kept.map((size) => (size === -1 ? x.data.length / rest : size)),
    ),
  ];
};

const squeeze: Kernel<'Squeeze'> = ({ inputs }) => {
  const x = required(inputs, 0);
  const axes =
    inputs[1] === undefined
      ? undefined
      : new Set(integersOf(inputs[1]).map((axis) => positiveAxis(axis, x.shape.length)));
  return [
    reshaped(
      x,
      x.shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.has(axis))),
    ),
  ];
};

const unsqueeze: Kernel<'Unsqueeze'> = ({ inputs }) => {
  const [x, given] = [required(inputs, 0), integersOf(required(inputs, 1))];
  const rank = x.shape.length + given.length;
  const axes = new Set(given.map((axis) => positiveAxis(axis, rank)));
  const rest = [...x.shape];
  return [
    reshaped(
      x,
      Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : (rest.shift() ?? 1))),
    ),
  ];
};

const transpose: Kernel<'Transpose'> = ({ inputs, attributes: { perm } }) => {
  const x = required(inputs, 0);
  return [materialize(permute(viewOf(x), perm ?? [...x.shape.keys()].reverse()))];
};

const expand: Kernel<'Expand'> = ({ inputs }) => {
  const [x, target] = [required(inputs, 0), integersOf(required(inputs, 1))];
  return [materialize(broadcastTo(viewOf(x), commonShape([x.shape, target])))];
};

/** Start and number of elements of a slice, positions clamped as ONNX says. */
function sliceRange(
  size: number,
  start: number,
  end: number,
  step: number,
): { readonly from: number; readonly count: number } {
  if (step === 0) throw new BackendError({ what: 'A slice needs steps other than 0' });
  const at = (position: number): number => (position < 0 ? position + size : position);
  const clamp = (position: number, low: number, high: number): number => Math.min(Math.max(position, low), high);
  const from = step > 0 ? clamp(at(start), 0, size) : clamp(at(start), 0, size - 1);
  const to = step > 0 ? clamp(at(end), 0, size) : clamp(at(end), -1, size - 1);
  return { from, count: Math.max(0, Math.ceil((to - from) / step)) };
}

const slice: Kernel<'Slice'> = ({ inputs }) => {
  const x = required(inputs, 0);
  const [starts, ends] = [integersOf(required(inputs, 1)), integersOf(required(inputs, 2))];
  const axes = inputs[3] === undefined ? [...starts.keys()] : integersOf(inputs[3]);
  const steps = inputs[4] === undefined ? starts.map(() => 1) : integersOf(inputs[4]);
  const [shape, strides] = [[...x.shape], [...viewOf(x).strides]];
  let offset = 0;
  for (const [i, start] of starts.entries()) {
    const axis = positiveAxis(axes[i]!, x.shape.length);
    const { from, count } = sliceRange(x.shape[axis]!, start, ends[i]!, steps[i]!);
    offset += from * strides[axis]!;
    shape[axis] = count;
    strides[axis]! *= steps[i]!;
  }
  return [materialize({ dtype: x.dtype, data: x.data, offset, shape, strides })];
};

const split: Kernel<'Split'> = ({ inputs, attributes: { axis: given, num_outputs: parts } }) => {
  const x = required(inputs, 0);
  const view = viewOf(x);
  const axis = positiveAxis(given, x.shape.length);
  const size = x.shape[axis]!;
  const sizes = inputs[1] === undefined ? evenSizes(size, parts ?? 1) : integersOf(inputs[1]);
  if (sizes.reduce((sum, part) => sum + part, 0) !== size || sizes.some((part) => part < 0)) {
    throw new BackendError({ what: 'Parts of a split do not add up', expected: `${size}`, got: sizes.join(' + ') });
  }
  let from = 0;
  return sizes.map((part) => {
    const offset = from * view.strides[axis]!;
    from += part;
    return materialize({ ...view, offset, shape: x.shape.map((whole, i) => (i === axis ? part : whole)) });
  });
};

function evenSizes(size: number, parts: number): readonly number[] {
  const part = Math.ceil(size / parts);
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(part, size - i * part)));
}

const concat: Kernel<'Concat'> = ({ inputs, attributes }) => {
  const parts = inputs.map((_, index) => required(inputs, index));
  const first = required(inputs, 0);
  const axis = positiveAxis(attributes.axis ?? 0, first.shape.length);
  const shape = first.shape.map((size, i) =>
    i === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : size,
  );
  const out = allocate(first.dtype, elementsOf(shape));
  const outerCount = elementsOf(shape.slice(0, axis));
  let at = 0;
  for (let outer = 0; outer < outerCount; outer += 1) {
    for (const part of parts) {
      const run = elementsOf(part.shape.slice(axis));
      (out as Float32Array).set((part.data as Float32Array).subarray(outer * run, (outer + 1) * run), at);
      at += run;
    }
  }
  if (at !== out.length)
    throw new BackendError({
      what: 'Tensors of other shapes cannot be put one after another',
      got: parts.map((part) => `[${part.shape.join(', ')}]`).join(' and '),
    });
  return [makeTensor(first.dtype, shape, out)];
};

/** Positions along an axis, negative ones from its end. @throws BackendError outside of the axis. */
export function gatherPositions(indices: Tensor, size: number): readonly number[] {
  return integersOf(indices).map((index) => {
    if (index >= -size && index < size) return index < 0 ? index + size : index;
    throw new BackendError({
      what: 'An index lies outside of the axis',
      expected: `-${size} to ${size - 1}`,
      got: `${index}`,
    });
  });
}

const gather: Kernel<'Gather'> = ({ inputs, attributes }) => {
  const [x, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = positiveAxis(attributes.axis, x.shape.length);
  const size = x.shape[axis]!;
  const positions = gatherPositions(indices, size);
  const [outer, inner] = [elementsOf(x.shape.slice(0, axis)), elementsOf(x.shape.slice(axis + 1))];
  const out = allocate(x.dtype, outer * positions.length * inner);
  let at = 0;
  for (let row = 0; row < outer; row += 1) {
    for (const position of positions) {
      const from = (row * size + position) * inner;
      (out as Float32Array).set((x.data as Float32Array).subarray(from, from + inner), at);
      at += inner;
    }
  }
  return [makeTensor(x.dtype, [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)], out)];
};

const where: Kernel<'Where'> = ({ inputs }) => {
  const [condition, a, b] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const shape = commonShape([condition.shape, a.shape, b.shape]);
  const views = [condition, a, b].map((tensor) => broadcastTo(viewOf(tensor), shape));
  const [stepC, stepA, stepB] = views.map(({ strides }) => strides.at(-1) ?? 0) as [number, number, number];
  const out = allocate(a.dtype, elementsOf(shape));
  const run = shape.at(-1) ?? 1;
  forEachRun(
    shape,
    views.map(({ strides }) => strides),
    ([fromC, fromA, fromB], start) => {
      for (let i = 0; i < run; i += 1) {
        const isFirst = condition.data[fromC! + i * stepC] !== 0;
        out[start + i] = (isFirst ? a.data[fromA! + i * stepA] : b.data[fromB! + i * stepB]) as number;
      }
    },
  );
  return [makeTensor(a.dtype, shape, out)];
};

/** Kernels of the operators that only move elements; they are the same for all element types. */
export const movement = {
  Concat: concat,
  Expand: expand,
  Gather: gather,
  Identity: ({ inputs }: Parameters<Kernel<'Identity'>>[0]) => [required(inputs, 0)],
  Reshape: reshape,
  Slice: slice,
  Split: split,
  Squeeze: squeeze,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Where: where,
} as const;

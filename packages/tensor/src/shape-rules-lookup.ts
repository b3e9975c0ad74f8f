import { constantInts } from './constant-ints.ts';
import { addDims, mayEqual, multiplyDims, type Shape } from './dim.ts';
import { fail, normalizeAxis, type OutputType, required, type ShapeContext, sameType } from './shape-rule.ts';

/** Slices by indices. */
export function gather({ inputs, attributes }: ShapeContext<'Gather'>): readonly OutputType[] {
  const [data, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = normalizeAxis(attributes.axis, data.shape.length);
  return [
    { dtype: data.dtype, shape: [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)] },
  ];
}

/** Rows of a packed table. */
export function gatherQuantized({ inputs, attributes }: ShapeContext<'GatherBlockQuantized'>): readonly OutputType[] {
  const [data, indices, scales] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  if (attributes.gather_axis !== 0) fail('GatherBlockQuantized is used on axis 0 only');
  const width = multiplyDims(data.shape.at(-1) ?? 1, 8 / attributes.bits);
  return [{ dtype: scales.dtype, shape: [...indices.shape, ...data.shape.slice(1, -1), width] }];
}

/** Elements by indices along one axis: the shape of the indices. */
export function gatherElements({ inputs, attributes }: ShapeContext<'GatherElements'>): readonly OutputType[] {
  const [data, indices] = [required(inputs, 0), required(inputs, 1)];
  if (data.shape.length !== indices.shape.length) {
    fail('GatherElements takes indices of the rank of its data', `${data.shape.length}`, `${indices.shape.length}`);
  }
  normalizeAxis(attributes.axis, data.shape.length);
  return [{ dtype: data.dtype, shape: indices.shape }];
}

/** The data with some elements replaced: its shape. */
export function scatterElements({ inputs, attributes }: ShapeContext<'ScatterElements'>): readonly OutputType[] {
  const [data, indices, updates] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const axis = normalizeAxis(attributes.axis, data.shape.length);
  sameType([data, updates]);
  const others = (shape: Shape): Shape => shape.filter((_, i) => i !== axis);
  const hasFittingShapes = fits(indices.shape, updates.shape) && fits(others(indices.shape), others(data.shape));
  if (!hasFittingShapes) {
    fail(
      'ScatterElements takes an index and a new element for whole lines of its data',
      `[${data.shape.join(', ')}] along axis ${axis}`,
      `[${indices.shape.join(', ')}] and [${updates.shape.join(', ')}]`,
    );
  }
  return [{ dtype: data.dtype, shape: data.shape }];
}

function fits(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => mayEqual(dim, b[i] ?? 1));
}

/** Position of the largest element along an axis, int64. */
export function argMax({ inputs, attributes }: ShapeContext<'ArgMax'>): readonly OutputType[] {
  const { shape } = required(inputs, 0);
  const axis = normalizeAxis(attributes.axis, shape.length);
  const kept = attributes.keepdims === 1 ? [1] : [];
  return [{ dtype: 'int64', shape: [...shape.slice(0, axis), ...kept, ...shape.slice(axis + 1)] }];
}

/** A new axis of a constant number of classes. */
export function oneHot({ inputs, attributes }: ShapeContext<'OneHot'>): readonly OutputType[] {
  const [indices, depth, values] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const [classes = 0] = constantInts(depth) ?? fail('The number of classes of OneHot must be constant');
  if (!Number.isSafeInteger(classes) || classes < 1) fail('OneHot needs a class', 'at least 1', `${classes}`);
  if (values.shape.length !== 1 || !mayEqual(values.shape[0] ?? 1, 2)) {
    fail('OneHot takes the two numbers for off and on', '[2]', `[${values.shape.join(', ')}]`);
  }
  const axis = normalizeAxis(attributes.axis, indices.shape.length + 1);
  const shape = [...indices.shape.slice(0, axis), classes, ...indices.shape.slice(axis)];
  return [{ dtype: values.dtype, shape }];
}

/** Elements before and after those of each axis; fewer where the numbers are negative. */
export function pad({ inputs }: ShapeContext<'Pad'>): readonly OutputType[] {
  const { dtype, shape } = required(inputs, 0);
  const pads = constantInts(required(inputs, 1)) ?? fail('The sizes of Pad must be constant');
  const given =
    inputs[3] === undefined ? [...shape.keys()] : (constantInts(inputs[3]) ?? fail('Axes must be constant'));
  if (pads.length !== 2 * given.length)
    fail('Pad takes two sizes for each axis', `${2 * given.length}`, `${pads.length}`);
  if (inputs[2] !== undefined) sameType([inputs[0], inputs[2]]);
  const result = [...shape];
  for (const [i, givenAxis] of given.entries()) {
    const axis = normalizeAxis(givenAxis, shape.length);
    const size = addDims(shape[axis] ?? 1, (pads[i] ?? 0) + (pads[i + given.length] ?? 0));
    result[axis] = typeof size === 'string' || size >= 0 ? size : fail('Pad cuts off more than there is');
  }
  return [{ dtype, shape: result }];
}

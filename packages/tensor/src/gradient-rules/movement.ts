import { GraphError } from '@recyclegpt/spec';
import { constantInts } from '../constant-ints.ts';
import { apply, constant, int64s, type Value } from '../graph.ts';
import * as ops from '../ops.ts';
import { normalizeAxis, required } from '../shape-rule.ts';
import { flowOf, type GradientRule, once, refuse, unaryRule } from './gradient-rule.ts';
import { fixedSize, reshapeTo, sumTo, zerosLike } from './shapes.ts';

const concat: GradientRule<'Concat'> = (context) => {
  const { inputs, attributes, gradient } = flowOf(context);
  const axis = normalizeAxis(attributes.axis ?? 0, gradient.shape.length);
  const parts = once(() => {
    const sizes = inputs.map((value) => fixedSize(value?.shape[axis], `axis ${axis} of what Concat joins`));
    return ops.split(gradient, sizes, axis);
  });
  return inputs.map((_, index) => () => required(parts(), index));
};

/** Parts without a gradient count as zeros. */
const split: GradientRule<'Split'> = ({ attributes, outputs, outputGradients }) => [
  () =>
    ops.concat(
      outputs.map((output, index) => outputGradients[index] ?? zerosLike(output)),
      attributes.axis,
    ),
];

/** Which elements of an axis a slice took, in its order. */
interface SlicedAxis {
  readonly axis: number;
  readonly from: number;
  readonly step: number;
  readonly count: number;
  /** Elements of the whole axis. */
  readonly size: number;
}

function slicedAxes(inputs: readonly (Value | undefined)[], output: Value): readonly SlicedAxis[] {
  const { shape } = required(inputs, 0);
  const given = inputs.slice(1).map((value) => constantInts(value));
  const [starts = [], , axes = starts.map((_, i) => i), steps = starts.map(() => 1)] = given;
  return starts.map((start, i) => {
    const axis = normalizeAxis(axes[i] ?? 0, shape.length);
    const size = fixedSize(shape[axis], `axis ${axis} of what Slice cuts`);
    const step = steps[i] ?? 1;
    const from = Math.min(Math.max(start < 0 ? start + size : start, 0), step > 0 ? size : size - 1);
    return { axis, from, step, count: fixedSize(output.shape[axis], `axis ${axis} of a Slice`), size };
  });
}

/** Zeros around the elements of one axis; `before` and `after` may be negative, which cuts instead. */
function padAxes(x: Value, axes: readonly { axis: number; before: number; after: number }[]): Value {
  const open = axes.filter(({ before, after }) => before !== 0 || after !== 0);
  if (open.length === 0) return x;
  const sizes = [...open.map(({ before }) => before), ...open.map(({ after }) => after)];
  const [padded] = apply('Pad', [x, int64s(sizes), undefined, int64s(open.map(({ axis }) => axis))]);
  return padded as Value;
}

/** Elements of steps other than 1 go back by a lookup: each position of the axis takes its element, or a zero. */
function scatterAxis(g: Value, { axis, from, step, count, size }: SlicedAxis): Value {
  const positions = new BigInt64Array(size).fill(BigInt(count));
  for (let i = 0; i < count; i += 1) positions[from + i * step] = BigInt(i);
  const withZero = padAxes(g, [{ axis, before: 0, after: 1 }]);
  return ops.gather(withZero, constant({ dtype: 'int64', shape: [size], data: positions }), axis);
}

const slice: GradientRule<'Slice'> = (context) => {
  const { inputs, output, gradient } = flowOf(context);
  return [
    () => {
      const axes = slicedAxes(inputs, output);
      const dense = axes.filter(({ step }) => step === 1);
      const scattered = axes.filter(({ step }) => step !== 1).reduce(scatterAxis, gradient);
      const around = dense.map(({ axis, from, count, size }) => ({ axis, before: from, after: size - from - count }));
      return padAxes(scattered, around);
    },
  ];
};

/** What was added is cut off, what was cut off was worth nothing. */
const pad: GradientRule<'Pad'> = (context) => {
  const { inputs, attributes, gradient } = flowOf(context);
  const rank = gradient.shape.length;
  return [
    () => {
      if (attributes.mode !== 'constant') {
        throw new GraphError({
          what: 'The gradient knows padding by a constant only',
          expected: 'constant',
          got: attributes.mode,
        });
      }
      const sizes = constantInts(inputs[1]) ?? [];
      const axes = constantInts(inputs[3]) ?? Array.from({ length: rank }, (_, axis) => axis);
      const cut = (index: number): number => -(sizes[index] ?? 0);
      return padAxes(
        gradient,
        axes.map((axis, i) => ({ axis: normalizeAxis(axis, rank), before: cut(i), after: cut(i + axes.length) })),
      );
    },
    undefined,
    refuse({ op: 'Pad' }, 'fill value'),
  ];
};

const toShapeOfInput = unaryRule((x, g) => reshapeTo(g, x.shape));

const squeeze: GradientRule<'Squeeze'> = (context) => {
  const { inputs, gradient } = flowOf(context);
  const { shape } = required(inputs, 0);
  const given = constantInts(inputs[1])?.map((axis) => normalizeAxis(axis, shape.length));
  const axes = given ?? shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
  return [() => (axes.length === 0 ? gradient : ops.unsqueeze(gradient, axes))];
};

const unsqueeze: GradientRule<'Unsqueeze'> = (context) => {
  const { inputs, gradient } = flowOf(context);
  return [() => ops.squeeze(gradient, constantInts(inputs[1]) ?? [])];
};

const transpose: GradientRule<'Transpose'> = (context) => {
  const { attributes, gradient } = flowOf(context);
  const order = attributes.perm ?? [...gradient.shape.keys()].reverse();
  return [
    () =>
      ops.transpose(
        gradient,
        [...order.keys()].map((axis) => order.indexOf(axis)),
      ),
  ];
};

/** Gradients of the operators that only move elements. */
export const movement = {
  Concat: concat,
  Expand: unaryRule((x, g) => sumTo(g, x.shape)),
  Pad: pad,
  Reshape: toShapeOfInput,
  Slice: slice,
  Split: split,
  Squeeze: squeeze,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
} as const;

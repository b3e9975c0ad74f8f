import { sizeOf } from '../dim.ts';
import { apply, constant, int64s, type Value } from '../graph.ts';
import * as ops from '../ops.ts';
import { normalizeAxis, required } from '../shape-rule.ts';
import { flowOf, type GradientRule, refuse } from './gradient-rule.ts';
import { dropAxes, fixedSize, numberLike, reshapeTo, zerosLike } from './shapes.ts';

/** 1 at the index, 0 elsewhere, along a new axis. */
function oneHotLike(indices: Value, depth: number, axis: number, like: Value): Value {
  const numbers = constant({ dtype: 'float32', shape: [2], data: Float32Array.of(0, 1) });
  const values = like.dtype === 'float32' ? numbers : ops.cast(numbers, like.dtype);
  return apply('OneHot', [indices, int64s([depth]), values], { attributes: { axis } })[0] as Value;
}

/**
 * Rows that were looked up several times get the sum of what their copies got. As a product with the one-hot matrix of
 * the indices the sum has one order: ScatterND(add) races in ONNX Runtime once it has several threads.
 */
const gather: GradientRule<'Gather'> = (context) => {
  const { inputs, attributes, gradient } = flowOf(context);
  const [data, indices] = [required(inputs, 0), required(inputs, 1)];
  return [
    () => {
      const axis = normalizeAxis(attributes.axis, data.shape.length);
      const rows = fixedSize(data.shape[axis], `axis ${axis} of what Gather looks up`);
      const [before, after] = [sizeOf(data.shape.slice(0, axis)), sizeOf(data.shape.slice(axis + 1))];
      const chosen = oneHotLike(reshapeTo(indices, [sizeOf(indices.shape)]), rows, -1, gradient);
      if (before === 1) {
        const flat = reshapeTo(gradient, [sizeOf(indices.shape), after]);
        return reshapeTo(ops.gemm(chosen, flat, undefined, { transA: 1 }), data.shape);
      }
      const flat = reshapeTo(gradient, [before, sizeOf(indices.shape), after]);
      return reshapeTo(ops.fusedMatMul(chosen, flat, { transA: 1 }), data.shape);
    },
  ];
};

/** The one-hot form again, for indices that stand beside their elements. */
const gatherElements: GradientRule<'GatherElements'> = (context) => {
  const { inputs, attributes, gradient } = flowOf(context);
  const [data, indices] = [required(inputs, 0), required(inputs, 1)];
  const axis = normalizeAxis(attributes.axis, data.shape.length);
  return [
    () => {
      const size = fixedSize(data.shape[axis], `axis ${axis} of what GatherElements looks up`);
      const chosen = oneHotLike(indices, size, axis, gradient);
      const spread = ops.multiply(chosen, ops.unsqueeze(gradient, [axis]));
      return padTo(dropAxes(spread, [axis + 1]), data, axis);
    },
  ];
};

/** What was replaced gets nothing, and what replaced it gets its own. */
const scatterElements: GradientRule<'ScatterElements'> = (context) => {
  const { inputs, attributes, gradient } = flowOf(context);
  const [indices, updates] = [required(inputs, 1), required(inputs, 2)];
  return [
    () => ops.scatterElements(gradient, indices, zerosLike(updates), attributes.axis),
    undefined,
    () => ops.gatherElements(gradient, indices, attributes.axis),
  ];
};

/** Indices may cover a part of the other axes only. */
function padTo(x: Value, data: Value, axis: number): Value {
  const missing = data.shape.map((dim, i) => {
    if (i === axis || dim === x.shape[i]) return 0;
    return fixedSize(dim, `axis ${i} of the data`) - fixedSize(x.shape[i], `axis ${i} of the indices`);
  });
  if (missing.every((size) => size === 0)) return x;
  const sizes = int64s([...missing.map(() => 0), ...missing]);
  return apply('Pad', [x, sizes, numberLike(0, x)])[0] as Value;
}

/** A rotation's transpose turns the other way: the same operator with −sin. */
const rotaryEmbedding: GradientRule<'RotaryEmbedding'> = (context) => {
  const { inputs, attributes, gradient } = flowOf(context);
  const [positions, cos, sin] = [required(inputs, 1), required(inputs, 2), required(inputs, 3)];
  const table = { op: 'RotaryEmbedding' } as const;
  return [
    () => apply('RotaryEmbedding', [gradient, positions, cos, ops.negate(sin)], { attributes })[0] as Value,
    undefined,
    refuse(table, 'table of cosines'),
    refuse(table, 'table of sines'),
  ];
};

const oneHot: GradientRule<'OneHot'> = () => [undefined, undefined, refuse({ op: 'OneHot' }, 'numbers for off and on')];

/** Gradients of the operators that look elements up. */
export const lookups = {
  Gather: gather,
  GatherElements: gatherElements,
  OneHot: oneHot,
  RotaryEmbedding: rotaryEmbedding,
  ScatterElements: scatterElements,
} as const;

import { apply, constant, int64s, type Value } from '../graph.ts';
import type { OpType } from '../operators.ts';
import * as ops from '../ops.ts';
import { type GradientCase, type GradientCases, longs } from './gradient-case.ts';
import { tensorOf } from './run-values.ts';

const unary = (op: OpType, element: (x: number) => number = (x) => 2 * x): readonly GradientCase[] => [
  { title: 'elements', shapes: [[2, 3]], build: (x) => apply(op, x), element },
];
const positive = (x: number): number => x + 1.5;
/** Not nearer to 0 than 0.1, where a bend is. */
const apart = (x: number): number => x + Math.sign(x) / 10;

const binary = (op: OpType, element?: (x: number) => number): readonly GradientCase[] =>
  [
    [
      [2, 3],
      [2, 3],
    ],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[3], [2, 3]],
    [[], [2, 2]],
    [[1, 1], [3]],
  ].map((shapes) => ({
    title: shapes.map((shape) => `[${shape}]`).join(' and '),
    shapes,
    build: (values) => apply(op, values),
    ...(element === undefined ? {} : { element }),
  }));

const reduction = (op: 'ReduceSum' | 'ReduceMean' | 'ReduceMax'): readonly GradientCase[] =>
  [
    { axes: [-1], keepdims: 1 },
    { axes: [0, 2], keepdims: 0 },
    { axes: [1], keepdims: 0 },
    { axes: undefined, keepdims: 0 },
    { axes: undefined, keepdims: 1, noop_with_empty_axes: 1 },
  ].map(({ axes, ...attributes }) => ({
    title: `${axes ?? 'no'} axes, ${JSON.stringify(attributes)}`,
    shapes: [[2, 3, 4]],
    build: ([x]) => apply(op, [x, axes === undefined ? undefined : int64s(axes)], { attributes }),
  }));

const norm = (title: string, shapes: readonly (readonly number[])[], attributes: object): GradientCase => ({
  title,
  shapes,
  build: (values) => apply('SimplifiedLayerNormalization', values, { attributes }).slice(0, 1),
});

/** Cases of the operators that work element by element or along axes. */
export const elementwiseCases = {
  Abs: unary('Abs', apart),
  Add: binary('Add'),
  Cast: [
    {
      title: 'there and back',
      shapes: [[2, 2]],
      build: ([x]) => [ops.cast(ops.cast(x as Value, 'float64'), 'float64')],
    },
  ],
  Cos: unary('Cos'),
  Div: binary('Div', positive),
  Erf: unary('Erf'),
  Exp: unary('Exp'),
  Identity: unary('Identity'),
  Log: unary('Log', positive),
  LogSoftmax: [-1, 0].map((axis) => ({
    title: `axis ${axis}`,
    shapes: [[3, 4]],
    build: ([x]) => [ops.logSoftmax(x as Value, axis)],
  })),
  Max: [...binary('Max'), { title: 'three', shapes: [[3], [2, 3], [1]], build: (x) => apply('Max', x) }],
  Min: [...binary('Min'), { title: 'three', shapes: [[3], [2, 3], [1]], build: (x) => apply('Min', x) }],
  Mul: [...binary('Mul'), { title: 'a square', shapes: [[3]], build: ([x]) => [ops.multiply(x as Value, x as Value)] }],
  Neg: unary('Neg'),
  Pow: [
    ...binary('Pow', positive),
    { title: 'an integer exponent', shapes: [[3]], build: ([x]) => apply('Pow', [x, longs([], [3])]) },
  ],
  QuickGelu: [1, 1.702].map((alpha) => ({
    title: `alpha ${alpha}`,
    shapes: [[5]],
    build: (x) => apply('QuickGelu', x, { attributes: { alpha } }),
    element: (x) => 3 * x,
  })),
  Reciprocal: unary('Reciprocal', positive),
  ReduceMax: reduction('ReduceMax'),
  ReduceMean: reduction('ReduceMean'),
  ReduceSum: reduction('ReduceSum'),
  Relu: unary('Relu', apart),
  Sigmoid: unary('Sigmoid'),
  SimplifiedLayerNormalization: [
    {
      title: 'with its statistics',
      shapes: [[2, 3, 4], [4]],
      build: (values) => apply('SimplifiedLayerNormalization', values, { attributes: { epsilon: 0.1 } }),
    },
    {
      title: 'statistics alone',
      shapes: [[3, 4], [4]],
      build: (values) => apply('SimplifiedLayerNormalization', values).slice(1),
    },
    norm('last axis', [[2, 3, 4], [4]], { epsilon: 1e-3 }),
    norm(
      'last two axes',
      [
        [2, 3, 4],
        [3, 4],
      ],
      { axis: 1, epsilon: 0.1 },
    ),
  ],
  Sin: unary('Sin'),
  SkipSimplifiedLayerNormalization: [
    {
      title: 'norm and sum',
      shapes: [[1, 3, 4], [1, 3, 4], [4]],
      build: ([x, skip, weight]) => {
        const { normed, sum } = ops.addRmsNorm(x as Value, skip as Value, weight as Value, 1e-3);
        return [normed, sum];
      },
    },
    {
      title: 'norm alone, bias',
      shapes: [[2, 3, 4], [2, 3, 4], [4], [4]],
      build: (x) => apply('SkipSimplifiedLayerNormalization', x).slice(0, 1),
    },
    {
      title: 'sum alone',
      shapes: [[1, 2, 4], [1, 2, 4], [4]],
      build: (x) => apply('SkipSimplifiedLayerNormalization', x).slice(3),
    },
  ],
  Softmax: [-1, 0].map((axis) => ({
    title: `axis ${axis}`,
    shapes: [[3, 4]],
    build: ([x]) => [ops.softmax(x as Value, axis)],
  })),
  Sqrt: unary('Sqrt', positive),
  Sub: binary('Sub'),
  Tanh: unary('Tanh'),
  Where: [
    {
      title: 'all three repeated',
      shapes: [[2, 1], [3]],
      build: ([a, b]) => [ops.where(constant(tensorOf('bool', [2, 1, 1], [1, 0])), a as Value, b as Value)],
    },
  ],
} as const satisfies GradientCases;

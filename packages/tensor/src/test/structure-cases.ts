import { apply, int64s, type Value } from '../graph.ts';
import * as ops from '../ops.ts';
import { doubles, type GradientCase, type GradientCases, longs } from './gradient-case.ts';

function product(
  op: 'MatMul' | 'FusedMatMul' | 'Gemm',
  shapes: readonly (readonly number[])[],
  attributes: object = {},
): GradientCase {
  const title = `${shapes.map((shape) => `[${shape}]`).join(' · ')} ${JSON.stringify(attributes)}`;
  return { title, shapes, build: (values) => apply(op, values, { attributes }) };
}

const angles = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => 0.4 * i + 0.3);
const cosines = doubles([4, 2], angles.map(Math.cos));
const sines = doubles([4, 2], angles.map(Math.sin));
const rotary = (shape: readonly number[], attributes: object, positions = longs([1, 3], [2, 0, 3])): GradientCase => ({
  title: `[${shape}] ${JSON.stringify(attributes)}`,
  shapes: [shape],
  build: ([x]) => apply('RotaryEmbedding', [x, positions, cosines, sines], { attributes }),
});

const slice = (starts: number[], ends: number[], axes?: number[], steps?: number[]): GradientCase => ({
  title: JSON.stringify({ starts, ends, axes, steps }),
  shapes: [[4, 6]],
  build: ([x]) =>
    apply('Slice', [x, ...[starts, ends, axes, steps].map((list) => (list === undefined ? undefined : int64s(list)))]),
});

const lookup = (axis: number, indices: Value): GradientCase => ({
  title: `axis ${axis}, indices [${indices.shape}]`,
  shapes: [[3, 4, 2]],
  build: ([x]) => [ops.gather(x as Value, indices, axis)],
});

/** Cases of products, lookups, and operators that move elements. */
export const structureCases = {
  Concat: [
    {
      title: 'last axis',
      shapes: [
        [2, 1],
        [2, 3],
      ],
      build: (x) => [ops.concat(x, -1)],
    },
    {
      title: 'first axis',
      shapes: [
        [1, 2],
        [3, 2],
        [2, 2],
      ],
      build: (x) => [ops.concat(x, 0)],
    },
  ],
  Expand: [{ title: 'new and old axes', shapes: [[3, 1]], build: ([x]) => [ops.expand(x as Value, [2, 3, 4])] }],
  FusedMatMul: [
    product(
      'FusedMatMul',
      [
        [3, 4],
        [4, 5],
      ],
      { alpha: 0.5 },
    ),
    product(
      'FusedMatMul',
      [
        [2, 3, 4],
        [5, 4],
      ],
      { transB: 1, alpha: 0.5 },
    ),
    product('FusedMatMul', [
      [1, 3, 4],
      [4, 5],
    ]),
    product(
      'FusedMatMul',
      [
        [2, 4, 3],
        [5, 4],
      ],
      { transA: 1, transB: 1 },
    ),
    product(
      'FusedMatMul',
      [
        [2, 4, 3],
        [2, 4, 5],
      ],
      { transA: 1, alpha: -2 },
    ),
    product(
      'FusedMatMul',
      [
        [2, 3, 3, 4],
        [2, 1, 5, 4],
      ],
      { transB: 1 },
    ),
    product('FusedMatMul', [
      [2, 1, 3, 4],
      [1, 2, 4, 5],
    ]),
    product(
      'FusedMatMul',
      [
        [3, 2, 4],
        [5, 2, 4],
      ],
      { transBatchA: 1, transBatchB: 1, transB: 1 },
    ),
    product(
      'FusedMatMul',
      [
        [4, 2, 3],
        [2, 4, 5],
      ],
      { transBatchA: 1, transA: 1 },
    ),
    product(
      'FusedMatMul',
      [
        [2, 3, 4],
        [4, 2, 5],
      ],
      { transBatchB: 1 },
    ),
    product(
      'FusedMatMul',
      [
        [5, 2, 3, 4],
        [2, 3, 4, 2],
      ],
      { transBatchA: 1 },
    ),
    product('FusedMatMul', [
      [3, 4],
      [2, 4, 5],
    ]),
    product(
      'FusedMatMul',
      [
        [4, 3],
        [2, 4, 5],
      ],
      { transA: 1 },
    ),
  ],
  Gather: [
    lookup(0, longs([4], [2, 0, 2, -1])),
    lookup(0, longs([2, 2], [1, 1, 1, 0])),
    lookup(1, longs([3], [3, 0, 3])),
    lookup(-1, longs([], [1])),
  ],
  GatherElements: [
    {
      title: 'one of each row',
      shapes: [[3, 4]],
      build: ([x]) => [ops.gatherElements(x as Value, longs([3, 1], [2, 0, -1]), 1)],
    },
    {
      title: 'several, of a part',
      shapes: [[3, 4]],
      build: ([x]) => [ops.gatherElements(x as Value, longs([2, 3], [1, 1, 0, 2, 2, 2]), 0)],
    },
  ],
  ScatterElements: [
    {
      title: 'one of each row',
      shapes: [
        [3, 4],
        [3, 1],
      ],
      build: ([x, y]) => [ops.scatterElements(x as Value, longs([3, 1], [2, 0, -1]), y as Value, 1)],
    },
    {
      title: 'several of each column',
      shapes: [
        [3, 2],
        [2, 2],
      ],
      build: ([x, y]) => [ops.scatterElements(x as Value, longs([2, 2], [2, 0, 1, 2]), y as Value, 0)],
    },
  ],
  Gemm: [
    product('Gemm', [[3, 4], [5, 4], [5]], { transB: 1, alpha: 0.5, beta: 2 }),
    product(
      'Gemm',
      [
        [4, 3],
        [4, 5],
        [3, 1],
      ],
      { transA: 1 },
    ),
    product(
      'Gemm',
      [
        [4, 3],
        [5, 4],
      ],
      { transA: 1, transB: 1, alpha: 3 },
    ),
    product('Gemm', [[3, 4], [4, 5], []]),
  ],
  MatMul: [
    product('MatMul', [
      [3, 4],
      [4, 5],
    ]),
    product('MatMul', [
      [2, 3, 4],
      [4, 5],
    ]),
    product('MatMul', [
      [2, 2, 3, 4],
      [4, 2],
    ]),
    product('MatMul', [
      [2, 1, 3, 4],
      [1, 3, 4, 2],
    ]),
    product('MatMul', [[4], [4, 5]]),
    product('MatMul', [[2, 3, 4], [4]]),
    product('MatMul', [[4], [2, 4, 3]]),
    product('MatMul', [[4], [4]]),
    product('MatMul', [
      [2, 3, 4],
      [3, 1, 4, 2],
    ]),
  ],
  OneHot: [
    {
      title: 'beside a value that varies',
      shapes: [[3]],
      build: ([x]) => [ops.multiply(ops.cast(ops.oneHot(ops.argMax(x as Value, 0), 3), 'float64'), x as Value)],
    },
  ],
  Pad: [
    { title: 'around', shapes: [[2, 3]], build: ([x]) => apply('Pad', [x, int64s([1, 0, 0, 2])]) },
    {
      title: 'around and less',
      shapes: [[2, 5]],
      build: ([x]) => apply('Pad', [x, int64s([-1, 2]), undefined, int64s([-1])]),
    },
  ],
  Reshape: [{ title: 'by −1', shapes: [[2, 6]], build: ([x]) => [ops.reshape(x as Value, [3, -1, 2])] }],
  RotaryEmbedding: [
    rotary([1, 3, 8], {}),
    rotary([1, 3, 8], { interleaved: 1 }),
    rotary([1, 3, 16], { num_heads: 2, rotary_embedding_dim: 4 }),
    rotary([1, 2, 3, 4], {}),
    rotary([1, 3, 8], {}, longs([1], [1])),
  ],
  Slice: [
    slice([1, 0], [3, 6]),
    slice([1], [2 ** 31], [1]),
    slice([-3], [-1], [1]),
    slice([1, 0], [3, 6], [0, 1], [1, 2]),
    slice([5], [-7], [1], [-2]),
    slice([9, 3], [1, 0], [1, 0], [-3, -1]),
  ],
  Split: [
    { title: 'all parts', shapes: [[2, 5]], build: ([x]) => ops.split(x as Value, [2, 3], 1) },
    { title: 'one part', shapes: [[6, 2]], build: ([x]) => ops.split(x as Value, [1, 3, 2], 0).slice(1, 2) },
  ],
  Squeeze: [
    { title: 'given axes', shapes: [[1, 2, 1]], build: ([x]) => [ops.squeeze(x as Value, [-1])] },
    { title: 'all axes of size 1', shapes: [[1, 2, 1]], build: (x) => apply('Squeeze', x) },
  ],
  Transpose: [
    { title: '2, 0, 1', shapes: [[2, 3, 4]], build: ([x]) => [ops.transpose(x as Value, [2, 0, 1])] },
    { title: 'reversed', shapes: [[2, 3, 4]], build: (x) => apply('Transpose', x) },
  ],
  Unsqueeze: [{ title: 'two axes', shapes: [[2, 3]], build: ([x]) => [ops.unsqueeze(x as Value, [0, -1])] }],
} as const satisfies GradientCases;

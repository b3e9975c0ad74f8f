import { type DType, GraphError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import type { Dim } from './dim.ts';
import { type ApplyOptions, apply, constant, input, int64s, type Value } from './graph.ts';
import type { OpType } from './operators.ts';

/** Inputs and attributes, and the types of the outputs; a part of the message instead for what is refused. */
type ShapeCase<Op extends OpType> = readonly [
  inputs: readonly (Value | undefined)[],
  expected: string,
  options?: ApplyOptions<Op>,
];
interface Cases<Op extends OpType> {
  readonly good: readonly ShapeCase<Op>[];
  readonly bad: readonly ShapeCase<Op>[];
}

const of = (dtype: DType, ...shape: Dim[]): Value => input('x', dtype, shape);
const f = (...shape: Dim[]): Value => of('float32', ...shape);
const i = (...shape: Dim[]): Value => of('int64', ...shape);
const u8 = (...shape: Dim[]): Value => of('uint8', ...shape);

const unary: Cases<'Abs'> = {
  good: [
    [[f('seq', 4)], 'float32[seq, 4]'],
    [[of('float16')], 'float16[]'],
  ],
  bad: [[[], 'Input 0 is missing']],
};
const elementwise: Cases<'Add'> = {
  good: [
    [[f('seq', 1), f(1, 4)], 'float32[seq, 4]'],
    [[i(3), i()], 'int64[3]'],
  ],
  bad: [
    [[f(3), f(4)], 'Sizes do not broadcast'],
    [[f(3), i(3)], 'Element types differ'],
    [[], 'Input 0 is missing'],
  ],
};
const reduction: Cases<'ReduceSum'> = {
  good: [
    [[f('seq', 4), int64s([-1])], 'float32[seq, 1]'],
    [[f('seq', 4), int64s([0])], 'float32[4]', { attributes: { keepdims: 0 } }],
    [[f('seq', 4)], 'float32[1, 1]'],
    [[f('seq', 4)], 'float32[seq, 4]', { attributes: { noop_with_empty_axes: 1 } }],
  ],
  bad: [
    [[f(3), int64s([1])], 'Axis 1 is outside of rank 1'],
    [[f(3), i(1)], 'Axes must be constant'],
  ],
};

const comparison: Cases<'Equal'> = {
  good: [
    [[i(3, 1), i(4)], 'bool[3, 4]'],
    [[f('seq'), f()], 'bool[seq]'],
  ],
  bad: [
    [[i(3), f(3)], 'Element types differ'],
    [[i(3)], 'Input 1 is missing'],
  ],
};

const cases: { readonly [Op in OpType]: Cases<Op> } = {
  Abs: unary,
  Add: elementwise,
  ArgMax: {
    good: [
      [[f('seq', 4)], 'int64[seq, 1]', { attributes: { axis: -1 } }],
      [[f('seq', 4)], 'int64[4]', { attributes: { keepdims: 0 } }],
    ],
    bad: [[[f(3)], 'Axis 1 is outside of rank 1', { attributes: { axis: 1 } }]],
  },
  Cast: { good: [[[f(3)], 'int64[3]', { attributes: { to: 'int64' } }]], bad: [[[f(3)], 'Cast needs a type']] },
  Concat: {
    good: [
      [[f('past', 4), f('seq', 4)], 'float32[seq+past, 4]', { attributes: { axis: 0 } }],
      [[f(2), f(3)], 'float32[5]', { attributes: { axis: -1 } }],
    ],
    bad: [
      [[f(2), f(3)], 'Concat needs an axis'],
      [[f(2, 3), f(2)], 'Concat takes tensors of one rank', { attributes: { axis: 0 } }],
      [[f(2, 3), f(2, 4)], 'Axis 1 differs', { attributes: { axis: 0 } }],
      [[f(2), i(2)], 'Element types differ', { attributes: { axis: 0 } }],
    ],
  },
  Cos: unary,
  Div: elementwise,
  Equal: comparison,
  Erf: unary,
  Exp: unary,
  Expand: {
    good: [[[f(3, 1), int64s([2, 1, 4])], 'float32[2, 3, 4]']],
    bad: [
      [[f(3), i(2)], 'must be constant'],
      [[f(3), int64s([4])], 'Sizes do not broadcast'],
    ],
  },
  FusedMatMul: {
    good: [
      [[f(5, 'seq', 4), f(5, 6, 4)], 'float32[5, seq, 6]', { attributes: { transB: 1 } }],
      [
        [f('seq', 9, 4), f(6, 9, 4)],
        'float32[9, seq, 6]',
        { attributes: { transBatchA: 1, transBatchB: 1, transB: 1 } },
      ],
    ],
    bad: [[[f(2, 3), f(4, 5)], 'Inner sizes of a product differ']],
  },
  Gather: {
    good: [
      [[f(9, 4), i('batch', 'seq')], 'float32[batch, seq, 4]'],
      [[f(9, 4), i()], 'float32[9]', { attributes: { axis: 1 } }],
    ],
    bad: [
      [[f(9), i(1)], 'Axis 1 is outside of rank 1', { attributes: { axis: 1 } }],
      [[f(9)], 'Input 1 is missing'],
    ],
  },
  GatherBlockQuantized: {
    good: [
      [[u8(9, 16), i('seq'), f(9, 1)], 'float32[seq, 32]'],
      [[u8(9, 16), i('seq'), of('float16', 9, 1)], 'float16[seq, 16]', { attributes: { bits: 8 } }],
    ],
    bad: [[[u8(9, 16), i(1), f(9, 1)], 'axis 0 only', { attributes: { gather_axis: 1 } }]],
  },
  GatherElements: {
    good: [[[f('seq', 4), i('seq', 1)], 'float32[seq, 1]', { attributes: { axis: 1 } }]],
    bad: [
      [[f(3, 4), i(3)], 'indices of the rank of its data'],
      [[f(3), i(3)], 'Axis 1 is outside of rank 1', { attributes: { axis: 1 } }],
    ],
  },
  ScatterElements: {
    good: [[[f('seq', 4), i('seq', 1), f('seq', 1)], 'float32[seq, 4]', { attributes: { axis: 1 } }]],
    bad: [
      [[f(3, 4), i(3, 1), f(3, 2)], 'whole lines', { attributes: { axis: 1 } }],
      [[f(3, 4), i(2, 1), f(2, 1)], 'whole lines', { attributes: { axis: 1 } }],
    ],
  },
  Gemm: {
    good: [
      [[f('seq', 4), f(6, 4), f(6)], 'float32[seq, 6]', { attributes: { transB: 1 } }],
      [[f(4, 'seq'), f(4, 6)], 'float32[seq, 6]', { attributes: { transA: 1 } }],
    ],
    bad: [
      [[f(1, 2, 3), f(3, 4)], 'Gemm takes matrices'],
      [[f(2, 3), f(2, 3)], 'Inner sizes of a product differ'],
      [[f(2, 3), f(3, 4), f(5)], 'Sizes do not broadcast'],
    ],
  },
  Greater: comparison,
  Identity: unary,
  Log: unary,
  LogSoftmax: unary,
  MatMul: {
    good: [
      [[f('batch', 1, 'seq', 4), f(9, 4, 5)], 'float32[batch, 9, seq, 5]'],
      [[f(4), f(4, 5)], 'float32[5]'],
      [[f(3, 4), f(4)], 'float32[3]'],
      [[f(4), f(4)], 'float32[]'],
    ],
    bad: [
      [[f(3, 4), f(5, 6)], 'Inner sizes of a product differ'],
      [[f(), f(4)], 'at least vectors'],
      [[f(2, 2), of('float64', 2, 2)], 'Element types differ'],
    ],
  },
  MatMulIntegerToFloat: {
    good: [[[u8('seq', 4), of('int8', 4, 6), f(), f(6)], 'float32[seq, 6]']],
    bad: [[[u8(2, 4), u8(5, 6), f(), f()], 'Inner sizes of a product differ']],
  },
  MatMulNBits: {
    good: [
      [[f(1, 'seq', 32), u8(6, 1, 16), f(6)], 'float32[1, seq, 6]', { attributes: { K: 32, N: 6, block_size: 32 } }],
    ],
    bad: [
      [[f(1, 32), u8(6, 1, 16), f(6)], 'needs K and N'],
      [[f(1, 33), u8(6, 1, 16), f(6)], 'The last axis is not K', { attributes: { K: 32, N: 6 } }],
    ],
  },
  Max: elementwise,
  Min: elementwise,
  Mul: elementwise,
  Neg: unary,
  OneHot: {
    good: [
      [[i('seq'), int64s([9]), f(2)], 'float32[seq, 9]'],
      [[i('seq', 3), int64s([9]), of('int8', 2)], 'int8[seq, 9, 3]', { attributes: { axis: 1 } }],
    ],
    bad: [
      [[i(3), i(1), f(2)], 'must be constant'],
      [[i(3), int64s([0]), f(2)], 'needs a class'],
      [[i(3), int64s([9]), f(3)], 'the two numbers for off and on'],
      [[i(3), int64s([9]), f(2)], 'outside of rank', { attributes: { axis: 2 } }],
    ],
  },
  Pad: {
    good: [
      [[f('seq', 4), int64s([1, 0, 2, 3])], 'float32[seq+3, 7]'],
      [[f('seq', 4), int64s([-1, 2]), f(), int64s([-1])], 'float32[seq, 5]'],
    ],
    bad: [
      [[f(3), i(2)], 'must be constant'],
      [[f(3), int64s([1])], 'two sizes for each axis'],
      [[f(3), int64s([1, 1]), undefined, i(1)], 'Axes must be constant'],
      [[f(3), int64s([-2, -2])], 'cuts off more than there is'],
      [[f(3), int64s([1, 1]), i()], 'Element types differ'],
    ],
  },
  Pow: {
    good: [
      [[f('seq', 2), i(1, 1)], 'float32[seq, 2]'],
      [[i(3), f()], 'int64[3]'],
    ],
    bad: [[[f(3), f(4)], 'Sizes do not broadcast']],
  },
  QuantizeLinear: {
    good: [
      [[f('seq', 4), f()], 'uint8[seq, 4]'],
      [[f(4), f(), of('int8')], 'int8[4]'],
    ],
    bad: [[[], 'Input 0 is missing']],
  },
  QuickGelu: unary,
  Reciprocal: unary,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceSum: reduction,
  Relu: unary,
  Reshape: {
    good: [
      [[f(1, 'seq', 12), int64s([0, -1, 3, 4])], 'float32[1, seq, 3, 4]'],
      [[f('seq', 3, 4), int64s([-1, 12])], 'float32[seq, 12]'],
      [[f('past', 4), int64s([-1])], 'float32[4*past]'],
      [[f(6), int64s([2, 3])], 'float32[2, 3]'],
    ],
    bad: [
      [[f(6), i(2)], 'must be constant'],
      [[f(6), int64s([4])], 'changes the number of elements'],
      [[f(6), int64s([4, -1])], 'cannot work out an axis'],
      [[f('seq'), int64s([2, -1])], 'cannot work out an axis'],
      [[f(6), int64s([6, 0])], '0 keeps an axis that is not there'],
    ],
  },
  RotaryEmbedding: unary,
  Sigmoid: unary,
  Sign: unary,
  SimplifiedLayerNormalization: {
    good: [
      [[f('seq', 4), f(4)], 'float32[seq, 4] float32[seq, 1]'],
      [[of('float16', 2, 3, 4), of('float16', 3, 4)], 'float16[2, 3, 4] float32[2, 1, 1]', { attributes: { axis: 1 } }],
      [[of('float64', 4), of('float64', 4)], 'float64[4] float64[1]'],
    ],
    bad: [[[], 'Input 0 is missing']],
  },
  Sin: unary,
  SkipSimplifiedLayerNormalization: {
    good: [
      [
        [f(1, 'seq', 8), f(1, 'seq', 8), f(8)],
        'float32[1, seq, 8] float32[1, seq, 1] float32[1, seq, 1] float32[1, seq, 8]',
      ],
    ],
    bad: [[[], 'Input 0 is missing']],
  },
  Slice: {
    good: [
      [[f(10, 4), int64s([2]), int64s([8])], 'float32[6, 4]'],
      [[f(10, 4), int64s([-3]), int64s([2 ** 31]), int64s([1])], 'float32[10, 3]'],
      [[f(10), int64s([-1]), int64s([-20]), int64s([0]), int64s([-3])], 'float32[4]'],
      [[f('seq', 4), int64s([-2]), int64s([2 ** 31]), int64s([0])], 'float32[2, 4]'],
      [[f('seq', 4), int64s([1]), int64s([-1]), int64s([0])], 'float32[seq-2, 4]'],
      [[f('seq', 4), i(1), i(1)], 'float32[count, 4]', { declaredShapes: [['count', 4]] }],
      [[f(10), int64s([8]), int64s([3])], 'float32[0]'],
    ],
    bad: [
      [[f('seq'), int64s([1]), int64s([3])], 'needs a declared shape'],
      [[f(3), i(1), i(1)], 'Slice needs constants'],
    ],
  },
  Softmax: unary,
  Split: {
    good: [
      [[f('seq', 6), int64s([2, 4])], 'float32[seq, 2] float32[seq, 4]', { attributes: { axis: 1 } }],
      [[f(7)], 'float32[3] float32[3] float32[1]', { attributes: { num_outputs: 3 } }],
      [[f('n'), i(2)], 'float32[a] float32[b]', { declaredShapes: [['a'], ['b']] }],
    ],
    bad: [
      [[f(6), int64s([2, 3])], 'do not add up'],
      [[f('seq')], 'needs constant sizes', { attributes: { num_outputs: 2 } }],
      [[f(6), i(2)], 'needs constant sizes'],
    ],
  },
  Sqrt: unary,
  Squeeze: {
    good: [
      [[f(1, 'seq', 1), int64s([0])], 'float32[seq, 1]'],
      [[f(1, 3, 1)], 'float32[3]'],
    ],
    bad: [
      [[f(1), int64s([1])], 'outside of rank'],
      [[f(3, 1), int64s([0])], 'Only axes of size 1'],
    ],
  },
  Sub: elementwise,
  Tanh: unary,
  Transpose: {
    good: [
      [[f(2, 'seq', 4)], 'float32[4, seq, 2]'],
      [[f(2, 'seq', 4)], 'float32[seq, 2, 4]', { attributes: { perm: [1, 0, 2] } }],
    ],
    bad: [
      [[f(2, 3)], 'an order of all axes', { attributes: { perm: [0] } }],
      [[f(2, 3)], 'an order of all axes', { attributes: { perm: [0, 0] } }],
      [[f(2, 3)], 'Axis 2 is not there', { attributes: { perm: [0, 2] } }],
    ],
  },
  Unsqueeze: {
    good: [[[f('seq'), int64s([0, -1])], 'float32[1, seq, 1]']],
    bad: [
      [[f(3), i(1)], 'must be constant'],
      [[f(3), int64s([2])], 'outside of rank'],
    ],
  },
  Where: {
    good: [[[of('bool', 3, 1), f(4), f()], 'float32[3, 4]']],
    bad: [
      [[of('bool', 3), f(4), f()], 'Sizes do not broadcast'],
      [[of('bool'), f(), i()], 'Element types differ'],
    ],
  },
};

function shapesOf(op: OpType, [inputs, , options]: ShapeCase<OpType>): string {
  return apply(op, inputs, options ?? {})
    .map(({ dtype, shape }) => `${dtype}[${shape.join(', ')}]`)
    .join(' ');
}

const table = Object.entries(cases) as [OpType, Cases<OpType>][];
describe('shapes', () => {
  it.each(table.flatMap(([op, { good }]) => good.map((one) => ({ op, one, expected: one[1] }))))(
    '$op gives $expected',
    ({ op, one, expected }) => {
      expect(shapesOf(op, one)).toBe(expected);
    },
  );

  it.each(table.flatMap(([op, { bad }]) => bad.map((one) => ({ op, one, message: one[1] }))))(
    '$op refuses: $message',
    ({ op, one, message }) => {
      expect(() => shapesOf(op, one)).toThrow(message);
      expect(() => shapesOf(op, one)).toThrow(GraphError);
    },
  );

  it('an error names the operator and what it was given', () => {
    expect(() => apply('Add', [f('seq', 3), f(4)])).toThrow(
      'Sizes do not broadcast (Add(float32[seq, 3], float32[4])). Expected equal sizes, or 1. Got 3 and 4.',
    );
  });

  it('defaults of attributes are filled in', () => {
    const [value] = apply('Gemm', [f(1, 2), f(2, 3)], { attributes: { alpha: 2 } });
    expect(value?.node).toMatchObject({ attributes: { alpha: 2, beta: 1, transA: 0, transB: 0 } });
    const [gathered] = apply('Gather', [constant({ dtype: 'float32', shape: [1], data: Float32Array.of(1) }), i(2)]);
    expect(gathered?.node).toMatchObject({ attributes: { axis: 0 } });
  });
});

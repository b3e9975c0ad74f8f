import { describe, expect, it } from 'vitest';
import { apply, constant, type Graph, graphNodes, input, int64s, parameter, scalar, type Value } from './graph.ts';
import {
  add,
  cast,
  concat,
  divide,
  exp,
  expand,
  fusedMatMul,
  gemm,
  matMul,
  multiply,
  negate,
  reduceSum,
  reshape,
  split,
  splitBy,
  squeeze,
  subtract,
  transpose,
  unsqueeze,
} from './ops.ts';
import { print } from './print.ts';
import { simplify } from './simplify.ts';
import { exampleGraph } from './test/example-graph.ts';
import { toOnnx } from './to-onnx.ts';

const x = input('x', 'float32', ['seq', 4]);
const y = input('y', 'float32', ['seq', 4]);
const square = parameter('square', 'float32', [4, 4]);
const one = <Op extends 'Identity' | 'Expand'>(op: Op, ...inputs: Value[]): Value => apply(op, inputs)[0] as Value;

function graphOf(...outputs: Value[]): Graph {
  return {
    name: 'g',
    inputs: [x, y],
    outputs: outputs.map((value, i) => ({ name: `out${i}`, value })),
    slots: [],
    metadata: {},
  };
}

/** The operators that remain, in order. */
function operatorsOf(graph: Graph): readonly string[] {
  return graphNodes(graph).flatMap((node) => (node.kind === 'operator' ? [node.op] : []));
}

function remaining(...outputs: Value[]): readonly string[] {
  return operatorsOf(simplify(graphOf(...outputs)));
}

describe('simplify', () => {
  it('computes equal expressions once, over equal constants and weights', () => {
    const term = () =>
      multiply(
        exp(add(x, parameter('b', 'float32', [4]))),
        constant({ dtype: 'float32', shape: [2 - 1], data: Float32Array.of(3) }),
      );
    const graph = simplify(graphOf(add(term(), term())));
    expect(operatorsOf(graph)).toEqual(['Add', 'Exp', 'Mul', 'Add']);
    expect(graphNodes(graph)).toHaveLength(7);
  });

  it('keeps what differs in attributes, constants or types', () => {
    expect(remaining(add(transpose(x, [1, 0]), transpose(transpose(y, [1, 0]), [1, 0])))).toHaveLength(2);
    expect(
      remaining(concat([cast(x, 'float16'), cast(y, 'float16')], 0), concat([cast(x, 'int32'), cast(y, 'int32')], 0)),
    ).toHaveLength(6);
    const scaled = (alpha: number) => apply('QuickGelu', [x], { attributes: { alpha } })[0] as Value;
    expect(remaining(add(scaled(1), scaled(2)))).toEqual(['QuickGelu', 'QuickGelu', 'Add']);
    expect(remaining(add(multiply(x, scalar(2)), multiply(x, scalar(3))))).toEqual(['Mul', 'Mul', 'Add']);
  });

  it.each<[string, Value]>([
    ['Identity', one('Identity', exp(x))],
    ['Reshape to the same shape', reshape(exp(x), [-1, 4])],
    ['two transpositions that cancel', transpose(transpose(exp(x), [1, 0]), [1, 0])],
    ['a transposition to the same order', transpose(exp(x), [0, 1])],
    ['a product with 1', multiply(exp(x), scalar(1))],
    ['1 times', multiply(constant({ dtype: 'float32', shape: [4], data: Float32Array.of(1, 1, 1, 1) }), exp(x))],
    ['a division by 1', divide(exp(x), scalar(1))],
    ['a sum with 0', add(scalar(0), exp(x))],
    ['a difference with 0', subtract(exp(x), scalar(0))],
    ['a cast to the same type', cast(exp(x), 'float32')],
    ['a lone part of a concatenation', concat([exp(x)], 0)],
    ['a lone part of a split', splitBy(exp(x), int64s([3]), 0, [['seq', 4]])[0] as Value],
    ['changes of shape that lead back', reshape(unsqueeze(reshape(exp(x), [-1, 2, 2]), [0]), [-1, 4])],
    ['squeezing nothing', squeeze(exp(x), [])],
    ['negation twice', negate(negate(exp(x)))],
    ['a sum over an axis of size 1', squeeze(reduceSum(unsqueeze(exp(x), [0]), [0]), [0])],
    [
      'transpositions that lead back',
      squeeze(transpose(transpose(transpose(unsqueeze(exp(x), [0]), [1, 2, 0]), [1, 2, 0]), [1, 2, 0]), [0]),
    ],
    ['a split whose parts are joined again', concat(split(exp(x), [1, 3], 1), 1)],
    ['expanding to the same shape', one('Expand', exp(x), int64s([1, 1]))],
  ])('removes %s', (_, value) => {
    expect(remaining(value)).toEqual(['Exp']);
  });

  const unit = constant({ dtype: 'float32', shape: [1, 1, 1], data: Float32Array.of(1) });
  it.each<[string, Value, string[]]>([
    [
      'a sum with 0 that widens',
      add(exp(scalar(3)), constant({ dtype: 'float32', shape: [2], data: new Float32Array(2) })),
      ['Exp', 'Add'],
    ],
    ['a product with 1 that widens', multiply(y, unit), ['Mul']],
    ['0 minus', subtract(scalar(0), y), ['Sub']],
    ['1 divided by', divide(scalar(1), y), ['Div']],
    ['an expansion that nothing else makes', add(expand(square, [2, 4, 4]), scalar(2)), ['Expand', 'Add']],
    ['an expansion before what repeats nothing', exp(expand(square, [2, 4, 4])), ['Expand', 'Exp']],
    [
      'a transposition of others than the last two axes',
      fusedMatMul(transpose(unsqueeze(y, [0]), [1, 0, 2]), square, {}),
      ['Unsqueeze', 'Transpose', 'FusedMatMul'],
    ],
    [
      'a transposition before one that the product does itself',
      fusedMatMul(transpose(unsqueeze(square, [0]), [0, 2, 1]), square, { transBatchA: 1 }),
      ['Unsqueeze', 'Transpose', 'FusedMatMul'],
    ],
    [
      'a transposition before MatMul, which has no flag',
      matMul(transpose(square, [1, 0]), square),
      ['Transpose', 'MatMul'],
    ],
    ['parts in another order', concat([...split(x, [2, 2], 1)].reverse(), 1), ['Split', 'Concat']],
    ['parts joined along another axis', concat(split(x, [2, 2], 1), 0), ['Split', 'Concat']],
    ['some of the parts', concat(split(x, [2, 1, 1], 1).slice(0, 2), 1), ['Split', 'Concat']],
  ])('keeps %s', (_, value, operators) => {
    expect(remaining(value)).toEqual(operators);
    expect(simplify(graphOf(value)).outputs[0]?.value.shape).toEqual(value.shape);
  });

  const column = parameter('column', 'float32', [4, 1]);
  it.each<[string, Value, string]>([
    [
      'an expansion before what repeats itself',
      multiply(expand(column, [4, 4]), square),
      '%0: float32[4, 4] = Mul(column, square)',
    ],
    ['two expansions', add(expand(column, [4, 4]), expand(scalar(2), [1, 4])), '%1: float32[4, 4] = Add(column, %0)'],
    ['a sum with a negation', add(x, negate(y)), '%0: float32[seq, 4] = Sub(x, y)'],
    ['a sum after a negation', add(negate(x), y), '%0: float32[seq, 4] = Sub(y, x)'],
    ['a difference with a negation', subtract(x, negate(y)), '%0: float32[seq, 4] = Add(x, y)'],
    [
      'a row of changes of shape',
      squeeze(reshape(unsqueeze(x, [1]), [-1, 2, 1, 2]), [2]),
      '%0: float32[seq, 2, 2] = Reshape(x, {0, 2, 2})',
    ],
    [
      'two transpositions',
      transpose(transpose(parameter('cube', 'float32', [2, 3, 4]), [1, 2, 0]), [1, 2, 0]),
      '%0: float32[4, 2, 3] = Transpose(cube) perm=[2, 0, 1]',
    ],
    [
      'transpositions before Gemm',
      gemm(transpose(x, [1, 0]), transpose(square, [1, 0]), undefined, { transA: 1 }),
      '%0: float32[seq, 4] = Gemm(x, square, –) transB=1',
    ],
    [
      'transpositions before a product of many',
      fusedMatMul(unsqueeze(x, [0]), transpose(unsqueeze(y, [0]), [0, 2, 1]), { alpha: 2 }),
      '%2: float32[1, seq, seq] = com.microsoft.FusedMatMul(%0, %1) alpha=2 transB=1',
    ],
  ])('makes one of %s', (_, value, line) => {
    const lines = print(simplify(graphOf(value)))
      .split('\n')
      .map((text) => text.trim());
    const operators = lines.slice(lines.indexOf('operators') + 1, lines.indexOf('outputs'));
    expect(operators.at(-1)).toBe(line);
    expect(operators).toHaveLength(Number(line.slice(1, line.indexOf(':'))) + 1);
  });

  it('shares sums and products whose operands are exchanged', () => {
    expect(remaining(add(multiply(x, y), multiply(y, x)))).toEqual(['Mul', 'Add']);
    expect(remaining(add(subtract(x, y), subtract(y, x)))).toEqual(['Sub', 'Sub', 'Add']);
  });

  it('works out lone numbers and shapes of constants', () => {
    const half = divide(scalar(1), add(scalar(1), scalar(1)));
    const column = reshape(
      unsqueeze(constant({ dtype: 'float32', shape: [4], data: Float32Array.of(1, 2, 3, 4) }), [0]),
      [1, 4],
    );
    expect(print(simplify(graphOf(multiply(add(x, column), half))))).toContain('Mul(%0, 0.5)');
    expect(remaining(multiply(add(x, column), half))).toEqual(['Add', 'Mul']);
  });

  it('gives outputs that became one a value of their own', () => {
    const graph = simplify(graphOf(multiply(x, scalar(1)), exp(x), one('Identity', exp(x)), scalar(2)));
    expect(operatorsOf(graph)).toEqual(['Identity', 'Exp', 'Identity', 'Identity']);
    expect(() => toOnnx(graph)).not.toThrow();
  });

  it('keeps inputs, slots, metadata, declared shapes, and finds nothing more the second time', () => {
    const graph = exampleGraph();
    const once = simplify(graph);
    expect({ ...once, outputs: [] }).toEqual({ ...graph, outputs: [] });
    expect(once.outputs.map(({ name, value }) => [name, value.dtype, value.shape])).toEqual(
      graph.outputs.map(({ name, value }) => [name, value.dtype, value.shape]),
    );
    expect(toOnnx(simplify(once)).bytes).toEqual(toOnnx(once).bytes);
  });

  it('does not mind depth', () => {
    let deep: Value = x;
    for (let depth = 0; depth < 20_000; depth += 1)
      deep = one('Identity', depth % 2 === 0 ? exp(deep) : add(deep, scalar(0)));
    expect(remaining(deep)).toHaveLength(10_000);
  });
});

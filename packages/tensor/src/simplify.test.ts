import { describe, expect, it } from 'vitest';
import { apply, constant, type Graph, graphNodes, input, int64s, parameter, scalar, type Value } from './graph.ts';
import {
  add,
  cast,
  concat,
  divide,
  exp,
  multiply,
  reshape,
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
    ['squeezing nothing', squeeze(exp(x), [])],
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
    ['a product with 1 that widens', multiply(squeeze(unsqueeze(y, [0]), [0]), unit), ['Unsqueeze', 'Squeeze', 'Mul']],
    ['0 minus', subtract(scalar(0), y), ['Sub']],
    ['1 divided by', divide(scalar(1), y), ['Div']],
    [
      'transpositions that do not cancel',
      transpose(transpose(unsqueeze(y, [0]), [1, 2, 0]), [1, 2, 0]),
      ['Unsqueeze', 'Transpose', 'Transpose'],
    ],
  ])('keeps %s', (_, value, operators) => {
    expect(remaining(value)).toEqual(operators);
    expect(simplify(graphOf(value)).outputs[0]?.value.shape).toEqual(value.shape);
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

import { BackendError, type Tensor } from '@recyclegpt/spec';
import { apply, input, ops, type Value } from '@recyclegpt/tensor';
import { expect, it } from 'vitest';
import { evaluate, planEvaluation } from './evaluation.ts';
import { floats, longs } from './test/run-graph.ts';

const x = input('x', 'float32', ['n']);
const sizes = input('sizes', 'int64', [2]);
const feeds: Readonly<Record<string, Tensor>> = { x: floats([3], [1, 2, 3]), sizes: longs([2], [1, 2]) };

function run(outputs: readonly Value[]): (value: Value) => Tensor {
  return evaluate(planEvaluation(outputs), (node) => feeds['name' in node ? node.name : ''] as Tensor);
}

it('drops values after their last use, unless they are outputs', () => {
  const kept = ops.exp(x);
  const dropped = ops.sigmoid(kept);
  const tensorOf = run([ops.add(dropped, kept), kept]);
  expect(tensorOf(kept).shape).toEqual([3]);
  expect(() => tensorOf(dropped)).toThrow(BackendError);
});

it('runs only what is needed', () => {
  const needed = ops.exp(x);
  ops.sigmoid(needed);
  expect(planEvaluation([needed]).steps.map(({ node }) => node.op)).toEqual(['Exp']);
});

it('refuses a result of another type than was declared', () => {
  const [first] = ops.splitBy(x, sizes, 0, [[2], [1]]);
  const message = 'An operator computed another type than the graph says (Split). Expected float32[2]. Got float32[1].';
  expect(() => run([first as Value])).toThrow(message);
  expect(run(ops.splitBy(x, sizes, 0, [['a'], ['b']]).slice(0, 1))).toBeTypeOf('function');
});

it('tells an operator that lacks an input', () => {
  const [bare] = apply('QuantizeLinear', [x]);
  expect(() => run([bare as Value])).toThrow('Input 1 is missing (QuantizeLinear(float32[3])).');
});

import { referenceBackend } from '@recyclegpt/backend-reference';
import { describe, expect, it } from 'vitest';
import { graphNodes, input, parameter, type Value } from './graph.ts';
import * as ops from './ops.ts';
import { replaceAbsent } from './replace-absent.ts';
import { graphOf, randomElements } from './test/run-values.ts';
import { toOnnx } from './to-onnx.ts';

const absent = ['FusedMatMul'];

function operatorsOf(value: Value): readonly string[] {
  const { outputs } = replaceAbsent(graphOf([], { y: value }), absent);
  return graphNodes(graphOf([], { y: outputs[0]?.value as Value })).flatMap((node) =>
    node.kind === 'operator' ? [node.op] : [],
  );
}

/** Results with and without the operator. */
async function both(a: Value, b: Value, y: Value): Promise<readonly (readonly number[])[]> {
  const backend = referenceBackend();
  const feed = ({ node, shape }: Value, seed: number) => {
    const size = (shape as readonly number[]).map((dim) => (typeof dim === 'number' ? dim : 3));
    const count = size.reduce((product, dim) => product * dim, 1);
    const data = Float32Array.from(randomElements(count, seed));
    return [node.kind === 'input' ? node.name : '', { dtype: 'float32', shape: size, data }] as const;
  };
  const feeds = Object.fromEntries([feed(a, 1), feed(b, 2)]);
  const results: number[][] = [];
  for (const absentOperators of [[], absent]) {
    const graph = toOnnx(graphOf([a, b], { y }), { absentOperators }).bytes;
    using session = await backend.createSession({ name: 'test', graph, weights: undefined, slots: [] });
    const { y: got } = await session.run(feeds, { outputs: ['y'] });
    results.push([...((got?.data ?? []) as Float32Array)]);
  }
  return results;
}

describe('a graph without FusedMatMul', () => {
  it.each([
    ['rows by a matrix', ['seq', 4], [5, 4], { transB: 1 }],
    ['rows by a matrix, scaled', [1, 'seq', 4], [5, 4], { transB: 1, alpha: 0.5 }],
    ['rows by a matrix, two axes open', ['batch', 'seq', 4], [5, 4], { transB: 1 }],
    [
      'scores: the past is read with its heads in front, turned',
      [2, 'seq', 4],
      [6, 2, 4],
      { transB: 1, transBatchB: 1, alpha: 0.25 },
    ],
    ['mixing: the past is read with its heads in front', [2, 'seq', 6], [6, 2, 4], { transBatchB: 1 }],
    ['a turned first operand', [4, 'seq'], [4, 5], { transA: 1 }],
    ['a first operand with its batch behind', ['seq', 2, 4], [2, 4, 5], { transBatchA: 1 }],
  ] as const)('computes the same: %s', async (_, shapeA, shapeB, attributes) => {
    const [a, b] = [input('a', 'float32', shapeA), input('b', 'float32', shapeB)];
    const [fused, replaced] = await both(a, b, ops.fusedMatMul(a, b, attributes));
    expect(replaced).toHaveLength(fused?.length ?? 0);
    for (const [i, value] of (fused ?? []).entries()) expect(replaced?.[i]).toBeCloseTo(value, 5);
  });

  it('multiplies rows by a weight with Gemm, which needs no turned copy of it', () => {
    const x = input('x', 'float32', [1, 'seq', 4]);
    const y = ops.fusedMatMul(x, parameter('w', 'float32', [5, 4]), { transB: 1 });
    expect(operatorsOf(y)).toEqual(['Reshape', 'Gemm', 'Reshape']);
  });

  it('leaves everything else as it is', () => {
    const x = input('x', 'float32', [2]);
    const graph = graphOf([x], { y: ops.add(x, ops.exp(x)) });
    expect(replaceAbsent(graph, absent).outputs[0]?.value).toBe(graph.outputs[0]?.value);
    expect(replaceAbsent(graph, [])).toBe(graph);
  });
});

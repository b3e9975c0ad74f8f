import { BackendError, type Tensor } from '@recyclegpt/spec';
import {
  constant,
  type Graph,
  graphNodes,
  input,
  int64s,
  ops,
  print,
  scalar,
  simplify,
  toOnnx,
  type Value,
} from '@recyclegpt/tensor';
import { expect, it } from 'vitest';
import { referenceBackend } from './reference-backend.ts';
import { floats, graphOf, randomFloats, runGraph, uniforms } from './test/run-graph.ts';

const x = input('x', 'float32', ['seq', 4]);
const y = input('y', 'float32', ['seq', 4]);
const feeds = { x: randomFloats([3, 4], 1), y: randomFloats([3, 4], 2) };

/** Steps from values of shape [seq, 4] to one more; many of them do nothing, or the same as another. */
const steps: readonly ((a: Value, b: Value) => Value)[] = [
  (a, b) => ops.add(a, b),
  (a, b) => ops.multiply(b, a),
  (a) => ops.add(a, scalar(0)),
  (a) => ops.multiply(scalar(1), a),
  (a) => ops.divide(a, ops.add(scalar(0.5), scalar(0.5))),
  (a) => ops.subtract(a, ops.multiply(scalar(0.5), scalar(3))),
  (a) => ops.transpose(ops.transpose(a, [1, 0]), [1, 0]),
  (a) => ops.reshape(ops.reshape(a, [0, 2, 2]), [-1, 4]),
  (a) => ops.squeeze(ops.unsqueeze(a, [1]), [1]),
  (a) => ops.concat([a], 1),
  (a) => ops.cast(a, 'float32'),
  (a) => ops.sigmoid(a),
  (a) => ops.add(a, ops.reshape(constant(floats([4], [0, -1, 2, 0])), [1, 4])),
  (a, b) => ops.concat(ops.split(ops.concat([a, b], 1), [2, 4, 2], 1).slice(1, 2), 1),
  (a, b) => ops.subtract(a, ops.negate(ops.negate(b))),
  (a, b) => ops.add(ops.negate(a), b),
  (a) => ops.multiply(a, ops.expand(constant(floats([1, 1], [0.75])), [1, 4])),
  (a, b) => ops.concat(ops.split(ops.add(a, b), [1, 3], 1), 1),
  (a, b) => ops.squeeze(ops.reduceSum(ops.unsqueeze(ops.add(b, a), [0]), [0]), [0]),
  (a, b) => ops.gemm(a, ops.transpose(ops.gemm(ops.transpose(a, [1, 0]), b), [1, 0])),
  (a, b) =>
    ops.matMul(a, ops.reshape(ops.reduceSum(ops.multiply(ops.unsqueeze(a, [1]), ops.unsqueeze(b, [2])), [0]), [4, 4])),
];

/** A seeded graph of many steps, each over two earlier values. */
function randomGraph(seed: number): Graph {
  const next = uniforms(seed);
  const values: Value[] = [x, y];
  const pick = (): Value => values[Math.floor(next() * values.length)] as Value;
  for (let count = 0; count < 25; count += 1) {
    const step = steps[Math.floor(next() * steps.length)] as (typeof steps)[number];
    values.push(step(pick(), pick()));
  }
  const last = ops.add(values.at(-1) as Value, scalar(0));
  return graphOf(
    [x, y],
    [last, ops.transpose(values.at(-2) as Value, [1, 0]), ops.transpose(values.at(-3) as Value, [1, 0])],
  );
}

const bits = ({ shape, data }: Tensor) => ({
  shape,
  data: Array.from(data as Float32Array, (value) => (Object.is(value, -0) ? 0 : value)),
});

it.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'simplify gives the same numbers with fewer operators (seed %i)',
  async (seed) => {
    const graph = randomGraph(seed);
    const simpler = simplify(graph);
    const [before, after] = [await runGraph(graph, feeds), await runGraph(simpler, feeds)];
    expect(after.map(bits)).toEqual(before.map(bits));
    const numOperators = (one: Graph) => graphNodes(one).filter(({ kind }) => kind === 'operator').length;
    // An output that became an input of the graph gets an Identity.
    expect(numOperators(simpler), print(simpler)).toBeLessThanOrEqual(numOperators(graph) + 1);
  },
);

it.each([1, 2, 3])('damaged graphs give a session or a BackendError, and so do their runs (seed %i)', async (seed) => {
  const next = uniforms(seed);
  const { bytes } = toOnnx(
    graphOf(
      [x, y],
      [
        ops.gather(ops.matMul(x, ops.transpose(y, [1, 0])), int64s([0]), 1),
        ops.reshape(ops.rmsNorm(x, constant(randomFloats([4], 3)), 1e-5), [2, -1]),
      ],
    ),
  );
  for (let round = 0; round < 400; round += 1) {
    const damaged = bytes.slice();
    for (let change = 0; change <= next() * 3; change += 1)
      damaged[Math.floor(next() * damaged.length)] = Math.floor(next() * 256);
    try {
      const session = await referenceBackend().createSession({
        name: 'damaged',
        graph: damaged,
        weights: undefined,
        slots: [],
      });
      const feed = ({ shape }: { shape: readonly (number | string)[] }) =>
        randomFloats(
          shape.map((size) => (typeof size === 'number' ? Math.min(size, 9) : 3)),
          1,
        );
      await session.run(Object.fromEntries(session.inputs.map((declared) => [declared.name, feed(declared)])), {
        outputs: session.outputs.map(({ name }) => name),
      });
    } catch (error) {
      if (!BackendError.isInstance(error))
        throw new Error(`Round ${round} threw ${error instanceof Error ? error.stack : error}`);
    }
  }
});

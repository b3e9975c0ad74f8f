import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Tensor } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { gradients } from './gradients.ts';
import { apply, graphNodes, input, scalar, type Value } from './graph.ts';
import * as ops from './ops.ts';
import { elementsOf, graphOf, inputsOf, randomElements, runGraph, tensorOf } from './test/run-values.ts';

/** Sum of all elements, a scalar. */
function total(value: Value): Value {
  return apply('ReduceSum', [value], { attributes: { keepdims: 0 } })[0] as Value;
}

/** Seeded float32 tensor. */
function floats(shape: readonly number[], seed: number): Tensor {
  return tensorOf(
    'float32',
    shape,
    randomElements(
      shape.reduce((product, size) => product * size, 1),
      seed,
    ),
  );
}

const backends = { node: () => nodeBackend({ threads: 2 }), reference: async () => referenceBackend() } as const;

/** A small network with named sizes or fixed ones: lookup, norm, products of a batch, softmax, mean. */
function network(
  seq: number | string,
  batchSize: number | string,
): { readonly inputs: readonly Value[]; readonly outputs: Record<string, Value> } {
  const tokens = input('tokens', 'int64', [batchSize, seq]);
  const table = input('table', 'float32', [5, 4]);
  const weights = input('weights', 'float32', [5, 4]);
  const bias = input('bias', 'float32', [5]);
  const rows = ops.gather(table, tokens);
  const normed = ops.multiply(
    rows,
    ops.reciprocal(ops.sqrt(ops.add(ops.reduceMean(ops.multiply(rows, rows), [-1]), scalar(0.1)))),
  );
  const scores = ops.add(ops.fusedMatMul(normed, weights, { transB: 1 }), bias);
  const mixed = ops.fusedMatMul(ops.softmax(scores), weights, {});
  const [loss] = apply('ReduceMean', [ops.abs(ops.subtract(mixed, rows))], { attributes: { keepdims: 0 } }) as [Value];
  const names = ['table', 'weights', 'bias', 'rows'];
  const found = gradients(loss, [table, weights, bias, rows]);
  const outputs = Object.fromEntries(names.map((name, index) => [`gradient of ${name}`, found[index] as Value]));
  return { inputs: [tokens, table, weights, bias], outputs: { loss, ...outputs } };
}

describe.each(Object.entries(backends))('gradients run on %s', (_, create) => {
  const feeds = {
    tokens: tensorOf('int64', [2, 3], [4, 1, 4, 0, 4, 1]),
    table: floats([5, 4], 1),
    weights: floats([5, 4], 2),
    bias: floats([5], 3),
  };

  it('with named sizes as with fixed ones', async () => {
    using backend = await create();
    const [named, fixed] = [network('seq', 'batch'), network(3, 2)];
    const results = await runGraph(backend, graphOf(named.inputs, named.outputs), feeds);
    const expected = await runGraph(backend, graphOf(fixed.inputs, fixed.outputs), feeds);
    for (const [name, tensor] of Object.entries(expected)) {
      expect(results[name]?.shape, name).toEqual(tensor.shape);
      for (const [i, element] of elementsOf(tensor).entries())
        expect(elementsOf(results[name] as Tensor)[i], name).toBeCloseTo(element, 6);
    }
  });

  it('of rows that are looked up once are the same by a lookup the other way', async () => {
    using backend = await create();
    const [data, weights] = [input('data', 'float32', [6, 2]), input('weights', 'float32', [4, 2])];
    const [indices, places] = [input('indices', 'int64', [4]), input('places', 'int64', [5])];
    // The last index only fills up: row 0 has no place, and its copy no weight. Nor has row 5, which is after the last place.
    const given = {
      ...{ data: floats([6, 2], 1), indices: tensorOf('int64', [4], [3, 1, 4, 0]) },
      places: tensorOf('int64', [5], [4, 1, 4, 0, 2]),
      weights: tensorOf('float32', [4, 2], [1, -2, 3, 0.5, 2, 5, 0, 0]),
    };
    const loss = total(ops.multiply(ops.gather(data, indices), weights));
    const [plain] = gradients(loss, [data]) as [Value];
    const [inverse] = gradients(loss, [data], { inverses: [{ indices, places }] }) as [Value];
    const graph = graphOf([data, weights, indices, places], { plain, inverse });
    const results = await runGraph(backend, graph, given);
    expect(elementsOf(results['plain'] as Tensor)).toEqual([0, 0, 3, 0.5, 0, 0, 1, -2, 2, 5, 0, 0]);
    expect(results['inverse']).toEqual(results['plain']);
    expect(graphNodes(graphOf([], { inverse })).some((node) => node.kind === 'operator' && node.op === 'OneHot')).toBe(
      false,
    );
  });

  it('of a row that was filled in are not those of its copy', async () => {
    using backend = await create();
    const data = input('data', 'float32', [3]);
    const [indices, places] = [input('indices', 'int64', [2]), input('places', 'int64', [3])];
    const weights = input('weights', 'float32', [2]);
    const loss = total(ops.multiply(ops.gather(data, indices), weights));
    const [gradient] = gradients(loss, [data], { inverses: [{ indices, places }] }) as [Value];
    const given = {
      weights: tensorOf('float32', [2], [5, 7]),
      // Place 1 of row 0 names row 2: row 0 is nowhere.
      ...{ indices: tensorOf('int64', [2], [1, 2]), places: tensorOf('int64', [3], [1, 0, 1]) },
    };
    const results = await runGraph(backend, graphOf([weights, indices, places], { gradient }), given);
    expect(elementsOf(results['gradient'] as Tensor)).toEqual([0, 5, 7]);
  });

  it('of a table are the sums of the gradients of its rows, the same in every run', async () => {
    using backend = await create();
    const { inputs, outputs } = network(3, 2);
    const runs = [];
    for (let run = 0; run < 30; run += 1) runs.push(await runGraph(backend, graphOf(inputs, outputs), feeds));
    const [first] = runs as [Record<string, Tensor>];
    for (const results of runs) expect(results).toEqual(first);
    const sums = new Float64Array(20);
    for (const [row, token] of elementsOf(feeds.tokens).entries())
      for (let i = 0; i < 4; i += 1)
        sums[token * 4 + i]! += elementsOf(first['gradient of rows'] as Tensor)[row * 4 + i]!;
    // The rows feed the loss beside the lookup only through themselves, so the table gets exactly their sums.
    for (const [i, element] of elementsOf(first['gradient of table'] as Tensor).entries())
      expect(element).toBeCloseTo(sums[i]!, 6);
  });

  it('and products that read an operand transposed give the bits of a transposed copy', async () => {
    using backend = await create();
    const [rows, columns] = [70, 33];
    const elements = randomElements(rows * columns, 1);
    const copy = elements.map((_, i) => elements[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
    const feeds = {
      a: tensorOf('float32', [rows, columns], elements),
      copy: tensorOf('float32', [columns, rows], copy),
      b: floats([rows, 45], 2),
    };
    const inputs = inputsOf(feeds) as Record<keyof typeof feeds, Value>;
    const [ofCopy, read] = [ops.gemm(inputs.copy, inputs.b), ops.gemm(inputs.a, inputs.b, undefined, { transA: 1 })];
    const results = await runGraph(backend, graphOf(Object.values(inputs), { ofCopy, read }), feeds);
    expect(results['read']).toEqual(results['ofCopy']);
  });

  it('also of gradients', async () => {
    using backend = await create();
    const start = input('start', 'float32', [2, 4]);
    const scale = input('scale', 'float32', [4]);
    const loss = total(ops.tanh(ops.rmsNorm(ops.softmax(start), scale, 1e-3)));
    const [slope] = gradients(loss, [start]) as [Value];
    const [curvature] = gradients(total(ops.multiply(slope, slope)), [start]) as [Value];
    const outputs = { square: total(ops.multiply(slope, slope)), curvature };
    const graph = graphOf([start, scale], outputs);
    const at = elementsOf(floats([2, 4], 4));
    const run = (elements: readonly number[]): Promise<Record<string, Tensor>> =>
      runGraph(backend, graph, { start: tensorOf('float32', [2, 4], elements), scale: floats([4], 5) });
    const found = elementsOf((await run(at))['curvature'] as Tensor);
    const step = 1e-2;
    for (let i = 0; i < 8; i += 1) {
      const [more, less] = [await run(at.with(i, at[i]! + step)), await run(at.with(i, at[i]! - step))];
      const difference = (Number(more['square']?.data[0]) - Number(less['square']?.data[0])) / (2 * step);
      expect(Math.abs(found[i]! - difference)).toBeLessThan(2e-3);
    }
  });
});

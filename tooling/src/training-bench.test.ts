import { type Graph, gradients, input, ops, toOnnx, type Value } from '@recyclegpt/tensor';
import { expect, test } from 'vitest';
import { productFlops } from '../bench/training/count-products.ts';

const flopsOf = (inputs: readonly Value[], ...values: readonly Value[]): number => {
  const outputs = values.map((value, i) => ({ name: `y${i}`, value }));
  const graph: Graph = { name: 'test', inputs, outputs, slots: [], metadata: {} };
  return productFlops(toOnnx(graph).bytes);
};

test('products count twice for each pair of elements that meets, and nothing else counts', () => {
  const [x, w] = [input('x', 'float32', [3, 5]), input('w', 'float32', [7, 5])];
  const product = ops.gemm(x, w, undefined, { transB: 1 });
  expect(flopsOf([x, w], product)).toBe(2 * 3 * 5 * 7);
  expect(flopsOf([x, w], ops.softmax(product))).toBe(2 * 3 * 5 * 7);
  const loss = ops.reduceSum(ops.multiply(product, product), [0, 1]);
  expect(flopsOf([x, w], ...gradients(loss, [x, w]))).toBe(3 * 2 * 3 * 5 * 7);
  const [a, b] = [input('a', 'float32', [2, 4, 6]), input('b', 'float32', [2, 9, 6])];
  expect(flopsOf([a, b], ops.fusedMatMul(a, b, { transB: 1 }))).toBe(2 * 2 * 4 * 6 * 9);
});

test('a product that only picks rows does not count', () => {
  const [table, ids] = [input('table', 'float32', [6, 4]), input('ids', 'int64', [3])];
  const loss = ops.reduceSum(ops.gather(table, ids), [0, 1]);
  expect(flopsOf([table, ids], ...gradients(loss, [table]))).toBe(0);
});

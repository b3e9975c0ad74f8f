import type { Backend, Tensor } from '@recyclegpt/spec';
import { type Graph, input, ops, toOnnx, type Value } from '@recyclegpt/tensor';

const rows = 2048;
/** Weights of a run: several, so that what a run costs besides its products counts little. */
const matrices = 4;

/** The rate of products that training could have. */
export interface GemmRate {
  readonly hidden: number;
  /** GFLOP/s of one run. */
  measure(): Promise<number>;
}

/**
 * `Gemm(transB)` of 2,048 rows × hidden with weights [4 · hidden, hidden] that are inputs, as in training. Of each result
 * one row leaves the session, so that the products are all that is timed.
 */
export async function gemmRate(backend: Backend, hidden: number): Promise<GemmRate> {
  const x = input('x', 'float32', [rows, hidden]);
  const weights = Array.from({ length: matrices }, (_, i) => input(`w${i}`, 'float32', [4 * hidden, hidden]));
  const products = weights.map((weight): Value => {
    return ops.slice(ops.gemm(x, weight, undefined, { transB: 1 }), { axis: 0, start: 0, end: 1 });
  });
  const outputs = [{ name: 'y', value: ops.concat(products, 0) }];
  const graph: Graph = { name: 'gemm', inputs: [x, ...weights], outputs, slots: [], metadata: {} };
  const { bytes } = toOnnx(graph, backend.profile);
  const session = await backend.createSession({ name: 'gemm', graph: bytes, weights: undefined, slots: [] });
  const feeds = Object.fromEntries(
    [x, ...weights].map((value) => [value.node.kind === 'input' ? value.node.name : '', randomTensor(value)]),
  );
  const flops = matrices * 2 * rows * 4 * hidden * hidden;
  return {
    hidden,
    measure: async () => {
      const start = performance.now();
      await session.run(feeds, { outputs: ['y'] });
      return flops / (performance.now() - start) / 1e6;
    },
  };
}

function randomTensor({ shape }: Value): Tensor {
  const sizes = shape.map(Number);
  const data = Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, () => Math.random() - 0.5);
  return { dtype: 'float32', shape: sizes, data };
}

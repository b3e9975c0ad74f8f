import { nodeBackend } from '@recyclegpt/backend-node';
import { bytesSource } from '@recyclegpt/hub';
import { type Graph, input, ops, parameter, toOnnx, type Value } from '@recyclegpt/tensor';

/** Products of the roofline: 64 matrices of 1,250 × 1,250 float32 are 400 MB, more than any cache. */
const [matrices, size] = [64, 1250];

/**
 * Bytes per millisecond at which this machine reads weights: float32 products with one row over 400 MB, the best of
 * `repeats`. No pass can be faster than its weights' bytes at this rate.
 */
export async function measureRoofline({ threads = 2, repeats = 10 } = {}): Promise<() => Promise<number>> {
  const x = input('x', 'float32', [1, size]);
  let sum: Value = x;
  for (let i = 0; i < matrices; i += 1)
    sum = ops.add(sum, ops.fusedMatMul(x, parameter(`w${i}`, 'float32', [size, size]), { transB: 1 }));
  const graph: Graph = { name: 'roofline', inputs: [x], outputs: [{ name: 'y', value: sum }], slots: [], metadata: {} };
  const onnx = toOnnx(graph);
  const values = Float32Array.from({ length: onnx.weightsBytes / 4 }, () => Math.random());
  const weights = bytesSource('roofline', new Uint8Array(values.buffer));
  const backend = await nodeBackend({ threads });
  const session = await backend.createSession({ name: 'roofline', graph: onnx.bytes, weights, slots: [] });
  const feed = { x: { dtype: 'float32', shape: [1, size], data: new Float32Array(size).fill(1) } } as const;
  return async () => {
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < repeats; i += 1) {
      const start = performance.now();
      await session.run(feed, { outputs: ['y'] });
      best = Math.min(best, performance.now() - start);
    }
    return (matrices * size * size * 4) / best;
  };
}

import type { OnnxRuntime } from './load-runtime.ts';

/** ONNX, opset 21: y[1, n] = MatMulInteger(a[1, k] uint8, b[k, n] int8). */
const probeModel =
  'CAo6ZQodCgFhCgFiEgF5GgF5Ig1NYXRNdWxJbnRlZ2VyOgASAWdaFAoBYRIPCg0IAhIJCgIIAQoDEgFrWhUKAWISEAoOCAMSCgoDEgFrCgMSAW5iFAoBeRIPCg0IBhIJCgIIAQoDEgFuQgQKABAVQhEKDWNvbS5taWNyb3NvZnQQAQ==';

/** A depth and a width at which every kernel takes its vector path. */
const [k, n] = [576, 64];

/**
 * Whether products of uint8 and int8 are exact here. x86 processors without VNNI add pairs of them in 16 bits, and
 * ONNX Runtime's kernels then saturate: 255 · 127 comes out halved.
 */
export async function multipliesExactly({ InferenceSession, Tensor }: OnnxRuntime): Promise<boolean> {
  const session = await InferenceSession.create(Buffer.from(probeModel, 'base64'), { intraOpNumThreads: 1 });
  const a = new Tensor('uint8', new Uint8Array(k).fill(255), [1, k]);
  const b = new Tensor('int8', new Int8Array(k * n).fill(127), [k, n]);
  const { y } = await session.run({ a, b });
  await session.release();
  const sums = y?.data;
  return sums instanceof Int32Array && sums.every((sum) => sum === k * 255 * 127);
}

import { createRequire } from 'node:module';
import type { DType, Tensor } from '@recyclegpt/spec';
import { makeTensor } from '../kernels/tensors.ts';

/** The part of onnxruntime-node that the cross-checks use. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: object,
    ): Promise<{
      run(
        feeds: Record<string, object>,
      ): Promise<Record<string, { type: string; dims: readonly number[]; data: Tensor['data'] }>>;
      release(): Promise<void>;
    }>;
  };
  readonly Tensor: new (type: string, data: Tensor['data'], dims: readonly number[]) => object;
}

/** onnxruntime-node as the Node backend uses it; `undefined` where it is not installed. */
export function loadOnnxRuntime(): OnnxRuntime | undefined {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  for (const from of [import.meta.url, new URL('../../../backend-node/package.json', import.meta.url)]) {
    try {
      return createRequire(from)('onnxruntime-node') as OnnxRuntime;
    } catch (error) {
      if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  return undefined;
}

/** Runs a model in ONNX Runtime on one thread; all outputs. */
export async function runInOnnxRuntime(
  runtime: OnnxRuntime,
  model: Uint8Array,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const session = await runtime.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
  });
  const typed = Object.entries(feeds).map(([name, { dtype, data, shape }]) => [
    name,
    new runtime.Tensor(dtype, data, shape),
  ]);
  const results = await session.run(Object.fromEntries(typed));
  const tensors = Object.entries(results).map(([name, { type, dims, data }]) => [
    name,
    makeTensor(type as DType, dims, data),
  ]);
  await session.release();
  return Object.fromEntries(tensors);
}

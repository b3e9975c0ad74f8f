import type { Backend, GraphProfile } from '@recyclegpt/spec';
import { describeAdapter, type GpuDevice } from './gpu-device.ts';
import { GpuRows } from './gpu-rows.ts';
import { GpuRowsIo } from './gpu-rows-io.ts';
import type { OnnxRuntime } from './load-runtime.ts';
import { RuntimeBackend } from './runtime-backend.ts';

export interface WebGpuBackendOptions {
  readonly runtime: OnnxRuntime;
  /** Closed with the backend. */
  readonly gpu: GpuDevice;
}

const profile: GraphProfile = {
  opset: 21,
  precisions: ['f32', 'int8', 'int4', 'int4-fast'],
  int8Weights: 'blocks',
  absentOperators: ['FusedMatMul'],
};

/** A backend on a graphics device. Rows of states stay there; logits come back. */
export function webGpuBackend({ runtime, gpu }: WebGpuBackendOptions): Backend {
  // The runtime looks for an adapter of its own unless it is told one.
  runtime.env.webgpu.adapter = gpu.adapter;
  runtime.env.wasm.numThreads ??= 1;
  return new RuntimeBackend(runtime, {
    name: 'webgpu',
    description: `WebGPU on ${describeAdapter(gpu.adapter)}`,
    threads: 1,
    profile,
    sessionOptions: ({ slots }) => ({
      executionProviders: [{ name: 'webgpu', device: gpu.device }],
      preferredOutputLocation: Object.fromEntries(slots.map(({ rowsOutput }) => [rowsOutput, 'gpu-buffer'])),
      enableMemPattern: false,
      logSeverityLevel: 4,
    }),
    createRowsIo: ({ slots }, innerSizes) => new GpuRowsIo({ runtime, gpu, bindings: slots, innerSizes }),
    createSlots: (slots, capacity) => new GpuRows(gpu, slots, capacity),
    isDisorderedByFailure: true,
    guard: async (work) => {
      gpu.assertPresent();
      return await Promise.race([work(), gpu.lost]);
    },
    [Symbol.dispose]: () => gpu[Symbol.dispose](),
  });
}

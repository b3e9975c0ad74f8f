import { type Backend, BackendError, ConfigError } from '@recyclegpt/spec';
import { describeAdapter, openDevice, requestAdapter } from './gpu-device.ts';
import { loadRuntime } from './load-runtime.ts';
import { detectPlatform, type Platform } from './platform.ts';
import { wasmBackend } from './wasm-backend.ts';
import { webGpuBackend } from './webgpu-backend.ts';

/** What runs the graphs. */
export type WebDevice = 'wasm' | 'webgpu';

export interface WebBackendOptions {
  /** Default: `auto`, which is `webgpu` where there is a graphics processor for it, and `wasm` elsewhere. */
  readonly device?: WebDevice | 'auto';
  /**
   * Threads of a pass on `wasm`. Default: one for each processor core, 4 at most; one where memory cannot be shared (a page
   * that is not cross-origin isolated). The first backend of a page or worker decides for all later ones there.
   */
  readonly threads?: number;
  /** Folder with onnxruntime-web's `.wasm` files. Default: beside its script, where bundlers put them. */
  readonly runtimeUrl?: string | URL;
  /** Told when something else runs than what was asked for, and why. */
  readonly onNotice?: (message: string) => void;
}

const devices = ['wasm', 'webgpu', 'auto'] as const;

/**
 * A backend on onnxruntime-web: in a page, in a worker (which keeps the page responsive), or in Node, where `wasm` is the only
 * device. Only the files that the device needs are loaded.
 * @throws BackendError where the runtime cannot be had, or `webgpu` is asked for and there is none; ConfigError for options
 * that cannot be used.
 */
export async function webBackend(options: WebBackendOptions = {}): Promise<Backend> {
  const platform = detectPlatform();
  checkOptions(options);
  const { device = 'auto' } = options;
  switch (device) {
    case 'wasm':
      return await onWasm(options, platform);
    case 'webgpu':
      return await onWebGpu(options, platform, await neededAdapter(platform));
    case 'auto':
      return await onBest(options, platform);
    default:
      return device satisfies never;
  }
}

/** WebGPU where there is a graphics processor; what speaks against it is told. */
async function onBest(options: WebBackendOptions, platform: Platform): Promise<Backend> {
  const { onNotice } = options;
  const adapter = await requestAdapter(platform.gpu);
  if (adapter === undefined) {
    onNotice?.('WASM is used: there is no WebGPU here.');
    return await onWasm(options, platform);
  }
  if (adapter.info.isFallbackAdapter === true || isSoftware(adapter)) {
    onNotice?.(`WASM is used: WebGPU would run on the processor too (${describeAdapter(adapter)}), and slower.`);
    return await onWasm(options, platform);
  }
  try {
    return await onWebGpu(options, platform, adapter);
  } catch (error) {
    if (!BackendError.isInstance(error)) throw error;
    onNotice?.(`WASM is used: WebGPU failed. ${error.message}`);
    return await onWasm(options, platform);
  }
}

/** Software adapters that do not say so themselves. */
function isSoftware({ info }: GPUAdapter): boolean {
  return /swiftshader|llvmpipe|lavapipe/i.test(`${info.architecture} ${info.device} ${info.description}`);
}

async function neededAdapter({ gpu, isNode }: Platform): Promise<GPUAdapter> {
  const adapter = await requestAdapter(gpu);
  if (adapter !== undefined) return adapter;
  throw new BackendError({
    what: 'There is no WebGPU here',
    where: 'device',
    got: isNode
      ? 'Node'
      : gpu === undefined
        ? 'a browser, or a page without https, that has none'
        : 'a browser without an adapter',
    next: 'Use `device: "wasm"`, or `device: "auto"`, which chooses it by itself.',
  });
}

async function onWebGpu({ runtimeUrl }: WebBackendOptions, platform: Platform, adapter: GPUAdapter): Promise<Backend> {
  const runtime = await loadRuntime({ platform, device: 'webgpu', runtimeUrl });
  return webGpuBackend({ runtime, gpu: await openDevice(adapter) });
}

async function onWasm({ threads, runtimeUrl, onNotice }: WebBackendOptions, platform: Platform): Promise<Backend> {
  const runtime = await loadRuntime({ platform, device: 'wasm', runtimeUrl });
  return wasmBackend({ runtime, platform, threads, onNotice });
}

function checkOptions({ device, threads }: WebBackendOptions): void {
  if (device !== undefined && !devices.includes(device)) {
    throw new ConfigError({
      what: 'There is no such device',
      where: 'device',
      expected: devices.join(', '),
      got: `${device}`,
    });
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new ConfigError({
      what: 'The number of threads is not usable',
      where: 'threads',
      expected: 'a positive integer',
      got: `${threads}`,
    });
  }
}

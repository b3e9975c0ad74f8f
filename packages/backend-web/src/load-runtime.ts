import { BackendError } from '@recyclegpt/spec';
import type { Platform } from './platform.ts';

/** The parts of onnxruntime-web that are used here. */
export type OnnxRuntime = typeof import('onnxruntime-common');

/** Builds of onnxruntime-web by what they can do, and the file that each loads. */
const files = {
  wasm: 'ort-wasm-simd-threaded.wasm',
  jspi: 'ort-wasm-simd-threaded.jspi.wasm',
  asyncify: 'ort-wasm-simd-threaded.asyncify.wasm',
} as const;

export interface LoadRuntimeOptions {
  readonly platform: Platform;
  readonly device: 'wasm' | 'webgpu';
  /** Folder with the runtime's `.wasm` files. Default: beside the runtime's script, where bundlers put them. */
  readonly runtimeUrl: string | URL | undefined;
}

/** Node's entry, kept from bundlers: a page would carry the largest of all builds along. */
const nodeEntry: string = 'onnxruntime-web';

/**
 * Loads the smallest build of onnxruntime-web that runs the device. It is initialised by its first session.
 * @throws BackendError where its script cannot be had.
 */
export async function loadRuntime(options: LoadRuntimeOptions): Promise<OnnxRuntime> {
  const build = buildFor(options);
  try {
    const runtime = await importRuntime(build, options.platform);
    const { runtimeUrl } = options;
    if (runtimeUrl !== undefined) runtime.env.wasm.wasmPaths = { wasm: fileIn(runtimeUrl, files[build]) };
    return runtime;
  } catch (cause) {
    throw new BackendError({
      what: 'onnxruntime-web could not be loaded',
      where: `the build ${build}`,
      got: cause instanceof Error ? cause.message : String(cause),
      next: 'See that onnxruntime-web is installed, and that the page may load its files.',
      cause,
    });
  }
}

function buildFor({ device, platform }: LoadRuntimeOptions): keyof typeof files {
  if (device === 'wasm') return 'wasm';
  return platform.hasSuspending ? 'jspi' : 'asyncify';
}

async function importRuntime(build: keyof typeof files, { isNode }: Platform): Promise<OnnxRuntime> {
  if (isNode) return (await import(/* @vite-ignore */ /* webpackIgnore: true */ nodeEntry)) as OnnxRuntime;
  switch (build) {
    case 'wasm':
      return await import('onnxruntime-web/wasm');
    case 'jspi':
      return await import('onnxruntime-web/jspi');
    case 'asyncify':
      return await import('onnxruntime-web/webgpu');
    default:
      return build satisfies never;
  }
}

function fileIn(folder: string | URL, name: string): string {
  const path = String(folder);
  return path.endsWith('/') ? `${path}${name}` : `${path}/${name}`;
}

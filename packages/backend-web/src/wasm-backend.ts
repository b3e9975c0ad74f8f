import { type Backend, ConfigError, type GraphProfile } from '@recyclegpt/spec';
import { HostRows } from '@recyclegpt/state';
import { HostRowsIo } from './host-rows-io.ts';
import type { OnnxRuntime } from './load-runtime.ts';
import type { Platform } from './platform.ts';
import { RuntimeBackend } from './runtime-backend.ts';

export interface WasmBackendOptions {
  readonly runtime: OnnxRuntime;
  readonly platform: Platform;
  readonly threads: number | undefined;
  readonly onNotice: ((message: string) => void) | undefined;
}

/** Products of 8-bit numbers are exact in WASM in either form; blocks of 4 bits have no kernel there. */
const profile: GraphProfile = { opset: 21, precisions: ['f32', 'int8'], int8Weights: 'uint8' };

/** Threads that are started when nobody says how many: more wait for memory, not for each other. */
const maxDefaultThreads = 4;

/**
 * A backend on the processor: SIMD, and threads where memory can be shared.
 * @throws ConfigError if the runtime already runs with another number of threads here.
 */
export function wasmBackend(options: WasmBackendOptions): Backend {
  const { runtime } = options;
  const threads = threadsFor(options);
  const { wasm } = runtime.env;
  if (wasm.numThreads !== undefined && wasm.numThreads !== threads) {
    throw new ConfigError({
      what: 'The runtime of this page or worker already runs with another number of threads',
      where: 'threads',
      expected: `${wasm.numThreads}`,
      got: `${threads}`,
      next: 'Make the backend in a new worker.',
    });
  }
  wasm.numThreads = threads;
  return new RuntimeBackend(runtime, {
    name: 'wasm',
    description: `WASM, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    threads,
    profile,
    // Shapes change from pass to pass: patterns of memory would be planned anew each time. Errors are thrown, so only
    // fatal ones (severity 4) are printed as well.
    sessionOptions: () => ({ executionProviders: ['wasm'], enableMemPattern: false, logSeverityLevel: 4 }),
    createRowsIo: ({ slots }, innerSizes) => new HostRowsIo(runtime, slots, innerSizes),
    createSlots: (slots, capacity) => new HostRows(slots, capacity),
    isDisorderedByFailure: false,
    guard: (work) => work(),
    [Symbol.dispose]: () => undefined,
  });
}

function threadsFor({ runtime, platform, threads, onNotice }: WasmBackendOptions): number {
  if (platform.hasThreads) return threads ?? runtime.env.wasm.numThreads ?? defaultThreads(platform);
  if (threads !== undefined && threads > 1) {
    onNotice?.(
      `One thread is used instead of ${threads}: memory is not shared here. The page needs the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.`,
    );
  }
  return 1;
}

function defaultThreads({ cores }: Platform): number {
  return Math.max(1, Math.min(cores, maxDefaultThreads));
}

import { webBackend } from '@recyclegpt/backend-web';
import type { Backend } from '@recyclegpt/spec';
import { input, ops, toOnnx } from '@recyclegpt/tensor';
import type { Device, LoadRequest, RunSettings } from '../protocol/calls.ts';
import type { Surroundings } from './load-page-model.ts';

/** A backend and what it runs on. */
export interface OpenBackend {
  readonly backend: Backend;
  readonly device: Device;
}

/** Below this many weights a pass is too short to be shared out among threads. */
const smallModel = 20e6;

/**
 * The backend that the settings ask for, WebAssembly if they leave it open: it runs everywhere, and is the quicker one for
 * models of this size.
 * @throws BackendError, ConfigError as `webBackend` does
 */
export async function openBackend(
  run: RunSettings,
  numWeights: number,
  { onNotice, runtimeUrl }: Surroundings,
): Promise<OpenBackend> {
  const { device = 'wasm', threads = numWeights < smallModel ? 1 : undefined } = run;
  const backend = await webBackend({ device, onNotice, runtimeUrl, ...(threads === undefined ? {} : { threads }) });
  return { backend, device: backend.name === 'webgpu' ? 'webgpu' : 'wasm' };
}

/**
 * Starts WebAssembly while the files of a model that is small for certain are still on their way; it takes as long as they do.
 * `undefined` where the files are not known, or another device is asked for. Nobody has to wait for it.
 */
export function earlyBackend(
  { source, run }: LoadRequest,
  surroundings: Surroundings,
): Promise<OpenBackend> | undefined {
  if (source.kind !== 'embedded' || (run.device ?? 'wasm') !== 'wasm') return undefined;
  // A weight takes a byte at least: there are fewer of them than bytes.
  const sizeBytes = source.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (sizeBytes >= smallModel) return undefined;
  const opening = startBackend(run, sizeBytes, surroundings);
  opening.catch(() => undefined);
  return opening;
}

async function startBackend(run: RunSettings, size: number, surroundings: Surroundings): Promise<OpenBackend> {
  const open = await openBackend(run, size, surroundings);
  try {
    // The runtime compiles its code for its first session, whatever that is for.
    const x = input('x', 'float32', ['n']);
    const outputs = [{ name: 'y', value: ops.add(x, x) }];
    const { bytes } = toOnnx({ name: 'start', inputs: [x], outputs, slots: [], metadata: {} });
    const session = await open.backend.createSession({ name: 'start', graph: bytes, weights: undefined, slots: [] });
    session[Symbol.dispose]();
    return open;
  } catch (error) {
    open.backend[Symbol.dispose]();
    throw error;
  }
}

import { webBackend } from '@recyclegpt/backend-web';
import type { Backend } from '@recyclegpt/spec';
import type { Device, RunSettings } from '../protocol/calls.ts';

/** A backend and what it runs on. */
export interface OpenBackend {
  readonly backend: Backend;
  readonly device: Device;
}

export interface OpenBackendOptions {
  readonly run: RunSettings;
  /** Closed if there is no backend. */
  readonly opened: readonly Disposable[];
  /** Told when something else runs than what was asked for, now or later. */
  readonly onNotice: (text: string) => void;
}

/**
 * The backend that the settings ask for, WebAssembly if they leave it open: it runs everywhere, and is the quicker one for
 * models of this size.
 * @throws BackendError, ConfigError as `webBackend` does
 */
export async function openBackend({ run, opened, onNotice }: OpenBackendOptions): Promise<OpenBackend> {
  const { device = 'wasm', threads } = run;
  try {
    const backend = await webBackend({ device, onNotice, ...(threads === undefined ? {} : { threads }) });
    return { backend, device: backend.name === 'webgpu' ? 'webgpu' : 'wasm' };
  } catch (error) {
    for (const resource of opened) resource[Symbol.dispose]();
    throw error;
  }
}

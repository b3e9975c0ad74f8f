import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import { type Backend, BackendError, ConfigError } from '@recyclegpt/spec';

/** Names of backends that run here. */
export const backendNames = ['auto', 'node', 'wasm', 'reference'] as const;
export type BackendName = (typeof backendNames)[number];

export interface CreateBackendOptions {
  /** Threads of a pass. Default: what the backend thinks best. */
  readonly threads?: number | undefined;
  /** Told when another backend runs than the best, and why. */
  readonly onWarning?: (message: string) => void;
}

/**
 * A backend by its name. `auto` is `node`, or where onnxruntime-node has no binary (Intel Macs, musl) `wasm`: slower, and
 * said.
 * @throws BackendError where the runtime cannot be had, ConfigError for another name
 */
export async function createBackend(name: BackendName, options: CreateBackendOptions = {}): Promise<Backend> {
  const { threads } = options;
  switch (name) {
    case 'auto':
      return await bestBackend(options);
    case 'node':
      return await nodeBackend(threads === undefined ? {} : { threads });
    case 'wasm':
      return await wasmBackend(options);
    case 'reference':
      return referenceBackend();
    default:
      throw new ConfigError({
        what: 'There is no such backend',
        where: 'backend',
        expected: backendNames.join(', '),
        got: `${name satisfies never}`,
      });
  }
}

async function bestBackend(options: CreateBackendOptions): Promise<Backend> {
  try {
    return await createBackend('node', options);
  } catch (error) {
    if (!BackendError.isInstance(error)) throw error;
    options.onWarning?.(`${error.message} WebAssembly runs instead, which is slower.`);
    return await createBackend('wasm', options);
  }
}

/** Imported late: who has onnxruntime-node need not load another runtime. */
async function wasmBackend({ threads, onWarning }: CreateBackendOptions): Promise<Backend> {
  const { webBackend } = await import('@recyclegpt/backend-web');
  return await webBackend({
    device: 'wasm',
    ...(threads === undefined ? {} : { threads }),
    ...(onWarning === undefined ? {} : { onNotice: onWarning }),
  });
}

import { BackendError } from '@recyclegpt/spec';

/** A graphics device with what happens to it. */
export interface GpuDevice extends Disposable {
  readonly device: GPUDevice;
  readonly adapter: GPUAdapter;
  /** Rejects with a BackendError when the device is gone, for whichever reason but `dispose`; never resolves. */
  readonly lost: Promise<never>;
  /** @throws BackendError if the device is gone. */
  assertPresent(): void;
}

/** Features that make kernels faster, taken where the adapter has them. */
const usefulFeatures: readonly GPUFeatureName[] = ['shader-f16', 'subgroups'];

const usefulLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** The adapter that the platform prefers, `undefined` if it has none. */
export async function requestAdapter(gpu: GPU | undefined): Promise<GPUAdapter | undefined> {
  try {
    return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? undefined;
  } catch {
    // Some browsers throw where others say null: either way there is none.
    return undefined;
  }
}

/**
 * A device with all that the adapter allows.
 * @throws BackendError if the adapter gives none.
 */
export async function openDevice(adapter: GPUAdapter): Promise<GpuDevice> {
  const requiredLimits = Object.fromEntries(usefulLimits.map((name) => [name, adapter.limits[name]]));
  const requiredFeatures = usefulFeatures.filter((name) => adapter.features.has(name));
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures }).catch((cause: unknown) => {
    throw new BackendError({
      what: 'The graphics adapter gives no device',
      where: describeAdapter(adapter),
      got: cause instanceof Error ? cause.message : String(cause),
      next: 'Use `device: "wasm"`.',
      cause,
    });
  });
  return watch(device, adapter);
}

function watch(device: GPUDevice, adapter: GPUAdapter): GpuDevice {
  let isDisposed = false;
  let loss: BackendError | undefined;
  const lost = new Promise<never>((_, reject) => {
    void device.lost.then(({ message, reason }) => {
      if (isDisposed) return;
      loss = lossError(adapter, `${reason}${message === '' ? '' : `: ${message}`}`);
      reject(loss);
    });
  });
  // Those who wait for it hear of it; nobody has to.
  lost.catch(() => undefined);
  return {
    device,
    adapter,
    lost,
    assertPresent: () => {
      if (loss !== undefined) throw loss;
    },
    [Symbol.dispose]: () => {
      isDisposed = true;
      device.destroy();
    },
  };
}

function lossError(adapter: GPUAdapter, got: string): BackendError {
  return new BackendError({
    what: 'The graphics device was lost',
    where: describeAdapter(adapter),
    got,
    next: 'Load the model again; with `device: "wasm"` if it happens again. What was written stays: a new state takes its tokens.',
  });
}

/** What to call an adapter. */
export function describeAdapter({ info }: GPUAdapter): string {
  const parts = [info.vendor, info.architecture, info.device, info.description].filter((part) => part !== '');
  return parts.length === 0 ? 'an unnamed adapter' : [...new Set(parts)].join(' ');
}

import { defaultPrecision, type OpenedModel } from '@recyclegpt/core';
import { type Backend, BackendError, type Precision } from '@recyclegpt/spec';
import { formatBytes, formatLarge } from '../shared/format.ts';

/** Bytes of a weight, blocks' scales included. */
const bytesPerWeight: { readonly [Name in Precision]: number } = { f32: 4, int8: 1.1, int4: 0.7, 'int4-fast': 0.7 };
/** What a 32-bit WebAssembly memory can hold. */
const wasmBytes = 2 ** 32;

/** What is known of a device's memory. */
export interface DeviceMemory {
  /** As browsers tell it: rounded, and with an upper limit. */
  readonly deviceGigabytes: number | undefined;
}

/** Weights of a model, in all of its tensors. */
export function countWeights({ weights }: Pick<OpenedModel, 'weights'>): number {
  let sum = 0;
  for (const { shape } of weights.tensors.values()) sum += shape.reduce((product, size) => product * size, 1);
  return sum;
}

/**
 * Refuses what cannot fit before any of it is read: encoding gigabytes takes minutes, and a tab that runs out of memory is
 * ended without a word.
 * @throws BackendError that says how much there is and how much would be needed
 */
export function checkSize(
  opened: OpenedModel,
  backend: Backend,
  {
    precision = defaultPrecision(opened, backend),
    memory,
  }: { precision?: Precision | undefined; memory: DeviceMemory },
): void {
  const numWeights = countWeights(opened);
  const neededBytes = numWeights * bytesPerWeight[precision];
  const limits = [
    ...(backend.name === 'wasm' ? [{ bytes: wasmBytes, of: 'that WebAssembly can hold' }] : []),
    // The most that browsers admit to says nothing of what lies above it.
    ...(memory.deviceGigabytes === undefined || memory.deviceGigabytes >= 8
      ? []
      : [{ bytes: memory.deviceGigabytes * 2 ** 30, of: 'that this device has' }]),
  ];
  const passed = limits.filter(({ bytes }) => neededBytes > bytes).sort((a, b) => a.bytes - b.bytes)[0];
  if (passed === undefined) return;
  throw new BackendError({
    what: 'This model is too big for this device',
    where: opened.name,
    expected: `less than the ${formatBytes(passed.bytes)} ${passed.of}`,
    got: `${formatBytes(neededBytes)}: ${formatLarge(numWeights)} weights in ${precision}`,
    next: 'Take a smaller model, or a smaller precision (int8; int4 on WebGPU). Large models run on the command line.',
  });
}

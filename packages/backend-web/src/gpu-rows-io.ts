import {
  BackendError,
  blockRows,
  DisposedError,
  type RowTarget,
  type SlotBinding,
  type StateSlot,
} from '@recyclegpt/spec';
import { checkTarget } from '@recyclegpt/state';
import type { Tensor as RuntimeTensor } from 'onnxruntime-common';
import type { GpuDevice } from './gpu-device.ts';
import { createStorage, GpuRows, rowBytes } from './gpu-rows.ts';
import type { OnnxRuntime } from './load-runtime.ts';
import type { RowsIo, RuntimeTensors } from './rows-io.ts';

export interface GpuRowsIoOptions {
  readonly runtime: OnnxRuntime;
  readonly gpu: GpuDevice;
  readonly bindings: readonly SlotBinding[];
  /** Last dimension of each input. */
  readonly innerSizes: ReadonlyMap<string, number>;
}

/**
 * Rows that stay on the device: whole blocks are fed as views of a store's buffers; the rows after them, which no view can
 * begin at, through a small buffer a slot; new rows are copied from the output to their places.
 */
export class GpuRowsIo implements RowsIo {
  readonly outputs: readonly string[];
  readonly #options: GpuRowsIoOptions;
  readonly #tails = new Map<string, GPUBuffer>();
  readonly #zeros = new Map<number, GPUBuffer>();
  #isDisposed = false;

  constructor(options: GpuRowsIoOptions) {
    this.#options = options;
    this.outputs = [...new Set(options.bindings.map(({ rowsOutput }) => rowsOutput))];
  }

  async feeds(target: RowTarget): Promise<RuntimeTensors> {
    checkTarget(target);
    const rows = this.#rowsOf(target);
    await rows.whenAllocated();
    const tail = target.past % blockRows;
    const whole = target.past - tail;
    const feeds: Record<string, RuntimeTensor> = {};
    if (tail > 0) this.#fillTails(rows, whole, tail);
    for (const { slot, pastInput, tailInput } of this.#options.bindings) {
      if (pastInput !== undefined) feeds[pastInput] = this.#past(rows, slot, whole, pastInput);
      if (tailInput !== undefined) feeds[tailInput] = this.#tail(slot, tail);
    }
    return feeds;
  }

  async keep(target: RowTarget, results: RuntimeTensors): Promise<void> {
    const { bindings, gpu } = this.#options;
    const rows = this.#rowsOf(target);
    for (const binding of bindings) checkNewRows(binding, target, results[binding.rowsOutput]);
    const encoder = gpu.device.createCommandEncoder();
    for (const { slot, rowsOutput, rowsIndex } of bindings) {
      const packed = (results[rowsOutput] as RuntimeTensor).gpuBuffer as unknown as GPUBuffer;
      const size = target.count * rowBytes(slot);
      encoder.copyBufferToBuffer(
        packed,
        rowsIndex * size,
        rows.bufferOf(slot.name),
        target.past * rowBytes(slot),
        size,
      );
    }
    gpu.device.queue.submit([encoder.finish()]);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const buffer of [...this.#tails.values(), ...this.#zeros.values()]) buffer.destroy();
    this.#tails.clear();
    this.#zeros.clear();
  }

  #rowsOf({ store }: RowTarget): GpuRows {
    if (this.#isDisposed) throw new DisposedError('A session');
    if (store instanceof GpuRows && store.isOn(this.#options.gpu)) return store;
    throw new BackendError({
      what: 'The state lies in another backend',
      next: 'Create it with the backend that runs the model.',
    });
  }

  #past(rows: GpuRows, slot: StateSlot, whole: number, input: string): RuntimeTensor {
    const inner = this.#options.innerSizes.get(input) ?? 1;
    const buffer = whole === 0 ? this.#emptyBlock(slot) : rows.bufferOf(slot.name);
    return this.#view(buffer, slot, [Math.max(whole, blockRows), slot.width / inner, inner]);
  }

  /** A tensor of no elements has no buffer: it comes from host memory. */
  #tail(slot: StateSlot, tail: number): RuntimeTensor {
    const { Tensor } = this.#options.runtime;
    const dims = [1, tail, slot.width];
    if (tail > 0) return this.#view(this.#tailBuffer(slot), slot, dims);
    return slot.dtype === 'float32'
      ? new Tensor('float32', new Float32Array(0), dims)
      : new Tensor('float16', new Uint16Array(0), dims);
  }

  #view(buffer: GPUBuffer, { dtype }: StateSlot, dims: readonly number[]): RuntimeTensor {
    return this.#options.runtime.Tensor.fromGpuBuffer(buffer, { dataType: dtype, dims });
  }

  /** A block of zeros, fed where there is no whole block yet; the mask hides it. */
  #emptyBlock(slot: StateSlot): GPUBuffer {
    const size = blockRows * rowBytes(slot);
    const zeros = this.#zeros.get(size) ?? createStorage(this.#options.gpu.device, size);
    this.#zeros.set(size, zeros);
    return zeros;
  }

  #tailBuffer(slot: StateSlot): GPUBuffer {
    const buffer = this.#tails.get(slot.name) ?? createStorage(this.#options.gpu.device, blockRows * rowBytes(slot));
    this.#tails.set(slot.name, buffer);
    return buffer;
  }

  #fillTails(rows: GpuRows, whole: number, tail: number): void {
    const { device } = this.#options.gpu;
    const encoder = device.createCommandEncoder();
    for (const { slot, tailInput } of this.#options.bindings) {
      if (tailInput === undefined) continue;
      const [from, size] = [whole * rowBytes(slot), tail * rowBytes(slot)];
      encoder.copyBufferToBuffer(rows.bufferOf(slot.name), from, this.#tailBuffer(slot), 0, size);
    }
    device.queue.submit([encoder.finish()]);
  }
}

function checkNewRows(
  { slot, rowsOutput, rowsIndex }: SlotBinding,
  { count }: RowTarget,
  packed: RuntimeTensor | undefined,
): void {
  const [slots = 0, rows, width] = packed?.dims ?? [];
  if (packed?.type === slot.dtype && rowsIndex < slots && rows === count && width === slot.width) return;
  throw new BackendError({
    what: 'A pass did not return the rows of a slot',
    where: `slot "${slot.name}", output "${rowsOutput}"`,
    expected: `${slot.dtype}[more than ${rowsIndex}, ${count}, ${slot.width}]`,
    got: packed === undefined ? 'nothing' : `${packed.type}[${packed.dims.join(', ')}]`,
  });
}

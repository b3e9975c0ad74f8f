import { BackendError, bytesPerElement, type SlotStore, type StateSlot, type Tensor } from '@recyclegpt/spec';
import { RowLayout } from '@recyclegpt/state';
import type { GpuDevice } from './gpu-device.ts';

/** Bytes of a row of a slot. */
export function rowBytes({ width, dtype }: Pick<StateSlot, 'width' | 'dtype'>): number {
  return width * bytesPerElement[dtype];
}

/** Buffers that kernels read as whole vectors are multiples of this. */
const alignment = 16;

/** GPUBufferUsage.STORAGE | COPY_SRC | COPY_DST and MAP_READ | COPY_DST, by the numbers of the standard. */
const storageUsage = 0x80 | 0x04 | 0x08;
const stagingUsage = 0x01 | 0x08;

/** A buffer that kernels and copies may read and write, filled with zeros. */
export function createStorage(device: GPUDevice, sizeBytes: number): GPUBuffer {
  return device.createBuffer({ size: Math.max(alignment, align(sizeBytes)), usage: storageUsage });
}

function align(sizeBytes: number): number {
  return Math.ceil(sizeBytes / alignment) * alignment;
}

/**
 * Slots in the memory of a graphics device: one buffer a slot at a capacity that grows by doubling, rows contiguous. Rows
 * leave the device only where `read` asks for them.
 */
export class GpuRows implements SlotStore {
  readonly #gpu: GpuDevice;
  readonly #layout: RowLayout;
  readonly #buffers: Map<string, GPUBuffer>;
  #allocated: Promise<void> = Promise.resolve();

  /** @throws StateError for two slots of one name; BackendError for slots that the device cannot hold. */
  constructor(gpu: GpuDevice, slots: readonly StateSlot[], capacity: number) {
    this.#gpu = gpu;
    this.#layout = new RowLayout(slots, Math.max(1, capacity));
    this.#buffers = this.#allocate(this.capacity);
  }

  get slots(): readonly StateSlot[] {
    return this.#layout.slots;
  }

  get capacity(): number {
    return this.#layout.capacity;
  }

  get sizeBytes(): number {
    return [...this.#buffers.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Whether the store's buffers are those of this device. */
  isOn(gpu: GpuDevice): boolean {
    return gpu === this.#gpu;
  }

  /** Resolves when its memory is known to be there. @throws BackendError if the device had not enough. */
  whenAllocated(): Promise<void> {
    return this.#allocated;
  }

  /** The buffer of a slot: rows from 0 on. It is another one once `reserve` has grown the store. */
  bufferOf(slot: string): GPUBuffer {
    this.#layout.slotOf(slot);
    return this.#buffers.get(slot) as GPUBuffer;
  }

  reserve(rows: number, liveRows: number): void {
    const capacity = this.#layout.roomFor(rows);
    if (capacity === undefined) return;
    const grown = this.#allocate(capacity);
    this.#copyTo(grown, liveRows);
    for (const [name, buffer] of grown) {
      this.#buffers.get(name)?.destroy();
      this.#buffers.set(name, buffer);
    }
    this.#layout.grow(capacity);
  }

  async read(name: string, firstRow: number, count: number): Promise<Tensor> {
    const slot = this.#layout.slotOfRows(name, firstRow, count);
    const shape = [count, slot.width];
    const bytes = count === 0 ? new ArrayBuffer(0) : await this.#download(slot, firstRow, count);
    const data = slot.dtype === 'float32' ? new Float32Array(bytes) : new Uint16Array(bytes);
    return { dtype: slot.dtype, shape, data } as Tensor;
  }

  write(name: string, firstRow: number, rows: Tensor): void {
    const slot = this.#layout.slotOfRows(name, firstRow, this.#layout.countOf(name, rows));
    const { buffer, byteOffset, byteLength } = rows.data;
    this.#gpu.device.queue.writeBuffer(
      this.bufferOf(name),
      firstRow * rowBytes(slot),
      buffer as ArrayBuffer,
      byteOffset,
      byteLength,
    );
  }

  fork(rows: number): GpuRows {
    this.#layout.assertUsable();
    for (const { name } of this.slots) this.#layout.slotOfRows(name, 0, rows);
    const copy = new GpuRows(this.#gpu, this.slots, rows);
    this.#copyTo(copy.#buffers, rows);
    return copy;
  }

  [Symbol.dispose](): void {
    this.#layout.dispose();
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
  }

  /** Buffers for all slots. What the device says about memory comes later, in `#allocated`. */
  #allocate(capacity: number): Map<string, GPUBuffer> {
    const { device } = this.#gpu;
    for (const slot of this.slots) checkSize(device, slot, capacity);
    device.pushErrorScope('out-of-memory');
    const buffers = this.slots.map((slot): [string, GPUBuffer] => [
      slot.name,
      createStorage(device, capacity * rowBytes(slot)),
    ]);
    const earlier = this.#allocated;
    this.#allocated = device.popErrorScope().then(async (error) => {
      await earlier;
      if (error !== null) throw noMemory(capacity, error.message);
    });
    // Runs over the store wait for it and throw.
    this.#allocated.catch(() => undefined);
    return new Map(buffers);
  }

  #copyTo(targets: ReadonlyMap<string, GPUBuffer>, rows: number): void {
    if (rows === 0) return;
    const encoder = this.#gpu.device.createCommandEncoder();
    for (const slot of this.slots) {
      const target = targets.get(slot.name) as GPUBuffer;
      encoder.copyBufferToBuffer(this.bufferOf(slot.name), 0, target, 0, rows * rowBytes(slot));
    }
    this.#gpu.device.queue.submit([encoder.finish()]);
  }

  async #download(slot: StateSlot, firstRow: number, count: number): Promise<ArrayBuffer> {
    const { device, lost } = this.#gpu;
    this.#gpu.assertPresent();
    const size = count * rowBytes(slot);
    const staging = device.createBuffer({ size, usage: stagingUsage });
    try {
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(this.bufferOf(slot.name), firstRow * rowBytes(slot), staging, 0, size);
      device.queue.submit([encoder.finish()]);
      await Promise.race([staging.mapAsync(1), lost]);
      return staging.getMappedRange().slice(0);
    } finally {
      staging.destroy();
    }
  }
}

const shorter =
  'Take a shorter context or a smaller model, or `device: "wasm"`, which uses the memory of the processor.';

function checkSize({ limits }: GPUDevice, slot: StateSlot, capacity: number): void {
  if (rowBytes(slot) % 4 !== 0) {
    throw new BackendError({
      what: 'Rows on a graphics device are whole words',
      where: slot.name,
      expected: 'a multiple of 4 bytes',
      got: `${rowBytes(slot)}`,
    });
  }
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const needed = capacity * rowBytes(slot);
  if (needed <= most) return;
  throw new BackendError({
    what: 'The rows of a slot do not fit one buffer of the graphics device',
    where: slot.name,
    expected: `at most ${most} bytes`,
    got: `${needed} for ${capacity} rows`,
    next: shorter,
  });
}

function noMemory(capacity: number, message: string): BackendError {
  return new BackendError({
    what: 'The graphics device has no memory left for rows',
    expected: `room for ${capacity} rows`,
    got: message,
    next: shorter,
  });
}

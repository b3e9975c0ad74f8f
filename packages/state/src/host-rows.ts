import type { SlotStore, StateSlot, Tensor } from '@recyclegpt/spec';
import { RowLayout } from './row-layout.ts';

/** Rows of one slot, one after another. */
type RowArray = Float32Array | Uint16Array;

function allocate(slot: StateSlot, rows: number): RowArray {
  const elements = rows * slot.width;
  return slot.dtype === 'float32' ? new Float32Array(elements) : new Uint16Array(elements);
}

/**
 * Slots in host memory: one growing typed array a slot, rows contiguous, so that a prefix of rows is a view and an
 * append is one copy of the new rows.
 */
export class HostRows implements SlotStore {
  readonly #layout: RowLayout;
  readonly #arrays: Map<string, RowArray>;

  constructor(slots: readonly StateSlot[], capacity: number) {
    this.#layout = new RowLayout(slots, capacity);
    this.#arrays = new Map(slots.map((slot) => [slot.name, allocate(slot, capacity)]));
  }

  get slots(): readonly StateSlot[] {
    return this.#layout.slots;
  }

  get capacity(): number {
    return this.#layout.capacity;
  }

  get sizeBytes(): number {
    return [...this.#arrays.values()].reduce((sum, array) => sum + array.byteLength, 0);
  }

  reserve(rows: number, liveRows: number): void {
    const capacity = this.#layout.roomFor(rows);
    if (capacity === undefined) return;
    const grown = this.slots.map((slot): [string, RowArray] => {
      const array = allocate(slot, capacity);
      array.set(this.view(slot.name, 0, liveRows));
      return [slot.name, array];
    });
    for (const [name, array] of grown) this.#arrays.set(name, array);
    this.#layout.grow(capacity);
  }

  /** Rows `[firstRow, firstRow + count)` without a copy. The view is stale once `reserve` has grown the store. */
  view(slot: string, firstRow: number, count: number): RowArray {
    const { width } = this.#layout.slotOfRows(slot, firstRow, count);
    return (this.#arrays.get(slot) as RowArray).subarray(firstRow * width, (firstRow + count) * width);
  }

  async read(slot: string, firstRow: number, count: number): Promise<Tensor> {
    const { width, dtype } = this.#layout.slotOf(slot);
    return { dtype, shape: [count, width], data: this.view(slot, firstRow, count).slice() } as Tensor;
  }

  write(slot: string, firstRow: number, rows: Tensor): void {
    const count = this.#layout.countOf(slot, rows);
    (this.view(slot, firstRow, count) as Float32Array).set(rows.data as Float32Array);
  }

  fork(rows: number): HostRows {
    this.#layout.assertUsable();
    const copy = new HostRows(this.slots, Math.max(rows, 1));
    for (const { name } of this.slots)
      (copy.view(name, 0, rows) as Float32Array).set(this.view(name, 0, rows) as Float32Array);
    return copy;
  }

  [Symbol.dispose](): void {
    this.#layout.dispose();
    this.#arrays.clear();
  }
}

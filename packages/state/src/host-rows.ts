import { BackendError, DisposedError, type SlotStore, StateError, type StateSlot, type Tensor } from '@recyclegpt/spec';

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
  readonly slots: readonly StateSlot[];
  readonly #arrays: Map<string, RowArray>;
  readonly #widths: ReadonlyMap<string, StateSlot>;
  #capacity: number;
  #isDisposed = false;

  constructor(slots: readonly StateSlot[], capacity: number) {
    this.slots = slots;
    this.#widths = new Map(slots.map((slot) => [slot.name, slot]));
    if (this.#widths.size !== slots.length)
      throw new StateError({ what: 'Two slots have one name', got: slots.map(({ name }) => name).join(', ') });
    this.#capacity = capacity;
    this.#arrays = new Map(slots.map((slot) => [slot.name, allocate(slot, capacity)]));
  }

  get capacity(): number {
    return this.#capacity;
  }

  get sizeBytes(): number {
    return [...this.#arrays.values()].reduce((sum, array) => sum + array.byteLength, 0);
  }

  reserve(rows: number, liveRows: number): void {
    this.#assertUsable();
    if (rows <= this.#capacity) return;
    const capacity = Math.max(rows, this.#capacity * 2);
    const grown = this.slots.map((slot): [string, RowArray] => {
      const array = allocate(slot, capacity);
      array.set(this.view(slot.name, 0, liveRows));
      return [slot.name, array];
    });
    for (const [name, array] of grown) this.#arrays.set(name, array);
    this.#capacity = capacity;
  }

  /** Rows `[firstRow, firstRow + count)` without a copy. The view is stale once `reserve` has grown the store. */
  view(slot: string, firstRow: number, count: number): RowArray {
    const { width } = this.#slotOf(slot);
    this.#assertInside(slot, firstRow, count);
    return (this.#arrays.get(slot) as RowArray).subarray(firstRow * width, (firstRow + count) * width);
  }

  async read(slot: string, firstRow: number, count: number): Promise<Tensor> {
    const { width, dtype } = this.#slotOf(slot);
    return { dtype, shape: [count, width], data: this.view(slot, firstRow, count).slice() } as Tensor;
  }

  write(slot: string, firstRow: number, rows: Tensor): void {
    const { width, dtype } = this.#slotOf(slot);
    const count = rows.data.length / width;
    if (rows.dtype !== dtype || !Number.isInteger(count)) {
      throw new BackendError({
        what: 'Rows do not fit their slot',
        where: slot,
        expected: `${dtype}[n, ${width}]`,
        got: `${rows.dtype}[${rows.shape.join(', ')}]`,
      });
    }
    (this.view(slot, firstRow, count) as Float32Array).set(rows.data as Float32Array);
  }

  fork(rows: number): HostRows {
    this.#assertUsable();
    const copy = new HostRows(this.slots, Math.max(rows, 1));
    for (const { name } of this.slots)
      (copy.view(name, 0, rows) as Float32Array).set(this.view(name, 0, rows) as Float32Array);
    return copy;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#arrays.clear();
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError('A store of rows');
  }

  #slotOf(name: string): StateSlot {
    this.#assertUsable();
    const slot = this.#widths.get(name);
    if (slot === undefined)
      throw new StateError({ what: `There is no slot "${name}"`, expected: [...this.#widths.keys()].join(', ') });
    return slot;
  }

  #assertInside(slot: string, firstRow: number, count: number): void {
    if (firstRow >= 0 && count >= 0 && firstRow + count <= this.#capacity) return;
    throw new StateError({
      what: 'Rows outside of the store',
      where: slot,
      expected: `0 to ${this.#capacity}`,
      got: `${firstRow} to ${firstRow + count}`,
    });
  }
}

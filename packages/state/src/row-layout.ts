import { BackendError, DisposedError, StateError, type StateSlot, type Tensor } from '@recyclegpt/spec';

/**
 * What a store of rows is, but for the rows: its slots, its room, and whether it is still in use. Stores ask it before they
 * touch memory, so that each refuses the same (rules SS2, SS4 and SS5 of SPEC.md).
 */
export class RowLayout {
  readonly slots: readonly StateSlot[];
  readonly #bySlot: ReadonlyMap<string, StateSlot>;
  #capacity: number;
  #isDisposed = false;

  /** @throws StateError for two slots of one name. */
  constructor(slots: readonly StateSlot[], capacity: number) {
    this.slots = slots;
    this.#bySlot = new Map(slots.map((slot) => [slot.name, slot]));
    this.#capacity = capacity;
    if (this.#bySlot.size !== slots.length)
      throw new StateError({ what: 'Two slots have one name', got: slots.map(({ name }) => name).join(', ') });
  }

  /** Rows that each slot has room for. */
  get capacity(): number {
    return this.#capacity;
  }

  /** The capacity to grow to for so many rows: twice the present one at least. `undefined` if there is room already. */
  roomFor(rows: number): number | undefined {
    this.assertUsable();
    return rows <= this.#capacity ? undefined : Math.max(rows, this.#capacity * 2);
  }

  /** Says that the slots have room for so many rows now. */
  grow(capacity: number): void {
    this.#capacity = capacity;
  }

  /** @throws StateError for a slot that there is not. */
  slotOf(name: string): StateSlot {
    this.assertUsable();
    const slot = this.#bySlot.get(name);
    if (slot === undefined)
      throw new StateError({ what: `There is no slot "${name}"`, expected: [...this.#bySlot.keys()].join(', ') });
    return slot;
  }

  /** The slot of rows `[firstRow, firstRow + count)`. @throws StateError if they are not all inside. */
  slotOfRows(name: string, firstRow: number, count: number): StateSlot {
    const slot = this.slotOf(name);
    const isRange = Number.isInteger(firstRow) && Number.isInteger(count) && firstRow >= 0 && count >= 0;
    if (isRange && firstRow + count <= this.#capacity) return slot;
    throw new StateError({
      what: 'Rows outside of the store',
      where: name,
      expected: `0 to ${this.#capacity}`,
      got: `${firstRow} to ${firstRow + count}`,
    });
  }

  /** How many rows of a slot a tensor holds. @throws BackendError for another type or width. */
  countOf(name: string, { dtype, shape, data }: Tensor): number {
    const slot = this.slotOf(name);
    const count = data.length / slot.width;
    if (dtype === slot.dtype && Number.isInteger(count)) return count;
    throw new BackendError({
      what: 'Rows do not fit their slot',
      where: name,
      expected: `${slot.dtype}[n, ${slot.width}]`,
      got: `${dtype}[${shape.join(', ')}]`,
    });
  }

  /** @throws DisposedError after `dispose`. */
  assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError('A store of rows');
  }

  /** From now on everything is refused; twice is fine. */
  dispose(): void {
    this.#isDisposed = true;
  }
}

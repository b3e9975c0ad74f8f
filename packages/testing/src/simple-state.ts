import {
  blockRows,
  type MutableState,
  type SlotStore,
  StateError,
  type StateSlot,
  type Tensor,
} from '@recyclegpt/spec';

/** A state that only counts, for tests of models: no lags, no files, one owner for all rows. */
export class SimpleState implements MutableState {
  readonly fingerprint = 'simple';
  readonly tokens: number[] = [];
  readonly #store: SlotStore;
  #rows = 0;

  constructor(store: SlotStore) {
    this.#store = store;
  }

  /** Over the slots of a model, in a backend's memory. */
  static over(
    backend: { createSlots(slots: readonly StateSlot[], capacity: number): SlotStore },
    slots: readonly StateSlot[],
  ): SimpleState {
    return new SimpleState(backend.createSlots(slots, blockRows));
  }

  rowsOf(): number {
    return this.#rows;
  }

  rewindTo(length: number): void {
    if (length > this.tokens.length) throw new StateError({ what: 'Rewound too far' });
    this.tokens.length = length;
    this.#rows = Math.min(this.#rows, length);
  }

  get sizeBytes(): number {
    return this.#store.sizeBytes;
  }

  fork(length = this.tokens.length): SimpleState {
    const rows = length === this.tokens.length ? this.#rows : Math.min(this.#rows, length);
    const copy = new SimpleState(this.#store.fork(rows));
    copy.tokens.push(...this.tokens.slice(0, length));
    copy.#rows = rows;
    return copy;
  }

  commit(tokenIds: readonly number[]): void {
    this.tokens.push(...tokenIds);
  }

  targetFor(_owner: string, count: number): { store: SlotStore; past: number; count: number } {
    this.#store.reserve(Math.ceil((this.#rows + count) / blockRows) * blockRows, this.#rows);
    return { store: this.#store, past: this.#rows, count };
  }

  advance(_owner: string, count: number): void {
    this.#rows += count;
  }

  truncate(_owner: string, rows: number): void {
    if (rows > this.#rows) throw new StateError({ what: 'Truncated beyond the rows' });
    this.#rows = rows;
  }

  read(slot: string, firstRow: number, count: number): Promise<Tensor> {
    return this.#store.read(slot, firstRow, count);
  }

  save(): Promise<Uint8Array> {
    return Promise.reject(new StateError({ what: 'Simple states are not saved' }));
  }

  dispose(): void {
    this.#store[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

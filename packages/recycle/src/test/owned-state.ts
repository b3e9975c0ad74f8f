import {
  blockRows,
  type MutableState,
  type SlotStore,
  StateError,
  type StateSlot,
  type Tensor,
} from '@recyclegpt/spec';
import { recycleOwner } from '../recycle-config.ts';

/** A state of a base and a module, whose rows lag by one token, for tests without the package of states. */
export class OwnedState implements MutableState {
  readonly fingerprint = 'owned';
  readonly tokens: number[];
  readonly #store: SlotStore;
  readonly #rows: Map<string, number>;

  constructor(store: SlotStore, tokens: readonly number[] = [], rows: Iterable<readonly [string, number]> = []) {
    this.#store = store;
    this.tokens = [...tokens];
    this.#rows = new Map([...store.slots.map(({ owner }) => [owner, 0] as const), ...rows]);
  }

  static over(
    backend: { createSlots(slots: readonly StateSlot[], capacity: number): SlotStore },
    slots: readonly StateSlot[],
  ): OwnedState {
    return new OwnedState(backend.createSlots(slots, blockRows));
  }

  get sizeBytes(): number {
    return this.#store.sizeBytes;
  }

  rowsOf(owner: string): number {
    const rows = this.#rows.get(owner);
    if (rows === undefined) throw new StateError({ what: `Nothing belongs to "${owner}"` });
    return rows;
  }

  rewindTo(length: number): void {
    this.tokens.length = length;
    for (const [owner, rows] of this.#rows) {
      const lag = owner === recycleOwner ? 1 : 0;
      this.#rows.set(owner, Math.min(rows, Math.max(0, length - lag)));
    }
  }

  fork(): OwnedState {
    const store = this.#store.fork(Math.max(...this.#rows.values()));
    return new OwnedState(store, this.tokens, this.#rows);
  }

  commit(tokenIds: readonly number[]): void {
    this.tokens.push(...tokenIds);
  }

  targetFor(owner: string, count: number): { store: SlotStore; past: number; count: number } {
    const past = this.rowsOf(owner);
    const room = Math.ceil((past + count) / blockRows) * blockRows;
    this.#store.reserve(room, Math.max(...this.#rows.values()));
    return { store: this.#store, past, count };
  }

  advance(owner: string, count: number): void {
    this.#rows.set(owner, this.rowsOf(owner) + count);
  }

  truncate(owner: string, rows: number): void {
    if (rows > this.rowsOf(owner)) throw new StateError({ what: 'Truncated beyond the rows', where: owner });
    this.#rows.set(owner, rows);
  }

  read(slot: string, firstRow: number, count: number): Promise<Tensor> {
    return this.#store.read(slot, firstRow, count);
  }

  save(): Promise<Uint8Array> {
    return Promise.reject(new StateError({ what: 'These states are not saved' }));
  }

  dispose(): void {
    this.#store[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

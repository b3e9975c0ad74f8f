import {
  blockRows,
  DisposedError,
  type MutableState,
  type RowTarget,
  type SlotStore,
  StateError,
  type Tensor,
} from '@recyclegpt/spec';
import { encodeState } from './state-file.ts';

/** What a state starts from. */
export interface SlottedStateOptions {
  readonly fingerprint: string;
  readonly store: SlotStore;
  readonly tokens: readonly number[];
  /** Rows by owner; every owner of a slot is named. */
  readonly rows: ReadonlyMap<string, number>;
  /** Tokens that an owner's rows stay behind the text: its row t needs token t + lag. Default 0. */
  readonly lags: ReadonlyMap<string, number>;
  /** Longest sequence in tokens. */
  readonly maxRows: number;
}

/** A sequence state over the slots of one backend. It counts; the store holds the rows. */
export class SlottedState implements MutableState {
  readonly fingerprint: string;
  readonly #store: SlotStore;
  readonly #tokens: number[];
  readonly #rows: Map<string, number>;
  readonly #lags: ReadonlyMap<string, number>;
  readonly #maxRows: number;
  #isDisposed = false;

  constructor({ fingerprint, store, tokens, rows, lags, maxRows }: SlottedStateOptions) {
    this.fingerprint = fingerprint;
    this.#store = store;
    this.#tokens = [...tokens];
    this.#rows = new Map(rows);
    this.#lags = lags;
    this.#maxRows = maxRows;
  }

  get tokens(): readonly number[] {
    this.#assertUsable();
    return this.#tokens;
  }

  /** Bytes that the rows take, spare room included. */
  get sizeBytes(): number {
    return this.#store.sizeBytes;
  }

  rowsOf(owner: string): number {
    this.#assertUsable();
    return this.#rowsOf(owner);
  }

  rewindTo(length: number): void {
    this.#assertUsable();
    this.#assertWithin('A state cannot be rewound to there', length);
    this.#tokens.length = length;
    for (const [owner, rows] of this.#rowsWithin(length)) this.#rows.set(owner, rows);
  }

  fork(length = this.#tokens.length): SlottedState {
    this.#assertUsable();
    this.#assertWithin('A state cannot be forked there', length);
    const rows = length === this.#tokens.length ? this.#rows : this.#rowsWithin(length);
    return new SlottedState({
      fingerprint: this.fingerprint,
      store: this.#store.fork(Math.max(0, ...rows.values())),
      tokens: this.#tokens.slice(0, length),
      rows,
      lags: this.#lags,
      maxRows: this.#maxRows,
    });
  }

  async save(): Promise<Uint8Array> {
    this.#assertUsable();
    return await encodeState({
      fingerprint: this.fingerprint,
      tokens: [...this.#tokens],
      rows: new Map(this.#rows),
      store: this.#store,
    });
  }

  commit(tokenIds: readonly number[]): void {
    this.#assertUsable();
    this.#tokens.push(...tokenIds);
  }

  targetFor(owner: string, count: number): RowTarget {
    this.#assertUsable();
    const past = this.#rowsOf(owner);
    if (past + count > this.#maxRows) {
      throw new StateError({
        what: 'The rows do not fit the context',
        where: owner,
        expected: `at most ${this.#maxRows}`,
        got: `${past + count}`,
      });
    }
    const room = Math.ceil((past + count) / blockRows) * blockRows;
    this.#store.reserve(room, this.#liveRows());
    return { store: this.#store, past, count };
  }

  advance(owner: string, count: number): void {
    this.#assertUsable();
    this.#rows.set(owner, this.#rowsOf(owner) + count);
  }

  truncate(owner: string, rows: number): void {
    this.#assertUsable();
    const present = this.#rowsOf(owner);
    if (!Number.isInteger(rows) || rows < 0 || rows > present) {
      throw new StateError({
        what: 'Rows cannot be cut to there',
        where: owner,
        expected: `0 to ${present}`,
        got: `${rows}`,
      });
    }
    this.#rows.set(owner, rows);
  }

  read(slot: string, firstRow: number, count: number): Promise<Tensor> {
    this.#assertUsable();
    return this.#store.read(slot, firstRow, count);
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#store[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError('A sequence state');
  }

  #rowsOf(owner: string): number {
    const rows = this.#rows.get(owner);
    if (rows === undefined)
      throw new StateError({
        what: `Nothing of this state belongs to "${owner}"`,
        expected: [...this.#rows.keys()].join(', '),
      });
    return rows;
  }

  #assertWithin(what: string, length: number): void {
    if (Number.isInteger(length) && length >= 0 && length <= this.#tokens.length) return;
    throw new StateError({ what, expected: `0 to ${this.#tokens.length}`, got: `${length}` });
  }

  /** Rows that each owner keeps of the first `length` tokens. */
  #rowsWithin(length: number): ReadonlyMap<string, number> {
    return new Map(
      [...this.#rows].map(([owner, rows]) => [
        owner,
        Math.min(rows, Math.max(0, length - (this.#lags.get(owner) ?? 0))),
      ]),
    );
  }

  #liveRows(): number {
    return Math.max(0, ...this.#rows.values());
  }
}

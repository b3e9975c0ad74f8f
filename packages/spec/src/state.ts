import type { DType, Tensor } from './tensor.ts';

/** Rows per block. A pass never crosses a multiple of it, so that its sums are split where every other pass splits them. */
export const blockRows = 64;

/** Something that a model computes for each position and needs again. */
export interface StateSlot {
  /** Unique among the slots of a state. */
  readonly name: string;
  readonly kind: 'key' | 'value' | 'hidden';
  /** Whose passes write it: the base model, or a module. */
  readonly owner: string;
  /** Elements of a row. */
  readonly width: number;
  readonly dtype: Extract<DType, 'float32' | 'float16'>;
}

/** How a graph reads and extends a slot. It travels in the ONNX metadata; names of tensors mean nothing. */
export interface SlotBinding {
  readonly slot: StateSlot;
  /**
   * Input of the whole blocks, `[max(64, past - past % 64), width / inner, inner]`, where `inner` is its last dimension.
   * Before the first whole block one block of zeros is fed, and masked. `undefined` if the graph only writes the slot.
   */
  readonly pastInput: string | undefined;
  /** Input of the rows after the last whole block, `[1, past % 64, width]`. */
  readonly tailInput: string | undefined;
  /** Output `[slots, count, width]` that holds the new rows, and the slot's place in it. */
  readonly rowsOutput: string;
  readonly rowsIndex: number;
}

/** Rows of several slots in a backend's memory. It stores; how many rows count is the state's business. */
export interface SlotStore extends Disposable {
  readonly slots: readonly StateSlot[];
  /** Rows that fit at present. */
  readonly capacity: number;
  readonly sizeBytes: number;
  /** Makes room for at least this many rows, keeping the first `liveRows`. Amortised O(1) a row. */
  reserve(rows: number, liveRows: number): void;
  /** Rows `[firstRow, firstRow + count)`, a copy, `[count, width]`. */
  read(slot: string, firstRow: number, count: number): Promise<Tensor>;
  /** Overwrites rows from `firstRow` on with `[count, width]`. */
  write(slot: string, firstRow: number, rows: Tensor): void;
  /** A store of its own with the first `rows` rows. */
  fork(rows: number): SlotStore;
}

/** What schedulers and callers may see of a state. */
export interface ReadonlyState {
  /** Committed tokens, the prompt's included. */
  readonly tokens: readonly number[];
  /** Rows that the owner has computed and kept. Outside of a round never more than `tokens.length`. */
  rowsOf(owner: string): number;
}

/**
 * All that was computed for a sequence and will be needed again: tokens, keys and values, hidden states, a module's
 * rows. SPEC.md numbers its rules (ST1 to ST9).
 */
export interface SequenceState extends ReadonlyState, Disposable {
  /** What the state belongs to: model, precision, slots. A state of another print is refused. */
  readonly fingerprint: string;
  /**
   * Forgets everything after the first `length` tokens. O(1).
   * @throws StateError above the present length; nothing changes.
   */
  rewindTo(length: number): void;
  /** Bytes that its rows take, room for more included. */
  readonly sizeBytes: number;
  /**
   * An independent copy, or one of its first `length` tokens; costs no more than the copy of their rows.
   * @throws StateError as `rewindTo` does.
   */
  fork(length?: number): SequenceState;
  /** Tokens and settled rows as bytes, with a version and the fingerprint. */
  save(): Promise<Uint8Array>;
  dispose(): void;
}

/** What models and rounds do with a state; callers of `generate` never need it. */
export interface MutableState extends SequenceState {
  fork(length?: number): MutableState;
  /** Appends tokens that are now part of the text. */
  commit(tokenIds: readonly number[]): void;
  /** The place for an owner's next `count` rows, with room made. @throws StateError if they do not fit. */
  targetFor(owner: string, count: number): { readonly store: SlotStore; readonly past: number; readonly count: number };
  /** Counts rows that a pass has written. */
  advance(owner: string, count: number): void;
  /** Drops an owner's rows beyond the first `rows`. @throws StateError if it has fewer. */
  truncate(owner: string, rows: number): void;
  /** Rows `[firstRow, firstRow + count)` of a slot. */
  read(slot: string, firstRow: number, count: number): Promise<Tensor>;
}

/** Makes states for a model (and its module). */
export interface StateFactory {
  readonly fingerprint: string;
  create(): MutableState;
  /**
   * A state from `save()`, bit for bit.
   * @throws StateError for a file of another version, model or precision, or a damaged one.
   */
  restore(bytes: Uint8Array): MutableState;
}

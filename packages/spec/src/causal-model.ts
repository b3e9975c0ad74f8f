import type { Precision } from './backend.ts';
import type { MutableState, StateSlot } from './state.ts';

/** Scores of the next token, one row for each position asked for. */
export interface Logits {
  readonly rows: number;
  readonly vocab: number;
  /** `[vocab]` float32, a view. Row `i` scores the token after the i-th of the rows asked for. */
  row(index: number): Float32Array;
}

export interface ForwardOptions {
  /** How many of the last tokens' scores to return. Default 1. */
  readonly logitsRows?: number;
  /** Only the likeliest token of each of these rows is wanted: a model that has it gives `best` and no logits. */
  readonly bestOnly?: boolean;
  /** Stops between passes; the state is left as it was. */
  readonly signal?: AbortSignal | undefined;
}

/** What a pass gave. */
export interface ForwardResult {
  /** Without rows where `best` is given. */
  readonly logits: Logits;
  /** The likeliest token of each row asked for, the lowest id of equals; `undefined` where no score is above -Infinity. */
  readonly best?: readonly (number | undefined)[];
  /** Time in the runtime, in milliseconds. */
  readonly sessionMs: number;
  /** Passes run: one, or more for a long prompt. */
  readonly passes: number;
}

/** A language model over a state. */
export interface CausalModel extends Disposable {
  /** The owner of its rows in a state. */
  readonly owner: string;
  readonly vocab: number;
  /** Longest sequence in tokens. */
  readonly contextLength: number;
  readonly precision: Precision;
  /** Model and precision in one print. */
  readonly fingerprint: string;
  readonly slots: readonly StateSlot[];
  /**
   * Rows do not depend on the pass that computed them as long as passes have at least this many; a probe at load
   * measures it. `undefined`: they always may, in the last bits.
   */
  readonly minExactRows: number | undefined;
  /**
   * Feeds tokens after the owner's present rows and adds their rows (rule ST1). Long inputs run as several passes.
   * @throws ContextOverflowError if they do not fit the context, ConfigError for ids outside the vocabulary;
   * the state is then as before.
   */
  forward(state: MutableState, tokenIds: readonly number[], options?: ForwardOptions): Promise<ForwardResult>;
}

import {
  blockRows,
  type CausalModel,
  ConfigError,
  ContextOverflowError,
  type DecoderConfig,
  DisposedError,
  type ForwardOptions,
  type ForwardResult,
  type Logits,
  type MutableState,
  type Precision,
  type Session,
  type SlotBinding,
  type StateSlot,
  type Tensor,
} from '@recyclegpt/spec';
import { baseOwner } from './decoder-graph.ts';
import { PassFeeds } from './pass-feeds.ts';
import { widenPass } from './widen-pass.ts';

export interface DecoderModelOptions {
  readonly session: Session;
  readonly config: DecoderConfig;
  readonly precision: Precision;
  readonly slots: readonly SlotBinding[];
  /** Of the weights, in this precision. */
  readonly fingerprint: string;
  /** See `CausalModel.minExactRows`; `measureExactRows` finds it. */
  readonly minExactRows: number | undefined;
  /** Milliseconds, for the time in the runtime. */
  readonly now?: () => number;
}

interface PassRequest {
  readonly tokenIds: readonly number[];
  readonly done: number;
  readonly count: number;
  readonly wantedFrom: number;
  readonly bestOnly: boolean;
}

interface PassScores {
  readonly rows: readonly Float32Array[];
  readonly best: readonly (number | undefined)[];
  readonly sessionMs: number;
}

/** A decoder over a session. */
export class DecoderModel implements CausalModel {
  readonly owner = baseOwner;
  readonly vocab: number;
  readonly contextLength: number;
  readonly precision: Precision;
  readonly fingerprint: string;
  readonly slots: readonly StateSlot[];
  readonly minExactRows: number | undefined;
  readonly config: DecoderConfig;
  readonly #session: Session;
  readonly #feeds: PassFeeds;
  readonly #now: () => number;
  #isDisposed = false;

  constructor({
    session,
    config,
    precision,
    slots,
    fingerprint,
    minExactRows,
    now = () => performance.now(),
  }: DecoderModelOptions) {
    this.vocab = config.vocab;
    this.contextLength = config.contextLength;
    this.config = config;
    this.precision = precision;
    this.fingerprint = fingerprint;
    this.slots = slots.map(({ slot }) => slot);
    this.minExactRows = minExactRows;
    this.#session = session;
    this.#feeds = new PassFeeds(config);
    this.#now = now;
  }

  async forward(
    state: MutableState,
    tokenIds: readonly number[],
    { logitsRows = 1, bestOnly = false, signal }: ForwardOptions = {},
  ): Promise<ForwardResult> {
    const start = state.rowsOf(this.owner);
    this.#check(state, tokenIds, logitsRows);
    const wantedFrom = tokenIds.length - logitsRows;
    const rows: Float32Array[] = [];
    const best: (number | undefined)[] = [];
    let sessionMs = 0;
    let passes = 0;
    try {
      for (let done = 0; done < tokenIds.length; passes += 1) {
        signal?.throwIfAborted();
        const count = Math.min(tokenIds.length - done, blockRows - ((start + done) % blockRows));
        const pass = await this.#pass(state, {
          tokenIds,
          done,
          count,
          wantedFrom: Math.max(done, wantedFrom),
          bestOnly,
        });
        rows.push(...pass.rows);
        best.push(...pass.best);
        sessionMs += pass.sessionMs;
        done += count;
      }
    } catch (error) {
      state.truncate(this.owner, start);
      throw error;
    }
    return { logits: this.#logits(rows), ...(bestOnly ? { best } : {}), sessionMs, passes };
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#session[Symbol.dispose]();
  }

  /** One run of the session over `count` tokens from `done` on; the state then has their rows. */
  async #pass(state: MutableState, { tokenIds, done, count, wantedFrom, bestOnly }: PassRequest): Promise<PassScores> {
    const past = state.rowsOf(this.owner);
    const tokenAt = (row: number): number => tokenIds[row - past + done] ?? state.tokens[row] ?? 0;
    const pass = widenPass({ past, count, minRows: this.minExactRows ?? 1 });
    const wanted = Array.from(
      { length: Math.max(0, done + count - wantedFrom) },
      (_, i) => past - pass.first + wantedFrom - done + i,
    );
    const logitRows = atLeast(wanted, { minRows: this.minExactRows ?? 1, count: pass.count });
    const plan = {
      tokenIds: Array.from({ length: pass.count }, (_, i) => tokenAt(pass.first + i)),
      past: pass.first,
      logitRows,
    };
    const target = state.targetFor(this.owner, pass.first + pass.count - past);
    const begin = this.#now();
    const outputs = await this.#session.run(this.#feeds.feeds(plan), {
      outputs: bestOnly ? ['best', 'bestLogits'] : ['logits'],
      rows: { store: target.store, past: pass.first, count: pass.count },
    });
    const sessionMs = this.#now() - begin;
    state.advance(this.owner, count);
    const places = wanted.map((row) => logitRows.indexOf(row));
    if (bestOnly) return { rows: [], best: places.map((place) => bestOf(outputs, place)), sessionMs };
    return { rows: places.map((place) => this.#rowOf(outputs['logits'] as Tensor, place)), best: [], sessionMs };
  }

  #rowOf(logits: Tensor, index: number): Float32Array {
    return (logits.data as Float32Array).subarray(index * this.vocab, (index + 1) * this.vocab);
  }

  #logits(rows: readonly Float32Array[]): Logits {
    const row = (index: number): Float32Array => {
      const found = rows[index];
      if (found === undefined)
        throw new ConfigError({
          what: 'There are no such logits',
          expected: `row 0 to ${rows.length - 1}`,
          got: `${index}`,
        });
      return found;
    };
    return { rows: rows.length, vocab: this.vocab, row };
  }

  #check(state: MutableState, tokenIds: readonly number[], logitsRows: number): void {
    if (this.#isDisposed) throw new DisposedError('A model');
    const bad = tokenIds.find((id) => !Number.isInteger(id) || id < 0 || id >= this.vocab);
    if (bad !== undefined)
      throw new ConfigError({
        what: 'A token id is outside the vocabulary',
        expected: `0 to ${this.vocab - 1}`,
        got: `${bad}`,
      });
    if (tokenIds.length === 0) throw new ConfigError({ what: 'A pass needs at least one token' });
    if (!Number.isInteger(logitsRows) || logitsRows < 0 || logitsRows > tokenIds.length) {
      throw new ConfigError({
        what: 'More logits are asked for than tokens are fed',
        where: 'logitsRows',
        expected: `0 to ${tokenIds.length}`,
        got: `${logitsRows}`,
      });
    }
    const length = state.rowsOf(this.owner) + tokenIds.length;
    if (length > this.contextLength) {
      throw new ContextOverflowError({
        what: 'The text does not fit the model’s context',
        expected: `at most ${this.contextLength} tokens`,
        got: `${length}`,
        next: 'Shorten the prompt, or rewind.',
      });
    }
  }
}

/** The wanted rows and, up to `minRows`, others of the pass: the head's rows are exact only in such company. */
function atLeast(wanted: readonly number[], { minRows, count }: { minRows: number; count: number }): readonly number[] {
  const rows = wanted.length === 0 ? [count - 1] : [...wanted];
  for (let row = count - 1; row >= 0 && rows.length < minRows; row -= 1) if (!rows.includes(row)) rows.push(row);
  return rows;
}

function bestOf(outputs: Readonly<Record<string, Tensor>>, place: number): number | undefined {
  const logit = (outputs['bestLogits'] as Tensor).data[place] as number;
  return logit > Number.NEGATIVE_INFINITY ? Number((outputs['best'] as Tensor).data[place]) : undefined;
}

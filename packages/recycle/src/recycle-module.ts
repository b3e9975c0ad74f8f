import { AttentionFeeds } from '@recyclegpt/nn';
import {
  blockRows,
  ConfigError,
  DisposedError,
  type MutableState,
  type Session,
  type SlotBinding,
  StateError,
  type StateSlot,
  type Tensor,
} from '@recyclegpt/spec';
import { chainInputs } from './recycle-chain-graph.ts';
import { type RecycleConfig, recycleOwner } from './recycle-config.ts';
import { tappedInput } from './recycle-fusion.ts';

/** What of the base a module reads in a state. */
export interface TappedSlots {
  /** Owner of the base's rows. */
  readonly owner: string;
  /** Slots of the tapped layers' outputs, in the order of `RecycleConfig.tappedLayers`. */
  readonly hidden: readonly string[];
}

export interface RecycleModuleParts {
  readonly config: RecycleConfig;
  /** Sessions over the graphs of `buildRecycleModule`; disposed with the module. */
  readonly sessions: {
    /** For rows of true states; `undefined` if the module takes them as they are. */
    readonly entry: Session | undefined;
    readonly module: Session;
    /** Of the graph that drafts several tokens in a run, and how many these are. */
    readonly chain?: { readonly session: Session; readonly tokens: number } | undefined;
  };
  /** Of the module's graph. */
  readonly slots: readonly SlotBinding[];
  readonly tapped: TappedSlots;
  /** `[draftVocab]` int32: the draft vocabulary, ascending; `undefined` with a shared head, which has all tokens. */
  readonly tokenIds: Int32Array | undefined;
  /** Longest sequence in tokens. */
  readonly contextLength: number;
  /** Milliseconds, for the time in the runtime. */
  readonly now?: () => number;
}

/** What a pass says of its last row. */
export interface ModuleRow {
  /** `[draftVocab]` float32: scores of the token after the next. */
  readonly logits: Float32Array;
  /** `[hidden]` float32: what the module feeds itself in place of a state of the base. */
  readonly state: Float32Array;
  /** Largest logit, and the sum of exp(logit − largest). */
  readonly largest: number;
  readonly total: number;
  /** Time in the runtime, in milliseconds. */
  readonly sessionMs: number;
}

/** Greedy tokens that one run has drafted, and what a step needs to go on after them. */
export interface ModuleChain extends Pick<ModuleRow, 'state' | 'sessionMs'> {
  readonly tokens: readonly number[];
  /** Probability of each over the draft vocabulary, at temperature 1. */
  readonly confidences: readonly number[];
}

/** Rows of a pass: consecutive, in one block. */
interface Pass {
  readonly session: Session;
  /** States, under the names of the session's inputs: `[1, count, hidden]` each. */
  readonly states: Readonly<Record<string, Tensor>>;
  /** The token after each row. */
  readonly tokenIds: readonly number[];
}

/** Input of the module's graph that takes states. */
const stateInput = 'recycle.state';

const outputs = ['logits', 'state', 'softmax'] as const;

/**
 * A recycle module over sessions. It holds nothing of a sequence: rows are in the state. Row t is made of the base's
 * states at position t and token t + 1, and scores token t + 2.
 */
export class RecycleModule implements Disposable {
  readonly config: RecycleConfig;
  readonly slots: readonly StateSlot[];
  readonly tapped: TappedSlots;
  readonly tokenIds: Int32Array | undefined;
  readonly contextLength: number;
  readonly #sessions: RecycleModuleParts['sessions'];
  readonly #feeds: AttentionFeeds;
  readonly #now: () => number;
  #isDisposed = false;

  constructor({
    config,
    sessions,
    slots,
    tapped,
    tokenIds,
    contextLength,
    now = () => performance.now(),
  }: RecycleModuleParts) {
    this.config = config;
    this.slots = slots.map(({ slot }) => slot);
    this.tapped = tapped;
    this.tokenIds = tokenIds;
    this.contextLength = contextLength;
    this.#sessions = sessions;
    this.#feeds = new AttentionFeeds({ ...config, slidingWindow: undefined });
    this.#now = now;
  }

  /**
   * Adds rows from true states until there are `end`, at most one fewer than the state has tokens, and never more than the
   * base has. If there are as many already, the last is made again: what it says is not kept anywhere.
   * @throws ConfigError for a state without the slots that the module reads, the signal's reason after an abort; rows
   * that were added stay, since they are right.
   */
  async catchUp(state: MutableState, end: number, signal?: AbortSignal): Promise<ModuleRow> {
    this.#assertUsable();
    state.truncate(recycleOwner, Math.min(rowsOf(state), end - 1));
    let sessionMs = 0;
    for (;;) {
      signal?.throwIfAborted();
      const first = rowsOf(state);
      const count = Math.min(end - first, blockRows - (first % blockRows));
      const pass = await this.#truePass(state, first, count);
      const row = await this.#run(state, pass);
      sessionMs += row.sessionMs;
      if (first + count === end) return { ...row, sessionMs };
    }
  }

  /**
   * Catches up to `end` and drafts `chainTokens` tokens greedily, all but the rows of other blocks in one run. The rows
   * behind `end` are provisional, one fewer than tokens.
   * @returns `undefined` without a graph for it, or where the block has no room for all rows: nothing was run then.
   */
  async chain(state: MutableState, end: number, signal?: AbortSignal): Promise<ModuleChain | undefined> {
    this.#assertUsable();
    const { chain } = this.#sessions;
    const lastBlock = end - 1 - ((end - 1) % blockRows);
    if (chain === undefined || end + chain.tokens - 1 > lastBlock + blockRows) return undefined;
    let sessionMs = 0;
    if (rowsOf(state) < lastBlock) sessionMs += (await this.catchUp(state, lastBlock, signal)).sessionMs;
    state.truncate(recycleOwner, Math.min(rowsOf(state), end - 1));
    signal?.throwIfAborted();
    const drafted = await this.#runChain(state, end, chain);
    return { ...drafted, sessionMs: sessionMs + drafted.sessionMs };
  }

  /** Adds a row made of what the row before it fed back, and the token after it. Such rows are provisional. */
  async step(state: MutableState, before: Pick<ModuleRow, 'state'>, token: number): Promise<ModuleRow> {
    this.#assertUsable();
    const states = { [stateInput]: float32([1, 1, this.config.hidden], before.state) };
    return await this.#run(state, { session: this.#sessions.module, states, tokenIds: [token] });
  }

  /** Frees the sessions; twice is fine. */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#sessions.entry?.[Symbol.dispose]();
    this.#sessions.module[Symbol.dispose]();
    this.#sessions.chain?.session[Symbol.dispose]();
  }

  /** Tokens that `chain` drafts; `undefined` without such a graph. */
  get chainTokens(): number | undefined {
    return this.#sessions.chain?.tokens;
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError('A recycle module');
  }

  /** A pass over true states. */
  async #truePass(state: MutableState, first: number, count: number): Promise<Pass> {
    const taps = await this.#taps(state, first, count);
    const tokenIds = state.tokens.slice(first + 1, first + 1 + count);
    const { entry, module } = this.#sessions;
    if (entry !== undefined) return { session: entry, states: taps, tokenIds };
    return { session: module, states: { [stateInput]: taps[tappedInput(0)] as Tensor }, tokenIds };
  }

  /** What the base computed for some rows, as inputs. */
  async #taps(state: MutableState, first: number, count: number): Promise<Record<string, Tensor>> {
    const { tapped, config } = this;
    const taps = await Promise.all(tapped.hidden.map((slot) => readStates(state, slot, { first, count })));
    return Object.fromEntries(
      taps.map((data, tap) => [tappedInput(tap), float32([1, count, config.hidden], data)] as const),
    );
  }

  /** Runs the graph of a whole draft; the state then has the rows. */
  async #runChain(
    state: MutableState,
    end: number,
    { session, tokens }: { readonly session: Session; readonly tokens: number },
  ): Promise<ModuleChain> {
    const first = rowsOf(state);
    const count = end - first;
    const all = count + tokens - 1;
    const group = this.config.heads / this.config.kvHeads;
    const stepRows = Array.from({ length: tokens }, (_, step) => (step === 0 ? count : 1));
    const rows = state.targetFor(recycleOwner, all);
    const feeds = {
      ...this.#feeds.feeds(first, all),
      ...(await this.#taps(state, first, count)),
      tokenIds: int64([1, count], state.tokens.slice(first + 1, end + 1)),
      [chainInputs.stepRows]: int64([tokens], stepRows),
      [chainInputs.maskRows]: int64(
        [tokens],
        stepRows.map((step) => step * group),
      ),
    };
    const startMs = this.#now();
    const results = await session.run(feeds, { outputs: ['drafted', 'softmax', 'state'], rows });
    const sessionMs = this.#now() - startMs;
    state.advance(recycleOwner, all);
    const softmax = results['softmax']?.data as Float32Array;
    const drafted = Array.from(results['drafted']?.data as BigInt64Array, Number);
    return {
      tokens: drafted.map((id) => this.tokenIds?.[id] ?? id),
      confidences: drafted.map((_, token) => 1 / (softmax[2 * token + 1] as number)),
      state: results['state']?.data as Float32Array,
      sessionMs,
    };
  }

  /** Runs the module's graph; the state then has the rows. */
  async #run(state: MutableState, { session, states, tokenIds }: Pass): Promise<ModuleRow> {
    const count = tokenIds.length;
    const rows = state.targetFor(recycleOwner, count);
    const feeds = {
      ...this.#feeds.feeds(rows.past, count),
      tokenIds: int64([1, count], tokenIds),
      ...states,
    };
    const startMs = this.#now();
    const results = await session.run(feeds, { outputs, rows });
    const sessionMs = this.#now() - startMs;
    state.advance(recycleOwner, count);
    const softmax = results['softmax']?.data as Float32Array;
    return {
      logits: results['logits']?.data as Float32Array,
      state: results['state']?.data as Float32Array,
      largest: softmax[0] as number,
      total: softmax[1] as number,
      sessionMs,
    };
  }
}

function float32(shape: readonly number[], data: Float32Array): Tensor {
  return { dtype: 'float32', shape, data } as Tensor;
}

function int64(shape: readonly number[], values: readonly number[]): Tensor {
  return { dtype: 'int64', shape, data: BigInt64Array.from(values, BigInt) };
}

/** A module's rows in a state. @throws ConfigError if the state was made without a module. */
export function rowsOf(state: MutableState): number {
  try {
    return state.rowsOf(recycleOwner);
  } catch (error) {
    throw withoutSlots(error);
  }
}

async function readStates(
  state: MutableState,
  slot: string,
  { first, count }: { first: number; count: number },
): Promise<Float32Array> {
  try {
    return (await state.read(slot, first, count)).data as Float32Array;
  } catch (error) {
    throw withoutSlots(error);
  }
}

function withoutSlots(error: unknown): unknown {
  if (!StateError.isInstance(error)) return error;
  return new ConfigError({
    what: 'The state has no place for what a recycle module reads and writes',
    where: 'state',
    got: error.message,
    next: 'Take a state that a model with this module has created.',
    cause: error,
  });
}

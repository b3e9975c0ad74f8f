import type { CausalModel, Drafter, MutableState } from '@recyclegpt/spec';

/** A base, its drafter, and a text that the base wrote. */
export interface SimulateDraftsOptions {
  readonly model: CausalModel;
  readonly createState: () => MutableState;
  readonly drafter: Drafter;
  readonly tokenIds: readonly number[];
  /** Tokens before the answer. At least 1. */
  readonly promptTokens: number;
  /** Tokens of a draft. */
  readonly length: number;
  readonly signal?: AbortSignal | undefined;
}

/** Counts of drafts, which can be added up. */
export interface DraftCounts {
  /** By position: drafts that got so far and drafted there. */
  readonly reached: readonly number[];
  /** By position: of them those whose token is the base's own. */
  readonly kept: readonly number[];
  /** Places where a draft could begin. */
  readonly starts: number;
}

/**
 * How far drafts over a given text would have been kept, without writing anything: the base reads the text once; then a
 * draft is made after each of its tokens, from true states, and compared with what the base would have written there. A
 * later token of a draft counts where the text itself goes on as the base and the draft do, since only there is it known
 * what the base would have written next.
 * @throws what model and drafter throw, the reason of `signal`
 */
export async function simulateDrafts(options: SimulateDraftsOptions): Promise<DraftCounts> {
  const { model, createState, drafter, tokenIds, promptTokens, length, signal } = options;
  const [reached, kept] = [Array<number>(length).fill(0), Array<number>(length).fill(0)];
  using state = createState();
  state.commit(tokenIds);
  const rows = tokenIds.length - promptTokens + 1;
  const { logits } = await model.forward(state, tokenIds, { logitsRows: rows, signal });
  const best = Array.from({ length: rows }, (_, row) => bestOf(logits.row(row)));
  let starts = 0;
  // From the end on: rewinding costs nothing, and the module's rows are computed once.
  for (let known = tokenIds.length; known >= promptTokens; known--) {
    signal?.throwIfAborted();
    state.rewindTo(known);
    if (state.rowsOf(model.owner) >= known) state.truncate(model.owner, known - 1);
    if (known < 2) break;
    const draft = await drafter.draft({ state, promptLength: promptTokens, signal }, length);
    starts += 1;
    for (const [position, token] of draft.tokens.entries()) {
      const own = best[known - promptTokens + position];
      if (own === undefined) break;
      reached[position] = (reached[position] as number) + 1;
      if (token !== own) break;
      kept[position] = (kept[position] as number) + 1;
      if (tokenIds[known + position] !== token) break;
    }
  }
  return { reached, kept, starts };
}

function bestOf(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if ((logits[id] as number) > (logits[best] as number)) best = id;
  return best;
}

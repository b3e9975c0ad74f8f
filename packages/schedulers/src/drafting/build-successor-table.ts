import { type CausalModel, ConfigError, type MutableState } from '@recyclegpt/spec';
import { argMax } from '../sampling/arg-max.ts';

export interface SuccessorTableRequest {
  readonly model: CausalModel;
  /** An empty state of the model, which is used up: give one of its own and dispose it. */
  readonly state: MutableState;
  /** Tokens to find successors for, the most frequent first. Default: all, from 0 on, where vocabularies have these. */
  readonly tokenIds?: readonly number[];
  /** What stands before each token: a beginning of text, say. Default: nothing. */
  readonly context?: readonly number[];
  /** A table begun earlier: its entries stay, and what is missing is added. It is left as it is. */
  readonly begun?: Int32Array | undefined;
  /** Stops after so much time; the rest stays unknown. Default: no limit. */
  readonly budgetMs?: number;
  /** Told after each token how many are done, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops before the next pass; what was found is returned. */
  readonly signal?: AbortSignal | undefined;
  readonly now?: () => number;
}

function checkTokens(where: string, ids: readonly number[], vocab: number): void {
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocab);
  if (wrong === undefined) return;
  throw new ConfigError({
    what: 'A table of successors cannot be made for this token',
    where,
    got: String(wrong),
    expected: `ids from 0 to ${vocab - 1}`,
  });
}

function beginTable(begun: Int32Array | undefined, vocab: number): Int32Array {
  if (begun === undefined) return new Int32Array(vocab).fill(-1);
  if (begun.length === vocab) return begun.slice();
  throw new ConfigError({
    what: 'This table of successors is not of this model',
    where: 'begun',
    got: `${begun.length} tokens`,
    expected: `${vocab}`,
  });
}

/**
 * Asks the model for each token's likeliest successor: one pass a token, all after the same context.
 * @returns `[vocab]` int32: the successor of each token, -1 where it was not asked for
 * @throws ConfigError for tokens outside the vocabulary or another vocabulary's table, and what the model throws.
 */
export async function buildSuccessorTable(request: SuccessorTableRequest): Promise<Int32Array> {
  const { model, state, context = [], begun, budgetMs = Infinity, onProgress, signal } = request;
  const { tokenIds = Array.from({ length: model.vocab }, (_, id) => id), now = () => performance.now() } = request;
  checkTokens('tokenIds', tokenIds, model.vocab);
  checkTokens('context', context, model.vocab);
  const table = beginTable(begun, model.vocab);
  const startMs = now();
  if (context.length > 0) await model.forward(state, context, { signal });
  state.commit(context);
  for (const [done, id] of tokenIds.entries()) {
    if (signal?.aborted || now() - startMs >= budgetMs) break;
    if (table[id]! < 0) table[id] = await successorOf(model, state, id);
    onProgress?.(done + 1, tokenIds.length);
  }
  return table;
}

async function successorOf(model: CausalModel, state: MutableState, id: number): Promise<number> {
  const rows = state.rowsOf(model.owner);
  const { logits } = await model.forward(state, [id]);
  state.truncate(model.owner, rows);
  return argMax(logits.row(0)) ?? -1;
}

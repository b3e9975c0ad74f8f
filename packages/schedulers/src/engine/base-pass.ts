import { blockRows, type Logits } from '@recyclegpt/spec';
import type { Generation } from './generation.ts';
import { planPass } from './plan-pass.ts';

/** A pass of the base over pending and drafted tokens, its rows still provisional. */
export interface BasePass {
  /** Rows before it. */
  readonly rowsBefore: number;
  readonly sessionMs: number;
  readonly passes: number;
  /** What scores a position. */
  rowFor(position: number): RowScores;
}

/** Logits, or, where the sampler wants nothing else, the likeliest token. */
export type RowScores = Float32Array | { readonly best: number | undefined };

function observeCost({ options }: Generation, fed: number, firstRow: number, passes: number, ms: number): void {
  if (passes === 1 && (firstRow % blockRows) + fed <= blockRows) options.costs.observeBase(fed, ms);
}

/**
 * Runs the base over the pending tokens and a draft, as wide as exact rows need, and asks for the logits of every
 * position that has not been judged yet. Throws what the model throws; the rows are then as before, or fewer.
 */
export async function runBasePass(generation: Generation, drafted: readonly number[]): Promise<BasePass> {
  const { options, history, rows, judgedLength } = generation;
  const { model, state, sampler, signal, now } = options;
  signal?.throwIfAborted();
  const minRows = model.minExactRows ?? 1;
  const count = history.length - rows + drafted.length;
  const plan = planPass({ rows, count, minRows, contextLength: model.contextLength });
  const fed = [...history.slice(plan.firstRow), ...drafted];
  for (let i = 0; i < plan.guesses; i++) fed.push(fed[fed.length - 1]!);
  const end = plan.firstRow + fed.length;
  const logitsRows = Math.min(fed.length, Math.max(minRows, end - judgedLength + 1));
  state.truncate(model.owner, plan.firstRow);
  const startMs = now();
  const request = { logitsRows, bestOnly: sampler.isPlainGreedy, signal };
  const { logits, best, sessionMs, passes } = await model.forward(state, fed, request);
  observeCost(generation, fed.length, plan.firstRow, passes, now() - startMs);
  const rowFor = (position: number): RowScores => {
    if (best !== undefined) return { best: best[best.length - 1 - (end - position)] };
    return logitsRow(logits, end - position);
  };
  return { rowsBefore: rows, sessionMs, passes, rowFor };
}

/** The row that many before the last. */
function logitsRow(logits: Logits, fromEnd: number): Float32Array {
  return logits.row(logits.rows - 1 - fromEnd);
}

import { type RecycleModule, recycleDrafter } from '@recyclegpt/recycle';
import { blockRows, type CausalModel, type MutableState } from '@recyclegpt/spec';

export interface MeasureDraftOptions {
  readonly model: CausalModel;
  readonly module: RecycleModule;
  /** An empty one, for the measurement alone. */
  readonly state: MutableState;
  /** Stops repeating once so much time is spent; it runs at least three times. Default 150. */
  readonly budgetMs?: number;
  readonly now?: () => number;
}

/** Tokens of a measured draft: as many as one run makes. */
const draftTokens = 3;

/**
 * Milliseconds of a greedily drafted token on this device, catching up included, 0 where the context has no room for
 * drafts: the best of several drafts, each after a pass of the base, which pushes the module's weights out of the
 * processor's caches as decoding does.
 */
export async function measureDraftMs({
  model,
  module,
  state,
  budgetMs = 150,
  now = () => performance.now(),
}: MeasureDraftOptions): Promise<number> {
  const drafter = recycleDrafter(module);
  // In the middle of a block, where one run has room for all tokens of a draft.
  const past = Math.min(blockRows / 2, model.contextLength - draftTokens - 2);
  if (past < 2) return 0;
  state.commit(Array<number>(past + 1).fill(0));
  await model.forward(state, Array<number>(past).fill(0), { logitsRows: 0 });
  let best = Infinity;
  const startMs = now();
  for (let repeat = 0; repeat < 3 || now() - startMs < budgetMs; repeat += 1) {
    await model.forward(state, [0], { logitsRows: 1 });
    state.truncate(model.owner, past);
    const draftStartMs = now();
    await drafter.draft({ state, promptLength: 1, signal: undefined, isPlainGreedy: true }, draftTokens);
    if (repeat > 0) best = Math.min(best, now() - draftStartMs);
  }
  return best / draftTokens;
}

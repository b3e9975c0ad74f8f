import type { LanguageModel } from '@recyclegpt/core';
import { measurePassCosts } from '@recyclegpt/schedulers';
import { blockRows } from '@recyclegpt/spec';

/** Widths whose costs are told: what drafts may need. */
const widths = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16] as const;

/**
 * T(M): milliseconds of a base pass over M rows behind two blocks of others, or as many as the model's context leaves; the
 * best of several, widths interleaved. Empty if it was stopped.
 */
export async function measurePasses(
  model: LanguageModel,
  { budgetMs = 1500, signal }: { readonly budgetMs?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Readonly<Record<number, number>>> {
  using state = model.createState();
  const past = Math.max(1, Math.min(2 * blockRows, model.causalModel.contextLength - Math.max(...widths)));
  try {
    return await measurePassCosts(model.causalModel, state, { widths, past, budgetMs, signal });
  } catch (error) {
    if (signal?.aborted === true) return {};
    throw error;
  }
}

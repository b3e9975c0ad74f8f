import type { GenerateOptions, LanguageModel } from '@recyclegpt/core';
import { lookup, successorTable } from '@recyclegpt/schedulers';
import type { Drafter } from '@recyclegpt/spec';

/** Drafters of one text by name: what one text teaches is not known to the next. */
export interface FreshDrafters {
  readonly lookup: Drafter;
  /** The recycle module, if the model has one. */
  readonly models: readonly Drafter[];
  readonly successors: Drafter;
}

/**
 * The drafters that a text gets that names none, but without what the model's earlier texts have taught them: a text
 * that is written once more to be measured would otherwise be known by heart.
 */
export function freshDrafters(model: LanguageModel, scheduler: GenerateOptions['scheduler']): FreshDrafters {
  return {
    // Lookups of a single token are for the scheduler that knows what they are worth.
    lookup: lookup({ shortestSuffix: isAdaptive(scheduler) ? 1 : 2 }),
    models: model.createDrafters().filter(({ isFree }) => isFree !== true),
    successors: successorTable(),
  };
}

function isAdaptive(scheduler: GenerateOptions['scheduler']): boolean {
  return typeof scheduler === 'object' ? scheduler.name === 'adaptive' : (scheduler ?? 'adaptive') === 'adaptive';
}

/** A scheduler that takes no drafters, such as plain decoding. */
export function neverDrafts(scheduler: GenerateOptions['scheduler']): boolean {
  if (typeof scheduler === 'object') return scheduler.drafters?.length === 0;
  return scheduler === 'autoregressive';
}

/** They as an option of `generate`, in the usual order; none for a scheduler that never drafts. */
export function freshDraftersOption(
  model: LanguageModel,
  scheduler: GenerateOptions['scheduler'],
): Required<Pick<GenerateOptions, 'drafters'>> {
  if (neverDrafts(scheduler)) return { drafters: [] };
  const fresh = freshDrafters(model, scheduler);
  return { drafters: [fresh.lookup, ...fresh.models, fresh.successors] };
}

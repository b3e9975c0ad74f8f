import type { GenerateOptions, LanguageModel } from '@recyclegpt/core';
import { adaptive, lookup, successorTable } from '@recyclegpt/schedulers';

/**
 * The usual drafters and scheduler, without what the model's earlier texts have taught them: a text that is written again to
 * be measured would otherwise be known by heart.
 */
export function freshOptions(
  model: LanguageModel,
  scheduler: NonNullable<GenerateOptions['scheduler']>,
): Pick<GenerateOptions, 'scheduler' | 'drafters'> {
  const isAdaptive = scheduler === 'adaptive' || (typeof scheduler === 'object' && scheduler.name === 'adaptive');
  const models = model.createDrafters().filter(({ isFree }) => isFree !== true);
  return {
    scheduler: scheduler === 'adaptive' ? adaptive() : scheduler,
    // Lookups of a single token are for the scheduler that knows what they are worth.
    drafters: [lookup({ shortestSuffix: isAdaptive ? 1 : 2 }), ...models, successorTable()],
  };
}

import { emptyDraft } from '../drafting/empty-draft.ts';
import type { NamedScheduler } from './define-scheduler.ts';

/** One token a pass, nothing drafted: the baseline of every comparison. */
export function autoregressive(): NamedScheduler {
  return {
    name: 'autoregressive',
    drafters: [],
    keeps: 'text',
    start: () => (round) => round.check(emptyDraft, undefined, 'plain step'),
  };
}

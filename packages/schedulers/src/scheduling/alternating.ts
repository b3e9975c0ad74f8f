import { ConfigError } from '@recyclegpt/spec';
import { emptyDraft } from '../drafting/empty-draft.ts';
import type { NamedScheduler } from './define-scheduler.ts';

export interface AlternatingOptions {
  /** Tokens for each base pass: one by the base, the rest recycled and trusted. Default 2, the paper's. */
  readonly stride?: number;
  /** Name of the module's drafter. */
  readonly recycle?: string;
}

/**
 * The paper's mode (RecycleGPT, arXiv 2308.03421, section 3.3): base and module take turns, and what the module writes
 * stays. Lossy: departures are counted by the base's next passes.
 * @throws ConfigError for a stride that leaves nothing to recycle.
 */
export function alternating({ stride = 2, recycle = 'recycle' }: AlternatingOptions = {}): NamedScheduler {
  if (!Number.isSafeInteger(stride) || stride < 2) {
    throw new ConfigError({
      what: 'Alternating decoding cannot use this stride',
      where: 'stride',
      got: String(stride),
      expected: 'an integer of at least 2: one token of the base, the others recycled',
      next: 'For plain decoding use the scheduler autoregressive.',
    });
  }
  return {
    name: 'alternating',
    drafters: [recycle],
    keeps: 'nothing',
    start: () => async (round) => {
      if (round.last?.basePasses === 0) return round.check(emptyDraft, undefined, "the base's turn");
      const draft = await round.draft(stride - 1);
      return round.trust(draft, "the module's turn");
    },
  };
}

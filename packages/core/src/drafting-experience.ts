import {
  AcceptanceRecord,
  adaptive,
  lookup,
  type NamedScheduler,
  SuccessorRecord,
  schedulerByName,
  successorTable,
} from '@recyclegpt/schedulers';
import type { Drafter, Scheduler } from '@recyclegpt/spec';

/**
 * What the generations of one model learn from each other: how often drafts were kept, and what followed which token.
 * It decides how a text is drafted, never which text is written.
 */
export class DraftingExperience {
  /** `[vocab]`: each token's likeliest successor, -1 where unknown, if the model was asked for them. */
  fixedSuccessors: Int32Array | undefined;
  readonly #acceptance = new AcceptanceRecord();
  readonly #successors = new SuccessorRecord();

  /** The scheduler that an option names; `adaptive` by default, and then with the experience of the model. */
  schedulerOf(option: string | NamedScheduler | Scheduler = 'adaptive'): NamedScheduler | Scheduler {
    if (typeof option !== 'string') return option;
    return option === 'adaptive' ? adaptive({ record: this.#acceptance }) : schedulerByName(option);
  }

  /**
   * The drafters of a generation that names none: lookup, then models, then the table of successors. Lookups of a single
   * token are for `adaptive`, which knows what they are worth.
   */
  draftersFor(scheduler: NamedScheduler | Scheduler | undefined, models: readonly Drafter[] = []): readonly Drafter[] {
    const isAdaptive = typeof scheduler === 'object' && scheduler.name === 'adaptive';
    const successors = successorTable({ record: this.#successors, fixed: this.fixedSuccessors });
    return [lookup({ shortestSuffix: isAdaptive ? 1 : 2 }), ...models, successors];
  }
}

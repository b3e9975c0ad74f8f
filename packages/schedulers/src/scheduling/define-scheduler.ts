import type { Acceptance, Scheduler } from '@recyclegpt/spec';

/** A decoding strategy: what to call it, what it works with, and its rounds. */
export interface NamedScheduler {
  readonly name: string;
  /**
   * Names of the drafters that it works with, of which one must be there. `undefined`: with all that are given, or
   * none; empty: it never drafts.
   */
  readonly drafters: readonly string[] | undefined;
  /** What its text keeps of the base's; `undefined` if only the count of departures can tell. */
  readonly keeps: Acceptance['keeps'] | undefined;
  /** The rule of all its checks, so that drafters know what to bring; left out if it goes by the generation's. */
  readonly acceptance?: Acceptance | undefined;
  /** Begins a generation; what it learns while it runs belongs to that one. */
  start(): Scheduler;
}

/** Gives a scheduler of one's own a name. It is called once a round and returns the record of its `check` or `trust`. */
export function defineScheduler(name: string, scheduler: Scheduler): NamedScheduler {
  return { name, drafters: undefined, keeps: undefined, start: () => scheduler };
}

import type { Acceptance, Draft, Round, RoundTools, Scheduler } from '@recyclegpt/spec';

/** What a scheduler may know of a drafter. */
export interface DrafterFacts {
  readonly name: string;
  /** It drafts from tables and costs next to nothing. */
  readonly isFree: boolean;
}

/** The contract's tools, and a closer look at the drafters for schedulers that choose among them. */
export interface DecodingTools extends RoundTools {
  /** The drafters of this generation, in the order in which `draft` asks them. */
  readonly drafters: readonly DrafterFacts[];
  /** Tokens that a draft may have in this round: output limit, context, and the end of the block of rows. */
  readonly room: number;
  /** Asks one drafter; empty if there is none of this name. Clipped like `draft`. */
  draftFrom(drafter: string, maxTokens: number): Promise<Draft>;
}

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
  /** Begins a generation; what it learns while it runs belongs to that one. */
  start(): (round: DecodingTools) => Promise<Round>;
}

/** Gives a scheduler of one's own a name. It is called once a round and returns the record of its `check` or `trust`. */
export function defineScheduler(name: string, scheduler: Scheduler): NamedScheduler {
  return { name, drafters: undefined, keeps: undefined, start: () => scheduler };
}

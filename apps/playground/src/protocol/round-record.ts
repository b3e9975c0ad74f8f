/** A drafted token and what became of it. */
export interface DraftedToken {
  readonly text: string;
  /** The drafter that proposed it. */
  readonly origin: string;
  readonly isKept: boolean;
}

/** A token of the text. */
export interface WrittenToken {
  readonly id: number;
  /** What it adds to the text; empty in the middle of a character. */
  readonly text: string;
  /** It was drafted and kept. */
  readonly isRecycled: boolean;
  /** `base`, or the drafter. */
  readonly origin: string;
}

/** A round as the page shows it: one pass of the base, as a rule. */
export interface RoundRecord {
  readonly index: number;
  /** Tokens of the text before it. */
  readonly start: number;
  readonly tokens: readonly WrittenToken[];
  readonly drafted: readonly DraftedToken[];
  readonly accepted: number;
  readonly basePasses: number;
  /** Tokens, of this or an earlier round, that this one found to differ from the model's own choice. */
  readonly departures: number;
  readonly totalMs: number;
  readonly draftMs: number;
  readonly baseMs: number;
  /** Why the draft had this length. */
  readonly reason: string;
}

import type { ReadonlyState } from './state.ts';

/** Proposed tokens. An empty draft is fine: the round is then one plain step. */
export interface Draft {
  readonly tokens: readonly number[];
  /** Who proposed each token: the drafter's name. Same length as `tokens`. */
  readonly origins: readonly string[];
  /** The drafter's probability of each token, if it has one. Same length as `tokens`. */
  readonly confidences?: readonly number[];
  /** The drafter's distribution at each position, `[vocab]`, if it drew from one: what `maximal` acceptance needs. */
  readonly distributions?: readonly Float32Array[];
}

/** A token of the text and where it came from. */
export interface RoundToken {
  readonly id: number;
  /** Text that it completed; may be empty in the middle of a character. */
  readonly text: string;
  /** `base`, or the name of the drafter whose proposal was kept. */
  readonly origin: string;
  /** It differs from what the base would have written there; `undefined` while no pass has told yet. */
  readonly isDeparture: boolean | undefined;
}

/** Where a round's time went, in milliseconds. */
export interface RoundTimes {
  readonly totalMs: number;
  readonly draftMs: number;
  /** Inside the base model's sessions. */
  readonly baseMs: number;
  /** Choosing tokens: processors, sampling, acceptance. */
  readonly sampleMs: number;
}

/** What one round did: at most one pass of the base, and the tokens it settled. */
export interface Round {
  readonly index: number;
  /** The state's length before it. */
  readonly start: number;
  /** Tokens committed, in order. */
  readonly tokens: readonly RoundToken[];
  readonly drafted: readonly number[];
  readonly draftOrigins: readonly string[];
  /** Drafted tokens that were kept. */
  readonly accepted: number;
  /** A drafted token was refused. */
  readonly rejected: boolean;
  readonly basePasses: number;
  /** Committed tokens, of this or an earlier round, that this round found to differ from the base's own choice. */
  readonly departures: number;
  readonly times: RoundTimes;
  /** Why the draft had this length. */
  readonly reason: string;
}

/** Measured costs of passes, in milliseconds. */
export interface PassCosts {
  /** A base pass over this many rows, interpolated between those measured. */
  baseMs(rows: number): number;
  /** A draft of this many tokens by this drafter. */
  draftMs(drafter: string, tokens: number): number;
}

export interface DraftContext {
  readonly state: ReadonlyState;
  readonly promptLength: number;
  readonly signal: AbortSignal | undefined;
}

/** Proposes tokens. It reads the state and changes only rows of its own. */
export interface Drafter {
  readonly name: string;
  /** At most `maxTokens` tokens that may follow `context.state.tokens`. */
  draft(context: DraftContext, maxTokens: number): Promise<Draft>;
  /** Told of each round that settled. */
  observe?(round: Round): void;
}

export interface LengthContext {
  readonly last: Round | undefined;
  readonly costs: PassCosts;
  /** Tokens that may still be drafted: output limit and context. */
  readonly room: number;
}

/** How many tokens to draft: fixed, or chosen each round. */
export type DraftLength = number | ((context: LengthContext) => number);

/** What an acceptance rule sees of one drafted position. */
export interface AcceptanceContext {
  /** The drafted token. */
  readonly token: number;
  /** What the base draws here with the keyed noise: the greedy choice at temperature 0. */
  readonly baseChoice: number;
  /** The base's processed distribution, `[vocab]`, computed when asked for. */
  readonly baseDistribution: () => Float32Array;
  /** The drafter's distribution, if it gave one. */
  readonly draftDistribution: Float32Array | undefined;
  readonly position: number;
  /** Uniform in [0, 1), keyed by (seed, position). */
  readonly uniform: () => number;
}

/** Decides over drafted tokens one by one, in order; the first refusal ends the draft. */
export interface Acceptance {
  readonly name: string;
  /** Its text is the base's own, token for token (`exact`), its distribution is (`maximal`), or neither. */
  readonly keeps: 'text' | 'distribution' | 'nothing';
  /** The token to commit here: the drafted one (accepted), or another (refused, and the round ends with it). */
  decide(context: AcceptanceContext): number;
}

/** What a scheduler works with in one round. */
export interface RoundTools {
  readonly state: ReadonlyState;
  readonly last: Round | undefined;
  readonly costs: PassCosts;
  /** Asks the drafters. Clipped to the tokens and the context left. */
  draft(maxTokens: number): Promise<Draft>;
  /** One base pass over pending and drafted tokens: accept, commit, rewind. Once a round. */
  check(draft: Draft, accept?: Acceptance, reason?: string): Promise<Round>;
  /** Commits drafted tokens unchecked; the base sees them as pending in its next pass. Lossy; departures are counted then. */
  trust(draft: Draft, reason?: string): Promise<Round>;
}

/** Called once a round; returns the record of its one `check` or `trust`. */
export type Scheduler = (round: RoundTools) => Promise<Round>;

/** Why a generation ended. */
export type FinishReason = 'stop-token' | 'stop-string' | 'max-tokens' | 'context-full' | 'aborted';

/** Counts and times of one generation. */
export interface GenerationStats {
  readonly scheduler: string;
  readonly drafters: readonly string[];
  readonly promptTokens: number;
  readonly newTokens: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
  /** New tokens after the first, per second of decoding. */
  readonly tokensPerSecond: number;
  readonly basePasses: number;
  readonly drafted: number;
  readonly accepted: number;
  /** New tokens per base pass of decoding. */
  readonly meanAcceptedTokens: number;
  /** Share of drafts whose i-th token was kept, of those that reached it. */
  readonly acceptanceByPosition: readonly number[];
  /** Committed tokens that the base would not have written. */
  readonly departures: number;
  /** Time inside sessions and outside of them while decoding, in milliseconds. */
  readonly sessionMs: number;
  readonly outsideMs: number;
  /** Whether rows are bit-equal whatever the pass (`bitwise`), or up to near ties. */
  readonly exactness: 'bitwise' | 'near-ties';
}

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

/**
 * What a drafter is told. `decode` hands out every ability; a context made by hand may lack those that are optional, and
 * a drafter then does without: it takes its likeliest token, drafts all it was asked for, gives no distributions.
 */
export interface DraftContext {
  readonly state: ReadonlyState;
  readonly promptLength: number;
  readonly signal: AbortSignal | undefined;
  /**
   * The token that the sampler draws from a drafter's logits for the position after the committed tokens and `drafted`,
   * with the base's own noise there: a drafter that agrees with the base in distribution then agrees in the token. (If
   * distributions are wanted the noise is another, since `maximal` must not meet it again.) Bias, penalties and
   * processors apply as they do for the base.
   *
   * With `tokenIds` the draw runs over these tokens only, and so does all else: bias and penalties of other tokens are
   * passed over, top-k keeps the k best of these, and top-p, min-p and typical-p measure shares of what these weigh
   * together. That may keep a token that the base's filter drops, or drop one that it keeps: it costs acceptance, never
   * text. At temperature 0 no array of the vocabulary's size is touched, unless custom processors have to be run: these
   * see `[vocab]` logits that are -Infinity elsewhere.
   * @param logits `[vocab]` float32, or `[tokenIds.length]`: `logits[i]` scores `tokenIds[i]`; left as they are
   * @param tokenIds ascending, the same array at every call (what is derived from it is kept by its identity)
   * @throws DecodingError if no token is left to choose
   */
  choose?(logits: Float32Array, drafted: readonly number[], tokenIds?: Int32Array): number;
  /**
   * `[vocab]` float32, memory of its own: the distribution that `choose` draws from; 0 outside of `tokenIds`. For
   * `Draft.distributions`.
   */
  distribution?(logits: Float32Array, drafted: readonly number[], tokenIds?: Int32Array): Float32Array;
  /**
   * `choose` takes the largest logit, the first of equal ones, whatever was drafted: a drafter may then choose inside of
   * its own runtime. Default false.
   */
  readonly isPlainGreedy?: boolean;
  /** The acceptance rule works better with `Draft.distributions` (`maximal`). Without it they are wasted time. */
  readonly wantsDistributions?: boolean;
  /**
   * Whether one more token is expected to pay, given the drafter's probabilities of those drafted so far: asked by
   * drafters with a model before each step. It never looks at the token to come, so that a draft that it ends keeps
   * the distribution of `maximal`. If it is missing, all tokens asked for are wanted.
   */
  isWorthMore?(confidences: readonly number[]): boolean;
}

/** Proposes tokens. It reads the state and changes only rows of its own. */
export interface Drafter {
  readonly name: string;
  /**
   * It drafts from tables and costs next to nothing: it is asked before drafters with a model, and also fills passes
   * that have to be widened. Default false.
   */
  readonly isFree?: boolean;
  /** Milliseconds spent in its runtime since it was made, if it runs a model; statistics take differences. */
  readonly sessionMs?: number;
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
  /** It makes use of `draftDistribution`: drafters are then asked for theirs. Default false. */
  readonly wantsDistributions?: boolean;
  /** The token to commit here: the drafted one (accepted), or another (refused, and the round ends with it). */
  decide(context: AcceptanceContext): number;
}

/** What a scheduler may know of a drafter. */
export interface DrafterFacts {
  readonly name: string;
  /** It drafts from tables and costs next to nothing. */
  readonly isFree: boolean;
}

/** What a scheduler works with in one round. */
export interface RoundTools {
  readonly state: ReadonlyState;
  readonly last: Round | undefined;
  readonly costs: PassCosts;
  /** The drafters of this generation, in the order in which `draft` asks them. */
  readonly drafters: readonly DrafterFacts[];
  /** Tokens that a draft may have in this round: output limit, context, and the end of the block of rows. */
  readonly room: number;
  /**
   * Asks the drafters in turn; the first that proposes anything has drafted. Clipped to `room`. Drafters with a model
   * ask `isWorthMore` before each step, if it is given.
   */
  draft(maxTokens: number, isWorthMore?: DraftContext['isWorthMore']): Promise<Draft>;
  /** Asks one drafter; empty if there is none of this name. Clipped like `draft`. */
  draftFrom(drafter: string, maxTokens: number, isWorthMore?: DraftContext['isWorthMore']): Promise<Draft>;
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
  /** Tokens of the prompt. */
  readonly promptTokens: number;
  /** Those of them that needed no pass, since the state (a conversation's, a kept prefix's) held their rows. */
  readonly reusedTokens: number;
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
  /**
   * Trusted tokens at the end that no pass has judged: 0, except after an abort or an error. `departures` may lack as
   * many.
   */
  readonly unjudged: number;
  /** Time inside sessions and outside of them while decoding, in milliseconds. */
  readonly sessionMs: number;
  readonly outsideMs: number;
  /** Whether rows are bit-equal whatever the pass (`bitwise`), or up to near ties. */
  readonly exactness: 'bitwise' | 'near-ties';
}

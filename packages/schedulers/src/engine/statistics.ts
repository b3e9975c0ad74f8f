import type { GenerationStats, Round } from '@recyclegpt/spec';
import type { CheckedOptions } from './decode-options.ts';

/** Counts and times of a generation, gathered round by round. */
export class Statistics {
  readonly #options: CheckedOptions;
  readonly #promptTokens: number;
  readonly #reusedTokens: number;
  /** Rounds recorded. */
  rounds = 0;
  #newTokens = 0;
  #prefillMs = 0;
  #decodeMs = 0;
  #decodePasses = 0;
  #hasPrefill = false;
  #drafted = 0;
  #accepted = 0;
  #departures = 0;
  #baseSessionMs = 0;
  #draftSessionStartMs: number;
  readonly #reached: number[] = [];
  readonly #kept: number[] = [];

  /** `rows` are those that the state has for the text up to the output. */
  constructor(options: CheckedOptions, rows: number) {
    this.#options = options;
    const { promptTokens, reusedTokens, state } = options;
    this.#promptTokens = reusedTokens + promptTokens.length;
    this.#reusedTokens = Math.max(0, reusedTokens - Math.max(0, state.tokens.length - promptTokens.length - rows));
    this.#draftSessionStartMs = this.#draftSessionMs();
  }

  /** The round that fed the prompt and wrote the first token. Its passes count as one. */
  addPrefill(round: Round, wallMs: number): void {
    this.rounds++;
    this.#hasPrefill = true;
    this.#newTokens += round.tokens.length;
    this.#prefillMs += wallMs;
    this.#departures += round.departures;
    this.#draftSessionStartMs = this.#draftSessionMs();
  }

  /** Any other round; `wallMs` includes what drafters did with its record. */
  addRound(round: Round, wallMs: number): void {
    this.rounds++;
    this.#newTokens += round.tokens.length;
    this.#decodeMs += wallMs;
    this.#decodePasses += round.basePasses;
    this.#drafted += round.drafted.length;
    this.#accepted += round.accepted;
    this.#departures += round.departures;
    this.#baseSessionMs += round.times.baseMs;
    const judged = round.accepted + (round.rejected ? 1 : 0);
    for (let i = 0; i < judged; i++) {
      this.#reached[i] = (this.#reached[i] ?? 0) + 1;
      this.#kept[i] = (this.#kept[i] ?? 0) + (i < round.accepted ? 1 : 0);
    }
  }

  /** Time in a round that was cut off. */
  addLost(wallMs: number): void {
    if (this.#hasPrefill) this.#decodeMs += wallMs;
    else this.#prefillMs += wallMs;
  }

  /** What came of it; `unjudged` trusted tokens are left. */
  summary(unjudged: number): GenerationStats {
    const { scheduler, drafters, model } = this.#options;
    const later = Math.max(0, this.#newTokens - 1);
    const sessionMs = this.#baseSessionMs + this.#draftSessionMs() - this.#draftSessionStartMs;
    return {
      scheduler: scheduler.name,
      drafters: drafters.map(({ name }) => name),
      promptTokens: this.#promptTokens,
      reusedTokens: this.#reusedTokens,
      newTokens: this.#newTokens,
      prefillMs: this.#prefillMs,
      decodeMs: this.#decodeMs,
      tokensPerSecond: this.#decodeMs > 0 ? (later * 1000) / this.#decodeMs : 0,
      basePasses: this.#decodePasses + (this.#hasPrefill ? 1 : 0),
      drafted: this.#drafted,
      accepted: this.#accepted,
      meanAcceptedTokens: this.#decodePasses > 0 ? later / this.#decodePasses : 0,
      acceptanceByPosition: this.#reached.map((reached, i) => this.#kept[i]! / reached),
      departures: this.#departures,
      unjudged,
      sessionMs,
      outsideMs: Math.max(0, this.#decodeMs - sessionMs),
      exactness: model.minExactRows === undefined ? 'near-ties' : 'bitwise',
    };
  }

  #draftSessionMs(): number {
    return this.#options.drafters.reduce((sum, { sessionMs = 0 }) => sum + sessionMs, 0);
  }
}

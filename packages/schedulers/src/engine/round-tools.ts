import {
  type Acceptance,
  blockRows,
  DecodingError,
  type Draft,
  type DraftContext,
  type Drafter,
  type Round,
  type RoundToken,
  type RoundTools,
} from '@recyclegpt/spec';
import { checkDraft } from '../drafting/check-draft.ts';
import { clipDraft } from '../drafting/clip-draft.ts';
import { emptyDraft } from '../drafting/empty-draft.ts';
import { acceptDraft, type Verdict } from './accept-draft.ts';
import { type AskDrafter, createAskDrafter, type DraftRecord } from './ask-drafter.ts';
import { type BasePass, runBasePass } from './base-pass.ts';
import type { Generation } from './generation.ts';
import { widenDraft } from './widen-draft.ts';

/** A scheduler that asks its drafters more often than this in one round goes in circles. */
const mostDrafts = 64;

/** What the engine holds of the round that a scheduler works on. */
export class OpenRound {
  readonly tools: RoundTools;
  /** The record, once the round has settled. */
  settled: Round | undefined;
  /** What a tool threw, whether or not the scheduler caught it. */
  failure: { readonly error: unknown } | undefined;
  readonly #generation: Generation;
  readonly #record: DraftRecord;
  readonly #ask: AskDrafter;
  readonly #startMs: number;
  readonly #start: number;
  #isClosed = false;
  #hasCommitted = false;
  #numDrafts = 0;
  #busy: Promise<unknown> = Promise.resolve();

  /** `failures` are those of the drafters between the rounds. */
  constructor(generation: Generation, last: Round | undefined, failures: readonly string[]) {
    const { options, history } = generation;
    this.#generation = generation;
    this.#record = { draftMs: 0, failures: [...failures] };
    this.#ask = createAskDrafter(generation, this.#record);
    this.#startMs = options.now();
    this.#start = history.length;
    this.tools = {
      state: options.state,
      last,
      costs: options.costs,
      drafters: options.drafters.map(({ name, isFree = false }) => ({ name, isFree })),
      room: draftRoom(generation),
      draft: (...request) => this.#tracked(() => this.#draft(options.drafters, ...request)),
      draftFrom: (name, ...request) => this.#tracked(() => this.#draft(named(options.drafters, name), ...request)),
      check: (draft, accept, reason) => this.#tracked(() => this.#check(draft, accept, reason)),
      trust: (draft, reason) => this.#tracked(() => this.#trust(draft, reason)),
    };
  }

  get #name(): string {
    return this.#generation.options.scheduler.name;
  }

  /** Refuses further calls and waits for those that still run. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#busy;
  }

  /** Runs a tool so that its failure and its end are known, also if the scheduler does not wait for it. */
  #tracked<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#isClosed ? Promise.reject(tooLate(this.#name)) : run();
    const noted = result.catch((error: unknown) => {
      this.failure ??= { error };
    });
    this.#busy = Promise.all([this.#busy, noted]);
    return result;
  }

  async #draft(
    drafters: readonly Drafter[],
    maxTokens: number,
    isWorthMore?: DraftContext['isWorthMore'],
  ): Promise<Draft> {
    if (++this.#numDrafts > mostDrafts) throw goesInCircles(this.#name);
    const wanted = Number.isFinite(maxTokens) ? Math.floor(maxTokens) : 0;
    const length = Math.min(wanted, this.tools.room);
    if (length < 1) return emptyDraft;
    for (const drafter of drafters) {
      const draft = await this.#ask(drafter, length, isWorthMore);
      if (draft.tokens.length > 0) return draft;
    }
    return emptyDraft;
  }

  async #check(draft: Draft, accept: Acceptance | undefined, reason = "the scheduler's choice"): Promise<Round> {
    this.#commitOnce();
    const generation = this.#generation;
    checkDraft(draft, generation.options.model.vocab, 'check');
    const clipped = clipDraft(draft, Math.max(0, generation.tokensLeft - 1));
    const isPlain = generation.options.scheduler.drafters?.length === 0;
    const checked = isPlain ? clipped : await widenDraft(generation, clipped, this.#ask);
    const pass = await runBasePass(generation, checked.tokens);
    const startMs = generation.options.now();
    const verdict = this.#decide(pass, checked, accept ?? generation.options.acceptance);
    generation.settle(verdict.tokens);
    return this.#settle(verdict, checked, reason, pass, generation.options.now() - startMs);
  }

  /** Accepts; if a rule or a processor throws, the pass's rows go. */
  #decide(pass: BasePass, draft: Draft, rule: Acceptance): Verdict {
    const { state, model } = this.#generation.options;
    try {
      return acceptDraft(this.#generation, pass, draft, rule);
    } catch (error) {
      state.truncate(model.owner, Math.min(pass.rowsBefore, state.rowsOf(model.owner)));
      throw error;
    }
  }

  async #trust(draft: Draft, reason = "the scheduler's choice"): Promise<Round> {
    const generation = this.#generation;
    checkDraft(draft, generation.options.model.vocab, 'trust');
    const trusted = clipDraft(draft, Math.max(0, generation.tokensLeft - 1));
    if (trusted.tokens.length === 0) return this.#check(emptyDraft, undefined, `${reason}: nothing drafted`);
    this.#commitOnce();
    const tokens: RoundToken[] = [];
    for (let i = 0; i < trusted.tokens.length && generation.finishReason === undefined; i++) {
      tokens.push(generation.take(trusted.tokens[i]!, trusted.origins[i]!, undefined));
    }
    generation.settle(tokens);
    return this.#settle({ tokens, accepted: tokens.length, rejected: false, departures: 0 }, trusted, reason);
  }

  #commitOnce(): void {
    if (this.#hasCommitted) throw twice(this.#name);
    this.#hasCommitted = true;
  }

  #settle(verdict: Verdict, draft: Draft, reason: string, pass?: BasePass, sampleMs = 0): Round {
    const { draftMs, failures } = this.#record;
    this.settled = {
      index: this.#generation.stats.rounds,
      start: this.#start,
      ...verdict,
      drafted: draft.tokens,
      draftOrigins: draft.origins,
      basePasses: pass?.passes ?? 0,
      times: {
        totalMs: this.#generation.options.now() - this.#startMs,
        draftMs,
        baseMs: pass?.sessionMs ?? 0,
        sampleMs,
      },
      reason: [reason, ...failures].join('; '),
    };
    return this.settled;
  }
}

function named(drafters: readonly Drafter[], name: string): readonly Drafter[] {
  return drafters.filter((drafter) => drafter.name === name);
}

/** Tokens that a draft may have: one of those left is the base's own, and a pass should not cross a block of rows. */
function draftRoom({ tokensLeft, history }: Generation): number {
  const blockRoom = blockRows - 1 - ((history.length - 1) % blockRows);
  return Math.max(0, Math.min(tokensLeft - 1, blockRoom));
}

function broken(name: string, what: string, expected: string): DecodingError {
  return new DecodingError({ what, where: `scheduler ${name}`, expected, next: 'Mend the scheduler.' });
}

function twice(name: string): DecodingError {
  return broken(name, 'A scheduler called check or trust twice in one round', 'one call a round');
}

function tooLate(name: string): DecodingError {
  return broken(name, 'A scheduler used the tools of a round that is over', 'calls before its promise settles');
}

function goesInCircles(name: string): DecodingError {
  return broken(name, `A scheduler asked for more than ${mostDrafts} drafts in one round`, 'a check or a trust');
}

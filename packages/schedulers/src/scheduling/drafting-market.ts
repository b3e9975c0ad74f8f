import type { Draft, DraftContext, RoundTools } from '@recyclegpt/spec';
import type { AcceptanceRecord } from '../costs/acceptance-record.ts';
import { bestLength } from '../costs/best-length.ts';
import { DecodingPace } from '../costs/decoding-pace.ts';
import { clipDraft } from '../drafting/clip-draft.ts';
import { emptyDraft } from '../drafting/empty-draft.ts';
import { ProposalRecord } from './proposal-record.ts';

export interface MarketOptions {
  readonly maxLength: number;
  readonly probeShare: number;
  readonly record: AcceptanceRecord;
}

/** A draft at hand and what it promises. */
export interface Offer {
  readonly draft: Draft;
  /** Expected tokens beyond those that the rest of its time would bring elsewhere. */
  readonly surplus: number;
  readonly reason: string;
}

/** What all offers of a round are measured by. */
interface Terms {
  readonly round: RoundTools;
  /** Most tokens of a draft. */
  readonly limit: number;
  /** Tokens per millisecond in the long run. */
  readonly rate: number;
}

/** Chooses among drafters, round by round, in one generation. */
export class DraftingMarket {
  readonly #options: MarketOptions;
  readonly #proposals: ProposalRecord;
  readonly #pace = new DecodingPace();
  /** Time saved up for probing, in milliseconds. */
  #creditMs = 0;
  #probes = 0;
  /** Models that ask `isWorthMore`: they may be given the whole limit. */
  readonly #askers = new Set<string>();
  /** Spent on drafts in this round, by the cost model. */
  #draftMs = 0;

  constructor(options: MarketOptions) {
    this.#options = options;
    this.#proposals = new ProposalRecord(options.record);
  }

  /** The draft of this round: what tables offer, or what a model is expected to do better. */
  async choose(round: RoundTools): Promise<Offer> {
    const terms = this.#begin(round);
    const { costs, drafters } = round;
    let best: Offer = { draft: emptyDraft, surplus: 1 - terms.rate * costs.baseMs(1), reason: 'no draft pays' };
    for (const { name, isFree } of drafters) if (isFree) best = better(best, await this.#askTable(terms, name));
    let hasAsked = false;
    for (const { name, isFree } of drafters) {
      if (isFree) continue;
      const expected = this.#expectedSurplus(terms, name, best.surplus);
      if (expected <= best.surplus) continue;
      hasAsked = true;
      best = better(best, await this.#askModel(terms, name, expected));
    }
    return hasAsked ? best : this.#probe(terms, best);
  }

  /** Learns from the last round. */
  #begin(round: RoundTools): Terms {
    const { last, costs, state, room } = round;
    this.#proposals.observe(state.tokens);
    if (last !== undefined && last.index > 0)
      this.#pace.observe(last.tokens.length, costs.baseMs(1 + last.drafted.length) + this.#draftMs);
    this.#draftMs = 0;
    return { round, limit: Math.min(this.#options.maxLength, room), rate: this.#pace.perMs(costs) };
  }

  async #ask(
    { round }: Terms,
    drafter: string,
    maxTokens: number,
    isWorthMore?: DraftContext['isWorthMore'],
  ): Promise<Draft> {
    const draft = await round.draftFrom(drafter, maxTokens, isWorthMore);
    this.#proposals.add(drafter, draft, round.state.tokens.length);
    this.#draftMs += round.costs.draftMs(drafter, Math.max(1, draft.tokens.length));
    return draft;
  }

  /** The beginning of a draft that gains the most, now that its time is spent. */
  #bestOf({ round, rate }: Terms, drafter: string, draft: Draft): Offer {
    const probabilities = this.#proposals.probabilities(drafter, draft.confidences, draft.tokens.length);
    const { length, surplus } = bestLength({ costs: round.costs, probabilities, draftMs: () => 0, rate });
    return { draft: clipDraft(draft, length), surplus, reason: `cost model: ${length} of ${drafter}` };
  }

  async #askTable(terms: Terms, drafter: string): Promise<Offer> {
    return this.#bestOf(terms, drafter, await this.#ask(terms, drafter, terms.limit));
  }

  /**
   * What asking a model is worth before it was asked: its first token may come with any of the confidences seen lately,
   * and where that does not pay, the best offer so far is taken.
   */
  #expectedSurplus({ round: { costs }, limit, rate }: Terms, drafter: string, alternative: number): number {
    if (limit < 1) return -Infinity;
    const firstMs = costs.draftMs(drafter, 1);
    const later = this.#proposals.probabilities(drafter, undefined, limit).slice(1);
    const draftMs = (tokens: number): number => costs.draftMs(drafter, tokens) - firstMs;
    let expected = -rate * firstMs;
    for (const { share, estimate } of this.#proposals.acceptance.firstLevels(drafter)) {
      const { surplus } = bestLength({ costs, probabilities: [estimate, ...later], draftMs, rate });
      expected += share * Math.max(surplus, alternative);
    }
    return expected;
  }

  /**
   * Lets a model draft for as long as another token pays. A draft with distributions is taken whole, for what was
   * expected of it: to choose by the tokens that were drawn would bend the distribution that `maximal` keeps.
   */
  async #askModel(terms: Terms, drafter: string, expected: number): Promise<Offer> {
    const maxTokens = this.#askers.has(drafter) ? terms.limit : this.#usualLength(terms, drafter);
    const draft = await this.#ask(terms, drafter, maxTokens, this.#isWorthMore(terms, drafter));
    if (draft.distributions === undefined) return this.#bestOf(terms, drafter, draft);
    return { draft, surplus: expected, reason: `cost model: ${draft.tokens.length} of ${drafter}` };
  }

  /** The length that gains the most as far as is known before anything is drafted; at least one token. */
  #usualLength({ round: { costs }, limit, rate }: Terms, drafter: string): number {
    const probabilities = this.#proposals.probabilities(drafter, undefined, limit);
    const draftMs = (tokens: number): number => costs.draftMs(drafter, tokens);
    return Math.max(1, bestLength({ costs, probabilities, draftMs, rate }).length);
  }

  /** Whether the next token, or some more with it, gains more than their time is worth. */
  #isWorthMore({ round: { costs }, limit, rate }: Terms, drafter: string): NonNullable<DraftContext['isWorthMore']> {
    return (confidences) => {
      this.#askers.add(drafter);
      const drafted = confidences.length;
      if (drafted === 0 || drafted >= limit) return drafted < limit;
      const probabilities = this.#proposals.probabilities(drafter, confidences, limit);
      let likelihood = probabilities.slice(0, drafted).reduce((product, each) => product * each, 1);
      let gain = 0;
      for (let length = drafted + 1; length <= limit; length++) {
        likelihood *= probabilities[length - 1]!;
        gain += likelihood;
        const passMs = costs.baseMs(1 + length) - costs.baseMs(1 + drafted);
        const draftMs = costs.draftMs(drafter, length) - costs.draftMs(drafter, drafted);
        if (gain > rate * (passMs + draftMs)) return true;
      }
      return false;
    };
  }

  /**
   * Tries one token of a model that is not expected to pay, as often as the share of time for it allows. The text tells
   * whether it was right; it is checked only where that pays.
   */
  async #probe(terms: Terms, best: Offer): Promise<Offer> {
    const { costs, drafters } = terms.round;
    const models = drafters.filter(({ isFree }) => !isFree);
    const drafter = models[this.#probes % Math.max(1, models.length)]?.name;
    if (drafter === undefined || terms.limit < 1) return best;
    this.#creditMs += this.#options.probeShare * costs.baseMs(1);
    if (this.#creditMs < costs.draftMs(drafter, 1)) return best;
    this.#creditMs = 0;
    this.#probes++;
    const draft = await this.#ask(terms, drafter, 1);
    const reason = `${best.reason}; tries ${drafter}`;
    if (draft.distributions !== undefined) return { ...best, reason };
    return better({ ...best, reason }, this.#bestOf(terms, drafter, draft));
  }
}

function better(best: Offer, offer: Offer): Offer {
  return offer.draft.tokens.length > 0 && offer.surplus > best.surplus ? offer : best;
}

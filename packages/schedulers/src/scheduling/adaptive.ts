import { type Acceptance, ConfigError, type Draft } from '@recyclegpt/spec';
import { AcceptanceRecord } from '../costs/acceptance-record.ts';
import { bestLength } from '../costs/best-length.ts';
import { clipDraft } from '../drafting/clip-draft.ts';
import { emptyDraft } from '../drafting/empty-draft.ts';
import type { DecodingTools, NamedScheduler } from './define-scheduler.ts';
import { ProposalRecord } from './proposal-record.ts';

export interface AdaptiveOptions {
  /** Longest draft. Default 12. */
  readonly maxLength?: number;
  /** What generations learn about acceptance, if they are to share it. Default: each learns for itself. */
  readonly record?: AcceptanceRecord;
  /** Default: the generation's, which is `exact` unless it says otherwise. */
  readonly acceptance?: Acceptance;
  /** Share of the time that may go into trying drafters that do not pay at present. Default 0.01. */
  readonly probeShare?: number;
}

/** A draft at hand and what it promises. */
interface Offer {
  readonly draft: Draft;
  /** Expected tokens per millisecond, the time that is already spent left out. */
  readonly rate: number;
  readonly reason: string;
}

/** One generation's rounds. */
class AdaptiveRounds {
  readonly #maxLength: number;
  readonly #probeShare: number;
  readonly #proposals: ProposalRecord;
  /** Time saved up for probing, in milliseconds. */
  #creditMs = 0;
  #probes = 0;

  constructor(maxLength: number, probeShare: number, record: AcceptanceRecord) {
    this.#maxLength = maxLength;
    this.#probeShare = probeShare;
    this.#proposals = new ProposalRecord(record);
  }

  /** The draft of this round: what tables offer, or what a model is expected to do better. */
  async choose(round: DecodingTools): Promise<Offer> {
    this.#proposals.observe(round.state.tokens);
    const limit = Math.min(this.#maxLength, round.room);
    let best: Offer = { draft: emptyDraft, rate: 1 / round.costs.baseMs(1), reason: 'no draft pays' };
    for (const { name, isFree } of round.drafters) if (isFree) best = better(best, await this.#ask(round, name, limit));
    for (const { name, isFree } of round.drafters) {
      if (!isFree) best = better(best, await this.#askIfItPays(round, name, limit, best.rate));
    }
    return best.draft.tokens.length === 0 ? this.#probe(round, best) : best;
  }

  /** The best beginning of what a drafter proposes. */
  async #ask(round: DecodingTools, drafter: string, maxTokens: number): Promise<Offer> {
    const draft = await round.draftFrom(drafter, maxTokens);
    this.#proposals.add(drafter, draft, round.state.tokens.length);
    const probabilities = this.#proposals.probabilities(drafter, draft);
    const { length, rate } = bestLength({ costs: round.costs, probabilities, draftMs: () => 0 });
    return { draft: clipDraft(draft, length), rate, reason: `cost model: ${length} of ${drafter}` };
  }

  /** Drafts with a model if that is expected to beat what is at hand, its own time included. */
  async #askIfItPays(round: DecodingTools, drafter: string, limit: number, rate: number): Promise<Offer | undefined> {
    const { costs } = round;
    const probabilities = this.#proposals.prospects(drafter, limit);
    const draftMs = (tokens: number): number => costs.draftMs(drafter, tokens);
    const expected = bestLength({ costs, probabilities, draftMs });
    return expected.rate > rate ? this.#ask(round, drafter, expected.length) : undefined;
  }

  /** Tries one token of a drafter that does not pay at present, as often as the share of time for it allows. */
  async #probe(round: DecodingTools, plain: Offer): Promise<Offer> {
    const { costs, drafters } = round;
    const models = drafters.filter(({ isFree }) => !isFree);
    const drafter = models[this.#probes % Math.max(1, models.length)]?.name;
    if (drafter === undefined || round.room < 1) return plain;
    const costMs = costs.baseMs(2) - costs.baseMs(1) + costs.draftMs(drafter, 1);
    this.#creditMs += this.#probeShare * costs.baseMs(1);
    if (this.#creditMs < costMs) return plain;
    this.#creditMs = 0;
    this.#probes++;
    const draft = await round.draftFrom(drafter, 1);
    this.#proposals.add(drafter, draft, round.state.tokens.length);
    return { ...plain, draft, reason: `tries ${drafter}` };
  }
}

function better(best: Offer, offer: Offer | undefined): Offer {
  return offer !== undefined && offer.draft.tokens.length > 0 && offer.rate > best.rate ? offer : best;
}

function checkOptions({ maxLength, probeShare }: { maxLength: number; probeShare: number }): void {
  const details = { what: 'Adaptive decoding cannot use this option' };
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    const got = String(maxLength);
    throw new ConfigError({ ...details, where: 'maxLength', got, expected: 'an integer of at least 1' });
  }
  if (!(probeShare >= 0 && probeShare <= 1)) {
    throw new ConfigError({
      ...details,
      where: 'probeShare',
      got: String(probeShare),
      expected: 'a number from 0 to 1',
    });
  }
}

/**
 * Drafts with whatever promises the most tokens per second, by the costs of passes and the acceptance seen lately, and
 * not at all where nothing pays: the base's own text, whatever was drafted.
 * @throws ConfigError for options out of range.
 */
export function adaptive(options: AdaptiveOptions = {}): NamedScheduler {
  const { maxLength = 12, probeShare = 0.01, record, acceptance } = options;
  checkOptions({ maxLength, probeShare });
  return {
    name: 'adaptive',
    drafters: undefined,
    keeps: acceptance === undefined ? 'text' : acceptance.keeps,
    start: () => {
      const rounds = new AdaptiveRounds(maxLength, probeShare, record ?? new AcceptanceRecord());
      return async (round) => {
        const { draft, reason } = await rounds.choose(round);
        return round.check(draft, acceptance, reason);
      };
    },
  };
}

import {
  type Acceptance,
  ConfigError,
  type DraftContext,
  type DraftLength,
  type LengthContext,
} from '@recyclegpt/spec';
import { clipByConfidence } from '../drafting/clip-by-confidence.ts';
import type { NamedScheduler } from './define-scheduler.ts';

export interface VerifiedOptions {
  /** Tokens to draft: fixed, or chosen each round. Default 2. */
  readonly length?: DraftLength;
  /** Ends a draft before the token that makes the whole of it less likely than this, where the drafter can tell. */
  readonly minConfidence?: number;
  /** Default: the generation's, which is `exact` unless it says otherwise. */
  readonly acceptance?: Acceptance;
}

function checkOptions({ length, minConfidence }: VerifiedOptions): void {
  const details = { what: 'Verified decoding cannot use this option' };
  if (typeof length === 'number' && (!Number.isSafeInteger(length) || length < 1)) {
    throw new ConfigError({ ...details, where: 'length', got: String(length), expected: 'an integer of at least 1' });
  }
  if (minConfidence !== undefined && !(minConfidence >= 0 && minConfidence <= 1)) {
    throw new ConfigError({
      ...details,
      where: 'minConfidence',
      got: String(minConfidence),
      expected: 'a number from 0 to 1',
    });
  }
}

function chooseLength(length: DraftLength, context: LengthContext): number {
  if (typeof length === 'number') return length;
  const chosen = length(context);
  return Number.isFinite(chosen) ? Math.max(0, Math.floor(chosen)) : 0;
}

/** Lets models stop where the draft is no longer likely; `undefined` if no confidence is asked of it. */
function likelyFrom(minConfidence: number): DraftContext['isWorthMore'] {
  if (minConfidence <= 0) return undefined;
  return (confidences) => confidences.reduce((product, each) => product * each, 1) >= minConfidence;
}

/**
 * Drafts, and lets the base's next pass check the draft: the base's own text, whatever was drafted. Of several drafters
 * the first that proposes anything drafts, so that one that proposes often and is seldom right belongs at the end.
 * @throws ConfigError for a length below 1 or a confidence outside [0, 1].
 */
export function verified(options: VerifiedOptions = {}): NamedScheduler {
  checkOptions(options);
  const { length = 2, minConfidence = 0, acceptance } = options;
  return {
    name: 'verified',
    drafters: undefined,
    keeps: acceptance === undefined ? 'text' : acceptance.keeps,
    acceptance,
    start: () => async (round) => {
      const { last, costs, room } = round;
      const maxTokens = chooseLength(length, { last, costs, room });
      const draft = clipByConfidence(await round.draft(maxTokens, likelyFrom(minConfidence)), minConfidence);
      const reason = typeof length === 'number' ? 'fixed length' : 'chosen length';
      return round.check(draft, acceptance, minConfidence > 0 ? `${reason}, by confidence` : reason);
    },
  };
}

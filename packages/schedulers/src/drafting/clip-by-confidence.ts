import type { Draft } from '@recyclegpt/spec';
import { clipDraft } from './clip-draft.ts';

/**
 * The longest beginning of a draft that the drafter itself thinks at least this likely; all of it if it cannot tell. A
 * draft with distributions keeps the token that made it less likely: whether a token stays must not depend on the token,
 * or `maximal` would bend its distribution.
 */
export function clipByConfidence(draft: Draft, minConfidence: number): Draft {
  if (draft.confidences === undefined || minConfidence <= 0) return draft;
  let likelihood = 1;
  const end = draft.confidences.findIndex((confidence) => {
    likelihood *= confidence;
    return likelihood < minConfidence;
  });
  return end < 0 ? draft : clipDraft(draft, draft.distributions === undefined ? end : end + 1);
}

import type { Draft } from '@recyclegpt/spec';

/** The first `length` tokens of a draft with all that belongs to them; the draft itself if it is not longer. */
export function clipDraft(draft: Draft, length: number): Draft {
  const { tokens, origins, confidences, distributions } = draft;
  if (tokens.length <= length) return draft;
  return {
    tokens: tokens.slice(0, length),
    origins: origins.slice(0, length),
    ...(confidences && { confidences: confidences.slice(0, length) }),
    ...(distributions && { distributions: distributions.slice(0, length) }),
  };
}

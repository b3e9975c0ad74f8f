import type { Draft } from '@recyclegpt/spec';

/** No proposal: the round is one plain step. */
export const emptyDraft: Draft = { tokens: [], origins: [] };

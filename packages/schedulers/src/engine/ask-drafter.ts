import type { Draft, DraftContext, Drafter } from '@recyclegpt/spec';
import { checkDraft } from '../drafting/check-draft.ts';
import { clipDraft } from '../drafting/clip-draft.ts';
import { emptyDraft } from '../drafting/empty-draft.ts';
import type { Generation } from './generation.ts';

/** Asks a drafter for at most so many tokens; a model is told when more do not pay. */
export type AskDrafter = (
  drafter: Drafter,
  maxTokens: number,
  isWorthMore?: DraftContext['isWorthMore'],
) => Promise<Draft>;

/** Asked drafters of a round: their time, and what went wrong. */
export interface DraftRecord {
  draftMs: number;
  /** Why drafts were lost, for the round's reason. */
  readonly failures: string[];
}

/** Says in a few words why a drafter failed. */
export function failureOf(drafter: Drafter, error: unknown): string {
  return `drafter ${drafter.name} failed: ${error instanceof Error ? error.message : String(error)}`;
}

/**
 * Asks one drafter. One that throws or proposes nonsense costs its draft and leaves a line in the record (rule SC3).
 * @throws DecodingError if it touched the tokens or the base's rows (rule SC4).
 */
export function createAskDrafter(generation: Generation, record: DraftRecord): AskDrafter {
  const { options } = generation;
  return async (drafter, maxTokens, isWorthMore) => {
    const startMs = options.now();
    const rows = generation.rows;
    let draft = emptyDraft;
    try {
      const proposed = await drafter.draft(generation.draftContext(isWorthMore), maxTokens);
      checkDraft(proposed, options.model.vocab, `drafter ${drafter.name}`);
      draft = clipDraft(proposed, maxTokens);
    } catch (error) {
      record.failures.push(failureOf(drafter, error));
    }
    const elapsedMs = options.now() - startMs;
    record.draftMs += elapsedMs;
    if (draft.tokens.length > 0) {
      if (generation.warmDrafters.has(drafter))
        options.costs.observeDraft(drafter.name, draft.tokens.length, elapsedMs);
      generation.warmDrafters.add(drafter);
    }
    generation.checkState(rows);
    return draft;
  };
}

import { ConfigError, type Draft, type DraftContext, type Drafter, type Round } from '@recyclegpt/spec';
import { emptyDraft } from './empty-draft.ts';

/**
 * One drafter out of several: the first that proposes anything drafts. `origins` name the one that did.
 * @throws ConfigError without drafters.
 */
export function draftersInTurn(drafters: readonly Drafter[], name?: string): Drafter {
  if (drafters.length === 0) {
    throw new ConfigError({
      what: 'Drafters in turn need drafters',
      where: 'drafters',
      got: 'none',
      expected: 'at least one',
    });
  }
  return {
    name: name ?? drafters.map((drafter) => drafter.name).join('-else-'),
    async draft(context: DraftContext, maxTokens: number): Promise<Draft> {
      for (const drafter of drafters) {
        const draft = await drafter.draft(context, maxTokens);
        if (draft.tokens.length > 0) return draft;
      }
      return emptyDraft;
    },
    observe(round: Round): void {
      for (const drafter of drafters) drafter.observe?.(round);
    },
  };
}

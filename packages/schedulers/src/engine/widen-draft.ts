import type { Draft } from '@recyclegpt/spec';
import { clipDraft } from '../drafting/clip-draft.ts';
import { emptyDraft } from '../drafting/empty-draft.ts';
import type { AskDrafter } from './ask-drafter.ts';
import type { Generation } from './generation.ts';
import { planPass } from './plan-pass.ts';

/** Origin of the last resort: the token before, once more. */
const repeatOrigin = 'repeat';

async function freeGuess({ options }: Generation, ask: AskDrafter, length: number): Promise<Draft> {
  for (const drafter of options.drafters.filter(({ isFree }) => isFree === true)) {
    const draft = await ask(drafter, length);
    if (draft.tokens.length > 0) return draft;
  }
  return emptyDraft;
}

/**
 * Lengthens a draft by the tokens that its pass has to be widened by anyway, with the best guess that costs nothing:
 * a table's, else a repetition. They count as drafted and are kept when they are right.
 */
export async function widenDraft(generation: Generation, draft: Draft, ask: AskDrafter): Promise<Draft> {
  const { options, history, rows, tokensLeft } = generation;
  const { minExactRows: minRows = 1, contextLength } = options.model;
  const count = history.length - rows + draft.tokens.length;
  const { guesses } = planPass({ rows, count, minRows, contextLength });
  const missing = Math.min(guesses, tokensLeft - 1 - draft.tokens.length);
  if (missing <= 0 || draft.distributions !== undefined) return draft;
  const guess = draft.tokens.length === 0 ? await freeGuess(generation, ask, missing) : draft;
  const last = guess.tokens.at(-1) ?? history.at(-1)!;
  const wanted = draft.tokens.length + missing;
  const repeats = Math.max(0, wanted - guess.tokens.length);
  return clipDraft(
    {
      tokens: [...guess.tokens, ...Array<number>(repeats).fill(last)],
      origins: [...guess.origins, ...Array<string>(repeats).fill(repeatOrigin)],
    },
    wanted,
  );
}

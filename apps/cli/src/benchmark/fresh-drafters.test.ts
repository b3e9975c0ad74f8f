import { referenceBackend } from '@recyclegpt/backend-reference';
import { createModel, seededModel } from '@recyclegpt/core';
import type { Drafter } from '@recyclegpt/spec';
import { expect, it } from 'vitest';
import { freshDraftersOption } from './fresh-drafters.ts';

it('fresh drafters know nothing of the texts that the model wrote before, and are those that a text gets', async () => {
  using model = await createModel({ opened: seededModel(), backend: referenceBackend() });
  using state = model.createState();
  const { tokenIds } = await model.generate('the fox', { maxTokens: 24, state, stopTokens: [] }).result;
  state.rewindTo(state.tokens.length - 1);
  expect(tokenIds).toHaveLength(24);
  const successors = (drafters: readonly Drafter[]): Drafter | undefined =>
    drafters.find(({ name }) => name === 'successors');
  const context = { state, promptLength: 1, signal: undefined };
  const fresh = freshDraftersOption(model, 'adaptive').drafters;
  expect((await successors(model.createDrafters())?.draft(context, 4))?.tokens).not.toEqual([]);
  expect((await successors(fresh)?.draft(context, 4))?.tokens).toEqual([]);
  expect(fresh.map(({ name }) => name)).toEqual(model.createDrafters().map(({ name }) => name));
});

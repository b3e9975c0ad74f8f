import { defineScheduler, type LanguageModel } from 'recyclegpt';

/**
 * A scheduler is called once a round: it asks for a draft, and has it checked by one pass of the model. This one drafts
 * twice as far as the last draft got, and starts again with a single token when one was refused.
 *
 * The same file works on the command line, since it exports a `scheduler`:
 * `recyclegpt generate "Hello" --scheduler ./custom-scheduler.ts`
 */
export const scheduler = defineScheduler('doubling', async (round) => {
  const { last } = round;
  const wanted = last === undefined || last.rejected ? 1 : Math.min(8, 2 * last.accepted + 1);
  const draft = await round.draft(wanted);
  // `check` accepts what the model would have written itself, and commits it: the text cannot change.
  return round.check(draft, undefined, `twice as far: ${wanted}`);
});

/** Writes one text token by token and once more with the scheduler above. */
export async function example(model: LanguageModel) {
  const prompt = 'the fox and the bird and the fox and the bird and';
  const options = { maxTokens: 48 };
  const plain = await model.generate(prompt, { ...options, scheduler: 'autoregressive' }).result;
  const doubling = await model.generate(prompt, { ...options, scheduler }).result;
  return {
    isSameText: doubling.text === plain.text,
    passes: doubling.stats.basePasses,
    passesOfPlain: plain.stats.basePasses,
    text: doubling.text,
  };
}

import type { Drafter } from '@recyclegpt/spec';
import type { LanguageModel } from 'recyclegpt';

/**
 * A drafter proposes tokens; the model's next pass checks them, so it may be wrong as often as it likes. This one knows
 * an earlier text (a last version, a template, a similar answer) and proposes what followed there.
 * @param earlier token ids
 */
export function earlierText(earlier: readonly number[]): Drafter {
  const name = 'earlier-text';
  return {
    name,
    // It reads a table and costs next to nothing, so that it is asked before any drafter with a model.
    isFree: true,
    async draft({ state }, maxTokens) {
      const [before, last] = state.tokens.slice(-2);
      const place = earlier.findIndex((id, index) => id === last && earlier[index - 1] === before);
      const tokens = place < 0 ? [] : earlier.slice(place + 1, place + 1 + maxTokens);
      return { tokens, origins: tokens.map(() => name) };
    },
  };
}

/** Writes a text, and then the same one with the first as a draft. */
export async function example(model: LanguageModel) {
  const prompt = 'a quiet garden and';
  const options = { maxTokens: 48, temperature: 0.9, seed: 3 };
  const plain = await model.generate(prompt, { ...options, scheduler: 'autoregressive' }).result;
  const known = [...plain.promptTokenIds, ...plain.tokenIds];
  const again = await model.generate(prompt, { ...options, drafters: [earlierText(known)] }).result;
  const { drafted, accepted, basePasses } = again.stats;
  return {
    isSameText: again.text === plain.text,
    drafted,
    accepted,
    passes: basePasses,
    passesOfPlain: plain.stats.basePasses,
  };
}

import type { LogitsProcessor } from '@recyclegpt/spec';
import type { LanguageModel } from 'recyclegpt';

/**
 * A logits processor changes scores before a token is drawn. It must be a pure function of its arguments: drafted
 * positions are processed with the history that they would have, and what was dropped must leave no trace. This one
 * forbids any three tokens in a row to come a second time.
 */
export const noTrigramTwice: LogitsProcessor = {
  name: 'no-trigram-twice',
  process(logits, { history }) {
    const [before, last] = history.slice(-2);
    if (before === undefined || last === undefined) return;
    for (let i = 2; i < history.length; i += 1) {
      const next = history[i];
      if (history[i - 2] === before && history[i - 1] === last && next !== undefined)
        logits[next] = Number.NEGATIVE_INFINITY;
    }
  },
};

/** How many times three tokens in a row come again. */
export function countRepeats(tokenIds: readonly number[]): number {
  const trigrams = tokenIds.slice(2).map((id, index) => `${tokenIds[index]} ${tokenIds[index + 1]} ${id}`);
  return trigrams.length - new Set(trigrams).size;
}

/** Writes without and with the processor, token by token and with drafts. */
export async function example(model: LanguageModel) {
  const prompt = 'a kite';
  const options = { maxTokens: 96, processors: [noTrigramTwice] };
  const free = await model.generate(prompt, { maxTokens: 96 }).result;
  const plain = await model.generate(prompt, { ...options, scheduler: 'autoregressive' }).result;
  const drafted = await model.generate(prompt, options).result;
  const repeatsOf = ({ promptTokenIds, tokenIds }: typeof plain) => countRepeats([...promptTokenIds, ...tokenIds]);
  return { isSameText: drafted.text === plain.text, repeats: repeatsOf(drafted), repeatsWithout: repeatsOf(free) };
}

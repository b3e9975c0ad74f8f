import type { GenerateOptions, LanguageModel, Prompt } from 'recyclegpt';

/** What a drafter must know to be right or wrong: prompt and output, the vocabulary, and where chance begins. */
export interface KnownText {
  readonly text: readonly number[];
  readonly vocab: number;
  readonly seed: number;
}

/** Prompts with what the model writes after them token by token. */
export interface KnownTexts {
  readonly prompts: readonly Prompt[];
  /** For each prompt. */
  readonly texts: readonly KnownText[];
}

/** Writes all prompts plainly. */
export async function writeKnownTexts(
  model: LanguageModel,
  prompts: readonly Prompt[],
  options: GenerateOptions,
): Promise<KnownTexts> {
  const texts: KnownText[] = [];
  for (const [seed, prompt] of prompts.entries()) {
    const plain = await model.generate(prompt, { ...options, scheduler: 'autoregressive' }).result;
    const text = [...plain.promptTokenIds, ...plain.tokenIds];
    texts.push({ text, vocab: model.causalModel.vocab, seed: seed + 1 });
  }
  return { prompts, texts };
}

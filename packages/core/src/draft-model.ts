import { modelDrafter } from '@recyclegpt/schedulers';
import type { Drafter } from '@recyclegpt/spec';
import type { LanguageModel } from './language-model.ts';

/** Which model drafts for which. */
export interface DraftModelOptions {
  /** The small one. It is used, not taken over. */
  readonly model: LanguageModel;
  /** The one whose text is written. */
  readonly base: LanguageModel;
  /** Default: `draft-model`. */
  readonly name?: string;
}

/**
 * A small model as a drafter for a large one, to be named in `drafters`. Dispose it before the model.
 * @throws ConfigError if their vocabularies differ.
 */
export function draftModel({ model, base, name }: DraftModelOptions): Drafter & Disposable {
  const vocabularyOf = ({ causalModel, tokenizer }: LanguageModel) => ({ vocab: causalModel.vocab, tokenizer });
  return modelDrafter({
    model: model.causalModel,
    createState: () => model.createState(),
    vocabulary: { own: vocabularyOf(model), base: vocabularyOf(base) },
    ...(name === undefined ? {} : { name }),
  });
}

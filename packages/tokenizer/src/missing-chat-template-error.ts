import { TokenizerError } from '@recyclegpt/spec';

/** The error for a conversation with a model that has no chat template. `model` is what to call it. */
export function missingChatTemplateError(model: string): TokenizerError {
  return new TokenizerError({
    what: 'The model has no chat template',
    where: model,
    expected: 'tokenizer.chat_template in the GGUF file, or chat_template in tokenizer_config.json',
    next: 'It is a base model, not one for conversations: pass a plain text for it to continue.',
  });
}

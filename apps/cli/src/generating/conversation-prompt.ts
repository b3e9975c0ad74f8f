import type { LanguageModel, Prompt } from '@recyclegpt/core';
import { ConfigError } from '@recyclegpt/spec';
import type { OptionValues } from '../arguments/option-definitions.ts';

/**
 * A prompt as the model reads it: as a question in a conversation if the model has a template for one, and `--raw` does
 * not say otherwise; else as text to go on from.
 * @throws ConfigError for a system message without a conversation, and for an empty question.
 */
export function conversationPrompt(model: LanguageModel, text: string, { raw, system }: OptionValues): Prompt {
  if (raw === true || model.chatTemplate === undefined) {
    if (system !== undefined) throw systemError(model);
    return text === '' ? emptyPrompt(model) : text;
  }
  if (text.trim() === '')
    throw new ConfigError({
      what: 'The prompt is empty',
      next: 'Give some text; with --raw the model begins a text of its own.',
    });
  return [...(system === undefined ? [] : [{ role: 'system', content: system }]), { role: 'user', content: text }];
}

/** Nothing but the token that begins a text, as llama2.c's run.c starts without a prompt. */
function emptyPrompt({ tokenizer, facts }: LanguageModel): Prompt {
  if (tokenizer.bosTokenId !== undefined) return { tokenIds: [tokenizer.bosTokenId] };
  throw new ConfigError({
    what: 'The prompt is empty, and the model has no token that begins a text',
    where: facts.name,
    next: 'Give some text to go on from.',
  });
}

function systemError({ facts }: LanguageModel): ConfigError {
  return new ConfigError({
    what: 'The model has no chat template, so it takes no system message',
    where: `--system, ${facts.name}`,
    next: 'Put it into the prompt itself.',
  });
}

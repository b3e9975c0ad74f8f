import type { LanguageModel } from '@recyclegpt/core';
import { TokenizerError } from '@recyclegpt/spec';
import type { Call } from '../command.ts';

/** How lines of a chat are read. */
export interface ConversationMode {
  /** As plain text to write on from, without a chat template. */
  readonly isRaw: boolean;
  /** What people should know before they type. */
  readonly notes: readonly string[];
}

/**
 * Lines are questions for a model with a chat template, and plain text with `--raw`. A model without a template that was
 * named is refused; the storyteller that a command takes when none is named writes on, and it is said how to get a model
 * that answers.
 * @throws TokenizerError for a model that was named, or a system message, without a chat template.
 */
export function conversationMode(model: LanguageModel, { options, terminal }: Call): ConversationMode {
  const { raw = false, model: name, system } = options;
  if (raw || model.chatTemplate !== undefined) return { isRaw: raw, notes: [] };
  const isNamed = name !== undefined || (terminal.env['RECYCLEGPT_MODEL'] ?? '') !== '';
  if (isNamed || system !== undefined || model.facts.isSeeded) throw withoutTemplate(model);
  return { isRaw: true, notes: storytellerNotes(model) };
}

function storytellerNotes({ facts }: LanguageModel): readonly string[] {
  return [
    `${facts.name}, which comes with recyclegpt, tells stories: it knows no questions.`,
    'Begin one, such as: The little fox found a',
    'It writes on, and your next line goes on from there.',
    'For a conversation fetch a model that answers, which chat then takes by itself (98 MB):',
    '  recyclegpt pull smollm2',
  ];
}

function withoutTemplate({ facts }: LanguageModel): TokenizerError {
  return new TokenizerError({
    what: 'The model has no chat template, so it does not know questions from answers',
    where: facts.name,
    next: 'Use `recyclegpt chat --raw` to write a text with it line by line, or a model made for conversations: recyclegpt pull smollm2',
  });
}

import type { LanguageModel, Prompt } from '@recyclegpt/core';
import type { MutableState } from '@recyclegpt/spec';
import type { WriteProgress, WritePrompt, WriteRequest, WriteResult } from '../protocol/calls.ts';
import type { CallContext } from '../protocol/serve-calls.ts';
import { openScheduler, samplerOptions } from './generation-options.ts';
import { recordRound } from './record-round.ts';

interface WriteJob {
  readonly model: LanguageModel;
  /** Keeps the text. */
  readonly state: MutableState;
  readonly request: WriteRequest;
  readonly context: CallContext<WriteProgress>;
  /** Lets a request to stop in. */
  readonly breathe: () => Promise<void>;
}

/** Writes on in a text, round by round; stopped, it returns with what there is. */
export async function writeText({ model, state, request, context, breathe }: WriteJob): Promise<WriteResult> {
  const { sampler, scheduler: choice, maxTokens } = request;
  const prompt = promptOf(request.prompt, state);
  using open = openScheduler(choice);
  const generation = model.generate(prompt, {
    ...samplerOptions(sampler),
    maxTokens,
    scheduler: open.scheduler,
    state,
    signal: context.signal,
  });
  const lengthBefore = state.tokens.length;
  let isFirst = true;
  for await (const round of generation.rounds) {
    if (isFirst) context.report({ kind: 'prompt-fed', promptTokens: round.start - lengthBefore, length: round.start });
    isFirst = false;
    context.report({ kind: 'round-settled', round: recordRound(round, model.tokenizer) });
    await breathe();
  }
  const { finishReason, stats } = await generation.result;
  return { length: state.tokens.length, finishReason, stats };
}

function promptOf(prompt: WritePrompt, state: MutableState): Prompt {
  if (prompt.kind === 'chat') return prompt.messages;
  // An empty prompt goes on with the text as it is; in an empty state it is the beginning of any text.
  return prompt.text === '' && state.tokens.length > 0 ? { tokenIds: [] } : prompt.text;
}

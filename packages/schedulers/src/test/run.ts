import type { Round } from '@recyclegpt/spec';
import { type DecodeResult, decode } from '../engine/decode.ts';
import type { DecodeOptions } from '../engine/decode-options.ts';
import { autoregressive } from '../scheduling/autoregressive.ts';
import { MemoryState } from './memory-state.ts';
import { createToyModel } from './toy-model.ts';
import { toyTokenizer } from './toy-tokenizer.ts';

export const toyPrompt: readonly number[] = [3, 1, 4, 1, 5, 9, 2, 6];

export interface Outcome {
  readonly result: DecodeResult;
  readonly rounds: readonly Round[];
  readonly state: MemoryState;
}

/** Decodes to the end with the toy model, 40 tokens unless told otherwise. */
export async function run(options: Partial<DecodeOptions> = {}): Promise<Outcome> {
  const state = (options.state as MemoryState | undefined) ?? new MemoryState();
  const rounds: Round[] = [];
  const generation = decode({
    model: createToyModel(),
    tokenizer: toyTokenizer,
    promptTokens: toyPrompt,
    scheduler: autoregressive(),
    maxTokens: 40,
    stopTokens: [],
    ...options,
    state,
  });
  for (;;) {
    const step = await generation.next();
    if (step.done) return { result: step.value, rounds, state };
    rounds.push(step.value);
  }
}

/** What must be the same whatever drafted: tokens, text, reason, and the settled state. */
export function essence({ result, rounds, state }: Outcome): unknown {
  return {
    tokenIds: result.tokenIds,
    text: result.text,
    streamed: rounds.flatMap((round) => round.tokens.map((token) => token.text)).join(''),
    finishReason: result.finishReason,
    stateTokens: state.tokens,
    rows: state.rowsByOwner.get('base'),
  };
}

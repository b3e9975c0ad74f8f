import { setImmediate } from 'node:timers/promises';
import type { GenerationResult, LanguageModel, Prompt } from '@recyclegpt/core';
import type { Round } from '@recyclegpt/spec';
import { freshDraftersOption } from '../benchmark/fresh-drafters.ts';

/** The beginning of every story here. */
export const storyBeginning = 'Once upon a time, a little fox found a kite in a tall tree.';

/** A round and when it was over, in milliseconds since the first one was. */
export interface TimedRound {
  readonly round: Round;
  readonly atMs: number;
}

/** One text, written in one way. */
export interface Telling {
  readonly result: GenerationResult;
  readonly rounds: readonly TimedRound[];
}

/** The same story in both ways, as often as the other. */
export interface Tellings {
  readonly plain: readonly Telling[];
  readonly recycled: readonly Telling[];
}

export interface TellInTurnsOptions {
  readonly turns: number;
  readonly signal: AbortSignal;
  /** Told before each turn, from 1. */
  readonly onTurn: (turn: number) => void;
}

/** Greedy, as `generate` is: recycled words are most then. */
const settings = { maxTokens: 120, temperature: 0 } as const;

/**
 * Tells the story plainly and with recycled tokens, in turns; who begins changes from turn to turn.
 * @throws what generation throws, and the signal's reason
 */
export async function tellInTurns(
  model: LanguageModel,
  { turns, signal, onTurn }: TellInTurnsOptions,
): Promise<Tellings> {
  const plain: Telling[] = [];
  const recycled: Telling[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    onTurn(turn + 1);
    const ways = [
      async () => plain.push(await tell(model, 'autoregressive', signal)),
      async () => recycled.push(await tell(model, 'adaptive', signal)),
    ];
    for (const way of turn % 2 === 0 ? ways : ways.reverse()) await way();
  }
  return { plain, recycled };
}

async function tell(model: LanguageModel, scheduler: string, signal: AbortSignal): Promise<Telling> {
  // The text is written several times: nobody may know it from the turn before.
  const options = { ...settings, scheduler, signal, ...freshDraftersOption(model, scheduler) };
  const generation = model.generate(promptFor(model), options);
  const rounds: TimedRound[] = [];
  let firstMs: number | undefined;
  for await (const round of generation.rounds) {
    const nowMs = performance.now();
    firstMs ??= nowMs;
    rounds.push({ round, atMs: nowMs - firstMs });
    // Passes keep the thread busy: without a turn of the event loop Ctrl-C would not be heard.
    await setImmediate();
  }
  signal.throwIfAborted();
  return { result: await generation.result, rounds };
}

/** Models for conversations are asked for the story; others go on with it. */
function promptFor({ chatTemplate }: LanguageModel): Prompt {
  if (chatTemplate === undefined) return storyBeginning;
  return [{ role: 'user', content: `Write a short story for children. It begins: “${storyBeginning}”` }];
}

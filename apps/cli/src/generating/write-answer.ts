import { setImmediate } from 'node:timers/promises';
import type { Generation, GenerationResult } from '@recyclegpt/core';
import type { Round } from '@recyclegpt/spec';
import type { Terminal } from '../terminal/terminal.ts';

/** Shows a text while it is written. */
export interface AnswerView {
  readonly terminal: Terminal;
  /** How a round looks; `undefined` shows nothing. */
  readonly render: ((round: Round) => string) | undefined;
  /** Told of every round, whether it is shown or not. */
  readonly onRound?: (round: Round) => Promise<void>;
}

/** What was written and how. */
export interface WrittenAnswer {
  readonly result: GenerationResult;
  readonly rounds: readonly Round[];
}

/** Writes a text and shows it round by round; a line end is added if it has none. */
export async function writeAnswer(
  generation: Generation,
  { terminal, render, onRound }: AnswerView,
): Promise<WrittenAnswer> {
  const rounds: Round[] = [];
  let numShown = 0;
  try {
    for await (const round of generation.rounds) {
      rounds.push(round);
      for (const { text } of round.tokens) numShown += text.length;
      if (render !== undefined) await terminal.write(render(round));
      await onRound?.(round);
      // Passes keep the thread busy: without a turn of the event loop Ctrl-C would not be heard.
      await setImmediate();
    }
  } catch (error) {
    if (render !== undefined && numShown > 0) await terminal.line();
    throw error;
  }
  const result = await generation.result;
  const heldBack = result.text.slice(numShown);
  if (render !== undefined && !(result.text.endsWith('\n') && heldBack === '')) await terminal.write(`${heldBack}\n`);
  return { result, rounds };
}

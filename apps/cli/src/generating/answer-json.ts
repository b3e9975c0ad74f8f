import type { LanguageModel } from '@recyclegpt/core';
import type { Round } from '@recyclegpt/spec';
import type { Comparison } from './compare.ts';
import type { PromptLine } from './read-prompts.ts';
import type { WrittenAnswer } from './write-answer.ts';

/** What `generate --json` prints for one prompt. */
export interface AnswerJsonOptions {
  readonly line: PromptLine;
  readonly answer: WrittenAnswer;
  readonly hasRounds: boolean;
  readonly comparison: Comparison | undefined;
}

/** An answer as one line of JSON. */
export function answerJson(
  { facts }: LanguageModel,
  { line, answer, hasRounds, comparison }: AnswerJsonOptions,
): string {
  const { text, tokenIds, promptTokenIds, finishReason, stats } = answer.result;
  const { name, precision, backend, isSeeded } = facts;
  return JSON.stringify({
    ...(line.id === undefined ? {} : { id: line.id }),
    text,
    tokenIds,
    promptTokenIds,
    finishReason,
    stats,
    model: { name, precision, backend, isSeeded },
    ...(hasRounds ? { rounds: answer.rounds.map(roundJson) } : {}),
    ...(comparison === undefined ? {} : { comparison }),
  });
}

function roundJson({ tokens, drafted, accepted, departures, basePasses, times, reason }: Round): object {
  return { tokens, drafted, accepted, departures, basePasses, times, reason };
}

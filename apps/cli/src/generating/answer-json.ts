import type { GenerationResult, LanguageModel, ModelFacts } from '@recyclegpt/core';
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
  return JSON.stringify({
    ...resultJson(facts, line, answer.result),
    ...(hasRounds ? { rounds: answer.rounds.map(roundJson) } : {}),
    ...(comparison === undefined ? {} : { comparison }),
  });
}

/** What JSON tells of a text that was written. */
export function resultJson(facts: ModelFacts, { id }: PromptLine, result: GenerationResult): object {
  const { text, tokenIds, promptTokenIds, finishReason, stats } = result;
  return {
    ...(id === undefined ? {} : { id }),
    ...{ text, tokenIds, promptTokenIds, finishReason, stats },
    model: modelJson(facts),
  };
}

/** What JSON tells of a model beside each of its answers. */
export function modelJson({ name, precision, backend, isSeeded }: ModelFacts): object {
  return { name, precision, backend, isSeeded };
}

/** A round as JSON shows it. */
export function roundJson({ tokens, drafted, accepted, departures, basePasses, times, reason }: Round): object {
  return { tokens, drafted, accepted, departures, basePasses, times, reason };
}

import type { GenerationResult, LanguageModel } from '@recyclegpt/core';
import type { RecycleError, Round } from '@recyclegpt/spec';
import { modelJson, roundJson } from '../generating/answer-json.ts';

/** A turn that was answered. */
export interface AnsweredTurn {
  /** Its number in the conversation, from 1 on; turns that were undone do not count. */
  readonly turn: number;
  readonly question: string;
  readonly result: GenerationResult;
}

/** The line of `chat --json` for a turn that has ended. */
export function turnLine({ facts }: LanguageModel, { turn, question, result }: AnsweredTurn): string {
  const { text, tokenIds, promptTokenIds, finishReason, stats } = result;
  const about = { text, tokenIds, promptTokenIds, finishReason, stats };
  return JSON.stringify({ type: 'turn', turn, question, ...about, model: modelJson(facts) });
}

/** The line for a round of the turn that is being written. */
export function roundLine(turn: number, round: Round): string {
  return JSON.stringify({ type: 'round', turn, ...roundJson(round) });
}

/** The line for a command such as `/undo`, with what people are told. */
export function commandLine(command: string, told: string, numTurns: number): string {
  return JSON.stringify({ type: 'command', command, told, turns: numTurns });
}

/** The line for a question or command that was refused; the conversation is what it was. */
export function errorLine({ name, message }: RecycleError): string {
  return JSON.stringify({ type: 'error', name, message });
}

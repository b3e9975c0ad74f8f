import type { FinishReason, GenerationStats } from '@recyclegpt/spec';
import type { SamplerChoice } from '../protocol/calls.ts';
import type { RoundRecord, WrittenToken } from '../protocol/round-record.ts';

/** How a prompt is read: as the text itself, or as a message of a conversation. */
export type WriteMode = 'text' | 'chat';

/** Something asked and what was written then. */
export interface Turn {
  readonly mode: WriteMode;
  /** May be empty: then the text went on by itself. */
  readonly prompt: string;
  /** Tokens of the text before it. */
  readonly before: number;
  readonly sampler: SamplerChoice;
  readonly rounds: readonly RoundRecord[];
  /** Once it has ended. */
  readonly finishReason: FinishReason | undefined;
  readonly stats: GenerationStats | undefined;
}

/** A token with its place in the text and the round that brought it. */
export interface PlacedToken {
  readonly position: number;
  readonly token: WrittenToken;
  readonly round: RoundRecord;
}

/** Tokens of a turn with their places. */
function tokensOf({ rounds }: Pick<Turn, 'rounds'>): readonly PlacedToken[] {
  return rounds.flatMap((round) =>
    round.tokens.map((token, index) => ({ position: round.start + index, token, round })),
  );
}

/** The token at a place, if one was written there. */
export function tokenAt(turns: readonly Turn[], position: number): PlacedToken | undefined {
  for (const turn of turns) {
    const found = tokensOf(turn).find((placed) => placed.position === position);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The next place before or after one that has a word to show. */
export function nextPosition(turns: readonly Turn[], from: number | undefined, step: 1 | -1): number | undefined {
  const visible = turns
    .flatMap((turn) => tokensOf(turn))
    .filter(({ token }) => token.text.trim() !== '')
    .map(({ position }) => position);
  if (from === undefined) return step === 1 ? visible[0] : visible.at(-1);
  return step === 1 ? visible.find((position) => position > from) : visible.findLast((position) => position < from);
}

/** What is left of a text when it is cut after its first `length` tokens. */
export function cutAt(turns: readonly Turn[], length: number): readonly Turn[] {
  return turns
    .filter((turn, index) => turn.before < length || (index === 0 && length > 0))
    .map((turn) => ({ ...turn, rounds: turn.rounds.flatMap((round) => cutRound(round, length)) }));
}

function cutRound(round: RoundRecord, length: number): readonly RoundRecord[] {
  const numKept = length - round.start;
  if (numKept <= 0) return [];
  return [numKept >= round.tokens.length ? round : { ...round, tokens: round.tokens.slice(0, numKept) }];
}

/** Tokens that a turn has written. */
export function writtenTokens({ rounds }: Pick<Turn, 'rounds'>): number {
  return rounds.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** What a turn has written. */
export function textOf({ rounds }: Pick<Turn, 'rounds'>): string {
  return rounds.flatMap(({ tokens }) => tokens.map(({ text }) => text)).join('');
}

/** A conversation up to now, with a new message. */
export function messagesOf(turns: readonly Turn[], next: string): { role: string; content: string }[] {
  const earlier = turns.flatMap((turn) => [
    { role: 'user', content: turn.prompt },
    { role: 'assistant', content: textOf(turn) },
  ]);
  return [...earlier, { role: 'user', content: next }];
}

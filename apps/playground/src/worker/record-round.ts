import type { Round, Tokenizer } from '@recyclegpt/spec';
import type { RoundRecord } from '../protocol/round-record.ts';

/** What the page is told of a round. */
export function recordRound(round: Round, tokenizer: Pick<Tokenizer, 'decode'>): RoundRecord {
  const { index, start, tokens, drafted, draftOrigins, accepted, basePasses, departures, times, reason } = round;
  return {
    index,
    start,
    tokens: tokens.map(({ id, text, origin }) => ({ id, text, origin, isRecycled: origin !== 'base' })),
    drafted: drafted.map((id, place) => ({
      text: tokenizer.decode([id]),
      origin: draftOrigins[place] ?? 'draft',
      isKept: place < accepted,
    })),
    accepted,
    basePasses,
    departures,
    totalMs: times.totalMs,
    draftMs: times.draftMs,
    baseMs: times.baseMs,
    reason,
  };
}

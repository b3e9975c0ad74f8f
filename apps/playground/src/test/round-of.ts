import type { RoundRecord } from '../protocol/round-record.ts';

export interface RoundSketch {
  readonly index: number;
  /** Texts of its tokens; those that begin with + were recycled. */
  readonly words: readonly string[];
  readonly start?: number;
  /** Tokens that were drafted; those that were not kept were dropped. */
  readonly numDrafted?: number;
  readonly basePasses?: number;
  readonly reason?: string;
}

/** A round as the page knows it, from a few words. */
export function roundOf({
  index,
  words,
  start = 10 * index,
  numDrafted,
  basePasses = 1,
  reason = 'fixed length',
}: RoundSketch): RoundRecord {
  const tokens = words.map((word, place) => {
    const isRecycled = word.startsWith('+');
    return { id: start + place, text: word.replace('+', ''), isRecycled, origin: isRecycled ? 'recycle' : 'base' };
  });
  const kept = tokens.filter(({ isRecycled }) => isRecycled);
  const drafted = Array.from({ length: numDrafted ?? kept.length }, (_, place) => ({
    text: kept[place]?.text ?? 'no',
    origin: 'recycle',
    isKept: place < kept.length,
  }));
  const times = { totalMs: 2, draftMs: 0.5, baseMs: 1 };
  return { index, start, tokens, drafted, accepted: kept.length, basePasses, departures: 0, ...times, reason };
}

import type { RoundRecord, WrittenToken } from '../protocol/round-record.ts';

/** One pass of the model, as the eye is to see it: the tokens that it brought. */
export interface Beat {
  readonly tokens: readonly WrittenToken[];
  /** Drafted tokens that the pass refused. */
  readonly numDropped: number;
}

/**
 * A beat for each pass of the model. Reading the prompt counts as one, since it is the same for everybody; what was trusted
 * without a pass joins the beat before it; of several passes in a round the last brings the tokens.
 */
export function beatsOf(rounds: readonly RoundRecord[]): readonly Beat[] {
  const beats: Beat[] = [];
  for (const { index, tokens, drafted, accepted, basePasses } of rounds) {
    const numDropped = drafted.length - accepted;
    const last = beats.at(-1);
    if (basePasses === 0 && last !== undefined) {
      beats[beats.length - 1] = { tokens: [...last.tokens, ...tokens], numDropped: last.numDropped + numDropped };
      continue;
    }
    const numSilent = index === 0 ? 0 : Math.max(0, basePasses - 1);
    for (let i = 0; i < numSilent; i++) beats.push({ tokens: [], numDropped: 0 });
    beats.push({ tokens, numDropped });
  }
  return beats;
}

/** The text that the first `count` beats have brought. */
export function tokensUpTo(beats: readonly Beat[], count: number): readonly WrittenToken[] {
  return beats.slice(0, Math.max(0, count)).flatMap(({ tokens }) => tokens);
}

import type { RoundRecord } from '../../protocol/round-record.ts';

/** Rounds that drafts and checks are counted in: all but the one that read the prompt. */
export function decodingRounds(rounds: readonly RoundRecord[]): readonly RoundRecord[] {
  return rounds.filter(({ index, basePasses, tokens }) => index > 0 && (basePasses > 0 || tokens.length > 0));
}

/** A share of cases. */
export interface Share {
  readonly kept: number;
  readonly judged: number;
}

/** How often the i-th drafted token was kept, of those that were judged. */
export function acceptanceByPosition(rounds: readonly RoundRecord[]): readonly Share[] {
  const shares: Share[] = [];
  for (const { drafted, accepted } of decodingRounds(rounds)) {
    const judged = Math.min(drafted.length, accepted + 1);
    for (let place = 0; place < judged; place++) {
      const { kept, judged: before } = shares[place] ?? { kept: 0, judged: 0 };
      shares[place] = { kept: kept + Number(place < accepted), judged: before + 1 };
    }
  }
  return shares;
}

/** How many rounds brought 1, 2, 3 … tokens. */
export function lengthCounts(rounds: readonly RoundRecord[]): readonly number[] {
  const counts: number[] = [];
  for (const { tokens } of decodingRounds(rounds)) {
    if (tokens.length === 0) continue;
    counts[tokens.length - 1] = (counts[tokens.length - 1] ?? 0) + 1;
  }
  return Array.from(counts, (count = 0) => count);
}

/** A reason for a draft's length, and how often it was given. */
export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

/** Why drafts had their lengths, the usual reasons first. */
export function reasonCounts(rounds: readonly RoundRecord[]): readonly ReasonCount[] {
  const counts = new Map<string, number>();
  for (const { reason } of decodingRounds(rounds)) {
    const main = reason.split(';')[0] ?? reason;
    counts.set(main, (counts.get(main) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

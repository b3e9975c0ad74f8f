import type { GenerationStats } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import type { RaceResult } from '../protocol/calls.ts';
import { compareTokens } from './compare-tokens.ts';
import { proofOf, sentenceOf, verdictOf } from './verdict.ts';

function statsOf(basePasses: number, acceptance: readonly number[]): GenerationStats {
  const counts = {
    promptTokens: 4,
    reusedTokens: 0,
    newTokens: 4,
    drafted: 2,
    accepted: 1,
    departures: 0,
    unjudged: 0,
  };
  const times = { prefillMs: 1, decodeMs: 10, tokensPerSecond: 300, sessionMs: 8, outsideMs: 2 };
  const names = { scheduler: 'verified', drafters: ['recycle'], exactness: 'bitwise' } as const;
  return { ...counts, ...times, ...names, basePasses, meanAcceptedTokens: 1, acceptanceByPosition: acceptance };
}

function raceOf(changes: Partial<RaceResult> = {}): RaceResult {
  return {
    plain: { tokenIds: [1, 2, 3, 4], stats: statsOf(4, []) },
    recycled: { tokenIds: [1, 2, 3, 4], stats: statsOf(2, [0.7]) },
    turns: [
      { plain: 4, recycled: 2 },
      { plain: 4, recycled: 4 },
      { plain: 6, recycled: 4 },
    ],
    costs: { baseMs: [10, 11], draftMs: 1 },
    ...changes,
  };
}

describe('verdictOf', () => {
  it('takes medians of the turns, not of their parts', () => {
    const verdict = verdictOf(raceOf());
    expect(verdict).toMatchObject({ speedUp: 1.5, plainMs: 4, recycledMs: 4, numTurns: 3, isPointless: false });
    expect(sentenceOf(verdict)).toBe('Recycling skipped 2 of 4 passes and took 33 % less time.');
    expect(proofOf(verdict)).toBe('All 4 tokens are identical, compared one by one.');
  });

  it('says it where checking costs more than drafts can bring', () => {
    const turns = [{ plain: 4, recycled: 4.2 }];
    const verdict = verdictOf(raceOf({ turns, costs: { baseMs: [10, 18], draftMs: 1 } }));
    expect(sentenceOf(verdict)).toBe('Here, checking two tokens costs 1.8x one: recycling saves passes, not time.');
  });

  it('is honest about drafts that cost what they save', () => {
    const verdict = verdictOf(
      raceOf({ turns: [{ plain: 4, recycled: 5 }], costs: { baseMs: [1, 1.1], draftMs: 0.8 } }),
    );
    expect(sentenceOf(verdict)).toContain('saved no time: in a model this small a draft takes 0.8x a pass');
  });

  it('finds the first departure', () => {
    const recycled = { tokenIds: [1, 2, 9, 4], stats: statsOf(2, [0.7]) };
    const verdict = verdictOf(raceOf({ recycled }));
    expect(verdict.comparison).toEqual({ areIdentical: false, numShared: 2, firstDeparture: 2 });
    expect(proofOf(verdict)).toContain('The first 2 tokens are the same');
  });
});

describe('compareTokens', () => {
  it('calls a beginning another text', () => {
    expect(compareTokens([1, 2], [1, 2, 3])).toEqual({ areIdentical: false, numShared: 2, firstDeparture: 2 });
    expect(compareTokens([], [])).toEqual({ areIdentical: true, numShared: 0, firstDeparture: undefined });
  });
});

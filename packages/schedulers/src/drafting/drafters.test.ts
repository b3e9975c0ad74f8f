import type { Draft, DraftContext, Drafter, Round, RoundToken } from '@recyclegpt/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryState } from '../test/memory-state.ts';
import { guesser, randomGuesses } from '../test/toy-drafters.ts';
import { clipByConfidence } from './clip-by-confidence.ts';
import { draftersInTurn } from './drafters-in-turn.ts';
import { lookup } from './lookup.ts';
import { SuccessorRecord } from './successor-record.ts';
import { fixedSuccessors, successorTable } from './successor-table.ts';
import { SuffixIndex } from './suffix-index.ts';

function contextOf(...tokens: number[]): DraftContext {
  const state = new MemoryState();
  state.commit(tokens);
  return { state, promptLength: 0, signal: undefined };
}

function roundOf(index: number, start: number, ...ids: number[]): Round {
  const tokens = ids.map((id): RoundToken => ({ id, text: '', origin: 'base', isDeparture: false }));
  return {
    index,
    start,
    tokens,
    drafted: [],
    draftOrigins: [],
    accepted: 0,
    rejected: false,
    basePasses: 1,
    departures: 0,
    times: { totalMs: 0, draftMs: 0, baseMs: 0, sampleMs: 0 },
    reason: '',
  };
}

function expectWellFormed(draft: Draft, maxTokens: number): void {
  expect(draft.tokens.length).toBeLessThanOrEqual(maxTokens);
  expect(draft.origins).toHaveLength(draft.tokens.length);
  if (draft.confidences) expect(draft.confidences).toHaveLength(draft.tokens.length);
}

/** A table of ten tokens. */
function fixedTable(successors: Readonly<Record<number, number>>): Int32Array {
  return Int32Array.from({ length: 10 }, (_, id) => successors[id] ?? -1);
}

const drafters: Readonly<Record<string, () => Drafter>> = {
  lookup: () => lookup(),
  successors: () => successorTable({ fixed: fixedTable({ 1: 2 }) }),
  'fixed successors': () => fixedSuccessors({ table: fixedTable({ 2: 3, 3: 1 }) }),
  'in turn': () => draftersInTurn([lookup({ shortestSuffix: 2 }), successorTable()]),
  random: () => randomGuesses(4),
};

describe.each(Object.entries(drafters))('contract of %s', (_, make) => {
  it('drafts no more than asked for, names origins, and leaves the state alone', async () => {
    for (const length of [0, 1, 2, 7, 60]) {
      const drafter = make();
      const context = contextOf(1, 2, 3, 1, 2, 3, 1, 2);
      drafter.observe?.(roundOf(0, 5, 3, 1, 2));
      expectWellFormed(await drafter.draft(context, length), length);
      expect(context.state.tokens).toEqual([1, 2, 3, 1, 2, 3, 1, 2]);
    }
  });
});

describe('lookup', () => {
  it('goes by the longest suffix and its latest occurrence', async () => {
    const draft = await lookup().draft(contextOf(1, 2, 3, 7, 2, 3, 8, 4, 3, 9, 1, 2, 3), 2);
    expect(draft.tokens).toEqual([7, 2]);
    const latest = await lookup({ longestSuffix: 2 }).draft(contextOf(1, 2, 3, 7, 2, 3, 8, 4, 3, 9, 1, 2, 3), 2);
    expect(latest.tokens).toEqual([8, 4]);
    expect(latest.confidences![0]).toBeLessThan(draft.confidences![0]!);
  });

  it('goes on with repetitions beyond the end of the text', async () => {
    expect((await lookup().draft(contextOf(5, 6, 5, 6, 5), 5)).tokens).toEqual([6, 5, 6, 5, 6]);
  });

  it('proposes nothing for a new token, or below its shortest suffix', async () => {
    expect((await lookup().draft(contextOf(1, 2, 3), 5)).tokens).toEqual([]);
    expect((await lookup({ shortestSuffix: 2 }).draft(contextOf(1, 2, 9, 2), 5)).tokens).toEqual([]);
    expect(() => lookup({ shortestSuffix: 5 })).toThrow('(longestSuffix, shortestSuffix)');
  });

  it('follows rounds, rewinds and other states as a new one would', async () => {
    const used = lookup();
    const token = fc.integer({ min: 0, max: 3 });
    const step = fc.record({ rewind: fc.nat(6), tokens: fc.array(token, { maxLength: 5 }), tells: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const state = new MemoryState();
        const context = { state, promptLength: 0, signal: undefined };
        for (const [index, { rewind, tokens, tells }] of steps.entries()) {
          if (!tells) state.rewindTo(Math.max(0, state.tokens.length - rewind));
          const start = state.tokens.length;
          state.commit(tokens);
          used.observe?.(roundOf(tells && index > 0 ? index : 0, start, ...tokens));
          expect(await used.draft(context, 4)).toEqual(await lookup().draft(context, 4));
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

it('a suffix index that took tokens back equals one that never had them', () => {
  const tokens = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 30 });
  fc.assert(
    fc.property(tokens, tokens, fc.nat(30), (first, second, length) => {
      const index = new SuffixIndex([3, 2, 1]);
      index.follow(first);
      index.rewindTo(Math.min(length, first.length));
      for (const token of second) index.append(token);
      const fresh = new SuffixIndex([3, 2, 1]);
      fresh.follow([...first.slice(0, length), ...second]);
      expect(index.find()).toEqual(fresh.find());
      expect(index).toEqual(fresh);
    }),
    { seed: 1, numRuns: 500 },
  );
});

describe('successor table', () => {
  it('proposes the last successor of each token, chained', async () => {
    const table = successorTable();
    table.observe?.(roundOf(0, 3, 1, 2, 3));
    table.observe?.(roundOf(1, 6, 1, 5));
    expect((await table.draft(contextOf(9, 2), 4)).tokens).toEqual([3, 1, 5]);
  });

  it('does not join the ends of different texts', async () => {
    const table = successorTable();
    table.observe?.(roundOf(0, 3, 1, 2));
    table.observe?.(roundOf(0, 9, 7));
    expect((await table.draft(contextOf(2), 4)).tokens).toEqual([]);
  });

  it('shares what it learned without joining texts that are written at the same time', async () => {
    const record = new SuccessorRecord();
    const [a, b] = [successorTable({ record }), successorTable({ record })];
    a.observe?.(roundOf(0, 3, 1));
    b.observe?.(roundOf(0, 3, 7));
    b.observe?.(roundOf(1, 4, 8));
    a.observe?.(roundOf(1, 4, 2));
    expect((await a.draft(contextOf(7), 2)).tokens).toEqual([8]);
    expect((await b.draft(contextOf(1), 2)).tokens).toEqual([2]);
  });

  it('fixed, drafts by its table alone, and has a name of its own', async () => {
    const fixed = fixedSuccessors({ table: fixedTable({ 2: 3, 3: 1 }) });
    fixed.observe?.(roundOf(0, 0, 2, 5));
    expect(await fixed.draft(contextOf(2), 9)).toMatchObject({
      tokens: [3, 1],
      origins: ['fixed-successors', 'fixed-successors'],
    });
    expect((await fixed.draft(contextOf(50), 3)).tokens).toEqual([]);
  });

  it('puts what it learned before what is fixed, and learns nothing if told so', async () => {
    const fixed = fixedTable({ 1: 4, 4: 4 });
    const table = successorTable({ fixed });
    expect((await table.draft(contextOf(1), 3)).tokens).toEqual([4, 4, 4]);
    table.observe?.(roundOf(0, 0, 1, 6));
    expect((await table.draft(contextOf(1), 3)).tokens).toEqual([6]);
    const still = successorTable({ fixed, learns: false });
    still.observe?.(roundOf(0, 0, 1, 6));
    expect((await still.draft(contextOf(1), 1)).tokens).toEqual([4]);
  });
});

it('in turn, the first that proposes drafts, and all observe', async () => {
  const silent = guesser('silent', () => undefined);
  const table = successorTable();
  const turn = draftersInTurn([silent, table, guesser('one', () => 1)]);
  expect(turn.name).toBe('silent-else-successors-else-one');
  expect((await turn.draft(contextOf(5), 1)).origins).toEqual(['one']);
  turn.observe?.(roundOf(0, 0, 5, 6));
  expect(await turn.draft(contextOf(5), 2)).toMatchObject({ tokens: [6], origins: ['successors'] });
  expect(() => draftersInTurn([])).toThrow('(drafters)');
});

it('by confidence, a draft with distributions keeps the token that made it unlikely', () => {
  const distributions = [1, 2, 3].map(() => new Float32Array(4));
  const draft = { tokens: [1, 2, 3], origins: ['a', 'a', 'a'], confidences: [0.9, 0.3, 0.9], distributions };
  expect(clipByConfidence(draft, 0.5).tokens).toEqual([1, 2]);
  expect(clipByConfidence(draft, 0.5).distributions).toHaveLength(2);
});

it('by confidence, a draft ends before it becomes unlikely', () => {
  const draft = { tokens: [1, 2, 3], origins: ['a', 'a', 'a'], confidences: [0.9, 0.8, 0.3] };
  expect(clipByConfidence(draft, 0.5)).toEqual({ tokens: [1, 2], origins: ['a', 'a'], confidences: [0.9, 0.8] });
  expect(clipByConfidence(draft, 0.95).tokens).toEqual([]);
  expect(clipByConfidence(draft, 0)).toBe(draft);
});

import { describe, expect, it } from 'vitest';
import { roundOf } from '../test/round-of.ts';
import { cutAt, messagesOf, nextPosition, type Turn, textOf, tokenAt } from './turns.ts';

const sampler = { temperature: 0, seed: 1 };
const open = { finishReason: undefined, stats: undefined, sampler } as const;
const turns: readonly Turn[] = [
  {
    ...open,
    mode: 'text',
    prompt: 'Once',
    before: 0,
    rounds: [
      roundOf({ index: 0, start: 2, words: [' a'] }),
      roundOf({ index: 1, start: 3, words: ['+ b', ' ', ' c'] }),
    ],
  },
  { ...open, mode: 'text', prompt: 'Then', before: 6, rounds: [roundOf({ index: 0, start: 8, words: [' d'] })] },
];

describe('a text’s turns', () => {
  it('find a token by its place, and the next word', () => {
    expect(tokenAt(turns, 4)?.round.index).toBe(1);
    expect(tokenAt(turns, 6)).toBeUndefined();
    expect(nextPosition(turns, undefined, 1)).toBe(2);
    expect(nextPosition(turns, 3, 1)).toBe(5);
    expect(nextPosition(turns, 5, 1)).toBe(8);
    expect(nextPosition(turns, 8, -1)).toBe(5);
    expect(nextPosition(turns, 8, 1)).toBeUndefined();
  });

  it('are cut anywhere, in the middle of a round too', () => {
    expect(cutAt(turns, 4).map(textOf)).toEqual([' a b']);
    expect(cutAt(turns, 6).map(textOf)).toEqual([' a b  c']);
    expect(cutAt(turns, 8).map(({ prompt, rounds }) => [prompt, rounds.length])).toEqual([
      ['Once', 2],
      ['Then', 0],
    ]);
    expect(cutAt(turns, 0)).toEqual([]);
  });

  it('read as a conversation', () => {
    expect(messagesOf(turns, 'Now?').map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'user: Once',
      'assistant:  a b  c',
      'user: Then',
      'assistant:  d',
      'user: Now?',
    ]);
  });
});

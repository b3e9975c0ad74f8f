import { describe, expect, it } from 'vitest';
import { roundOf } from '../test/round-of.ts';
import { beatsOf, tokensUpTo } from './beats.ts';

describe('beatsOf', () => {
  it('makes a beat of each pass, the prompt counting as one', () => {
    const beats = beatsOf([
      roundOf({ index: 0, words: ['a'], basePasses: 3 }),
      roundOf({ index: 1, words: ['b', '+c'], numDrafted: 2 }),
      roundOf({ index: 2, words: ['d'] }),
    ]);
    expect(beats.map(({ tokens }) => tokens.map(({ text }) => text).join(''))).toEqual(['a', 'bc', 'd']);
    expect(beats.map(({ numDropped }) => numDropped)).toEqual([0, 1, 0]);
  });

  it('puts trusted tokens into the beat before them, and waits out passes that bring nothing', () => {
    const beats = beatsOf([
      roundOf({ index: 0, words: ['a'] }),
      roundOf({ index: 1, words: ['+b'], basePasses: 0 }),
      roundOf({ index: 2, words: ['c'], basePasses: 2 }),
    ]);
    expect(beats.map(({ tokens }) => tokens.map(({ text }) => text).join(''))).toEqual(['ab', '', 'c']);
  });

  it('shows the tokens up to a beat', () => {
    const beats = beatsOf([roundOf({ index: 0, words: ['a'] }), roundOf({ index: 1, words: ['b', '+c'] })]);
    expect(tokensUpTo(beats, 0)).toEqual([]);
    expect(tokensUpTo(beats, 9).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });
});

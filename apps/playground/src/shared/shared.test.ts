import { describe, expect, it } from 'vitest';
import { FrameBuffer } from './frame-buffer.ts';
import { Moderator, pauseMs } from './moderator.ts';
import { runsOf } from './token-text.tsx';

describe('FrameBuffer', () => {
  it('hands on once a picture what came before it', () => {
    const frames: (() => void)[] = [];
    const taken: (readonly number[])[] = [];
    const buffer = new FrameBuffer<number>(
      (items) => taken.push(items),
      (work) => frames.push(work),
    );
    buffer.add(1);
    buffer.add(2);
    expect([taken.length, frames.length]).toEqual([0, 1]);
    frames[0]?.();
    buffer.add(3);
    buffer.flush();
    frames[1]?.();
    expect(taken).toEqual([[1, 2], [3]]);
  });
});

describe('Moderator', () => {
  it('says whole sentences, with pauses, and the rest at the end', () => {
    const said: string[] = [];
    let nowMs = 0;
    const moderator = new Moderator(
      (text) => said.push(text),
      () => nowMs,
    );
    moderator.add('The fox');
    moderator.add(' ran. The bird');
    moderator.add(' sang. And');
    expect(said).toEqual(['The fox ran.']);
    nowMs += pauseMs;
    moderator.add(' then');
    expect(said).toEqual(['The fox ran.', 'The bird sang.']);
    moderator.end('12 tokens.');
    expect(said.at(-1)).toBe('And then 12 tokens.');
  });
});

describe('runsOf', () => {
  it('lets a mark run through neighbours', () => {
    const token = (text: string, isRecycled: boolean) => ({ text, isRecycled });
    expect(runsOf([token('a', false), token('b', true), token('c', true), token('d', false)])).toEqual([
      token('a', false),
      token('bc', true),
      token('d', false),
    ]);
  });

  it('leaves white space at the ends of a mark outside', () => {
    const token = (text: string, isRecycled: boolean) => ({ text, isRecycled });
    expect(runsOf([token('a', false), token(' b', true), token(' c\n', true)])).toEqual([
      token('a', false),
      token(' ', false),
      token('b c', true),
      token('\n', false),
    ]);
    expect(runsOf([token(' ', true), token('', true)])).toEqual([token(' ', false)]);
  });
});

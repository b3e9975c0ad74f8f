import { describe, expect, it } from 'vitest';
import { cutDocuments } from './cut-documents.ts';

describe('cutDocuments', () => {
  it('goes by marks, else by blank lines', () => {
    const marked = Array.from({ length: 30 }, (_, i) => `Text ${i}.\n\nStill ${i}.`).join('\n<|endoftext|>\n');
    expect(cutDocuments([marked])).toHaveLength(30);
    const blank = Array.from({ length: 30 }, (_, i) => `Text ${i}.`).join('\n\n');
    expect(cutDocuments([blank])).toHaveLength(30);
  });

  it('cuts a long text without either at ends of sentences, and loses no word', () => {
    const text = Array.from({ length: 400 }, (_, i) => `This is sentence number ${i}.`).join(' ');
    const pieces = cutDocuments([text]);
    expect(pieces.length).toBeGreaterThan(10);
    expect(pieces.every((piece) => piece.endsWith('.'))).toBe(true);
    expect(pieces.join(' ')).toBe(text);
  });

  it('finds nothing in nothing', () => {
    expect(cutDocuments(['', ' \n\n '])).toEqual([]);
  });
});

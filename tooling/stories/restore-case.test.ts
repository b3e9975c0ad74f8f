import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanText } from './restore/clean-text.ts';
import { measureCase } from './restore/measure-case.ts';
import { restoreStories, restoreStory } from './restore-case.ts';

const folder = join(import.meta.dirname, '../../../shared/data/text/tinystories_sample');
const none: ReadonlySet<string> = new Set();

describe('restoreStory', () => {
  it.for([
    [
      'sentences, quotations and I',
      'tom ran. he fell! "ouch," said tom. "i\'m hurt and i\'ll cry."',
      'Tom ran. He fell! "Ouch," said Tom. "I\'m hurt and I\'ll cry."',
    ],
    ['speech that goes on', '"come here," she said, "and look at lily."', '"Come here," she said, "and look at Lily."'],
    [
      'who asked after a question',
      '"what is it?" asked ben. "is it big?" the girl asked.',
      '"What is it?" asked Ben. "Is it big?" the girl asked.',
    ],
    [
      'a new sentence after a quotation',
      '"look!" the fish said, "i can swim."',
      '"Look!" The fish said, "I can swim."',
    ],
    [
      'family as a name and as a word',
      'mom smiled. her mom and dad laughed. "yes, dad," she said to the mom.',
      'Mom smiled. Her mom and dad laughed. "Yes, Dad," she said to the mom.',
    ],
    [
      'titles, days and holidays',
      'on monday mr. brown and mrs. lee had a christmas tree.',
      'On Monday Mr. Brown and Mrs. Lee had a Christmas tree.',
    ],
  ])('%s', ([, lower, expected]) => {
    expect(restoreStory([lower as string], none)).toBe(expected);
  });

  it('takes a doubtful word for a name only where the story uses it as one', () => {
    const named = restoreStory(['there was a dog named spot. spot saw a red spot on a leaf.'], none);
    expect(named).toBe('There was a dog named Spot. Spot saw a red spot on a leaf.');
    expect(restoreStory(['she found a nice spot under the tree. it was a sunny day.'], none)).toBe(
      'She found a nice spot under the tree. It was a sunny day.',
    );
    expect(restoreStory(['once there was a girl called sunny. sunny was happy.'], none)).toBe(
      'Once there was a girl called Sunny. Sunny was happy.',
    );
  });
});

describe('restoreStories', () => {
  const long = (start: string) => `${start} ${'they played with a ball in the park. '.repeat(8).trim()}`;

  it('repairs wrongly decoded punctuation', () => {
    expect(cleanText('he said, â€œitâ€™s me!â€ and left')).toBe('he said, "it\'s me!" and left');
    expect(cleanText('he ranâ€“fast')).toBe('he ran - fast');
    expect(cleanText('she said â€œhiâ€.')).toBe('she said "hi."');
    expect(cleanText('a dayâ€¦ and a night')).toBe('a day... and a night');
  });

  it('separates stories, drops cut and equal ones, and counts them', () => {
    const first = long('once upon a time there was a girl named lily.');
    const second = long('one day, tom went out.');
    const cut = `${long('once there was a cat.')} then the cat`;
    const { stories, summary } = restoreStories([first, second, first, cut].join('\n'));
    expect(summary).toEqual({ found: 4, kept: 2, broken: 1, duplicates: 1 });
    expect(stories[0]).toMatch(/^Once upon a time there was a girl named Lily\. They/);
    expect(stories[1]).toMatch(/^One day, Tom went out\./);
  });

  it('keeps the paragraphs of a story together', () => {
    const { stories } = restoreStories(`${long('once upon a time there was a boy.')}\n\n${long('he was happy.')}`);
    expect(stories).toHaveLength(1);
    expect(stories[0]).toContain('\n\nHe was happy.');
  });

  it('gives more than 99.5 % of the words of a cased sample their case', { timeout: 120_000 }, ({ skip }) => {
    skip(!existsSync(folder), `${folder} is not here: it has the stories in both cases`);
    const { stories, summary } = restoreStories(readFileSync(join(folder, 'tinystories_4MB.txt'), 'utf8'));
    const { words, right } = measureCase(stories, readFileSync(join(folder, 'tinystories.txt'), 'utf8'));
    expect(summary.kept).toBeGreaterThan(4500);
    expect(words).toBeGreaterThan(30_000);
    expect(right / words).toBeGreaterThan(0.995);
  });
});

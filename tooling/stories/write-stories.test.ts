import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from './grammar/random.ts';
import { allPlots } from './plots/all-plots.ts';
import { storyStatistics } from './story-statistics.ts';
import { boys, girls, petNamesHer, petNamesHim } from './words/names.ts';
import { stories, wordLimits, writeStory } from './write-stories.ts';

const count = 2000;
const names = new Set([...girls, ...boys, ...petNamesHer, ...petNamesHim]);

/** Stories of which `isBad` is true, at most five of them, each with what it has found. */
function offenders(texts: readonly string[], find: (text: string) => string | undefined): readonly string[] {
  return texts.flatMap((text) => find(text) ?? []).slice(0, 5);
}

const around = (text: string, pattern: RegExp): string | undefined => {
  const match = pattern.exec(text);
  return match === null ? undefined : text.slice(Math.max(0, match.index - 40), match.index + 60);
};

describe('stories', () => {
  let texts: readonly string[] = [];
  beforeAll(() => {
    texts = [...stories({ seed: 7, count })];
  });

  it('are the same for the same seed and others for another', () => {
    const [first, again, other] = [5, 5, 6].map((seed) => [...stories({ seed, count: 80 })]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('are all different and come from every plot', () => {
    expect(new Set(texts).size).toBe(count);
    expect(allPlots.length).toBeGreaterThanOrEqual(60);
    expect(new Set(allPlots.map(({ id }) => id)).size).toBe(allPlots.length);
  });

  it('keep the limits of length', () => {
    const lengths = texts.map((text) => text.split(/\s+/).length);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(wordLimits.min);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(wordLimits.max);
  });

  it('leave no slot, sign of the grammar, double space or strange character', () => {
    expect(offenders(texts, (text) => around(text, /[{}[\]|¶~+%#@_]|undefined| {2}|[^\n -~]| \n|\n /))).toEqual([]);
  });

  it('end every paragraph with punctuation and begin it with a capital', () => {
    const paragraphs = texts.flatMap((text) => text.split('\n\n'));
    expect(paragraphs.filter((text) => !/^"?[A-Z].*[.!?]"?$/s.test(text)).slice(0, 5)).toEqual([]);
  });

  it('begin sentences with a capital and have no punctuation out of place', () => {
    expect(offenders(texts, (text) => around(text, /[.!?] [a-z]|\." [a-z]| [.,!?]|[.,!?]"?[.,!?]/))).toEqual([]);
  });

  it('close all quotations within their paragraph', () => {
    const paragraphs = texts.flatMap((text) => text.split('\n\n'));
    expect(paragraphs.filter((text) => (text.match(/"/g) ?? []).length % 2 === 1).slice(0, 5)).toEqual([]);
  });

  it('use a and an as they sound', () => {
    expect(
      offenders(texts, (text) => around(text, /\b[Aa] [aeio]|\b[Aa] u(?!ni|se)|\b[Aa]n (?!hour|honest)[^aeiou]/)),
    ).toEqual([]);
  });

  it('say no sentence and no word twice in a row', () => {
    const twice = (text: string) => {
      const sentences = text.match(/[^.!?]+[.!?]/g) ?? [];
      return sentences.find((sentence, i) => sentence.length > 24 && sentence.trim() === sentences[i + 1]?.trim());
    };
    expect(offenders(texts, twice)).toEqual([]);
    expect(offenders(texts, (text) => around(text, /\b(?!her\b)(\w{2,}) \1\b/))).toEqual([]);
  });

  it('call somebody by one name all the time: a name is introduced once', () => {
    const twice = (text: string) => {
      const introduced = [...text.matchAll(/(?<=[a-z]) (?:named|called|name was) ([A-Z][a-z]+)/g)].map(
        ([, name]) => name ?? '',
      );
      return introduced.find((name, i) => introduced.indexOf(name) !== i);
    };
    expect(offenders(texts, twice)).toEqual([]);
    const unknown = (text: string) =>
      [...text.matchAll(/\b(?:named|name was) ([A-Z][a-z]+)/g)].find(([, name]) => !names.has(name ?? ''))?.[0];
    expect(offenders(texts, unknown)).toEqual([]);
  });

  it('never speak of more names than the story has people with names', () => {
    for (const plot of allPlots) {
      const text = writeStory(plot, createRandom(3));
      const found = new Set(
        (text.match(/\b[A-Z][a-z]+\b/g) ?? []).filter(
          (word) => names.has(word) && !/^(April|May|June|August|Sunny|Star|Moss|Will|Mark|Maple|Summer)$/.test(word),
        ),
      );
      expect([plot.id, found.size <= 1 + Object.keys(plot.cast ?? {}).length]).toEqual([plot.id, true]);
    }
  });

  it('are varied', () => {
    const { distinctShare, vocabulary } = storyStatistics(texts);
    expect(distinctShare).toBeGreaterThan(0.3);
    expect(vocabulary).toBeGreaterThan(2500);
  });

  it('refuse a count that is no whole number', () => {
    expect(() => [...stories({ seed: 1, count: 1.5 })]).toThrow(/whole number of stories: got 1.5/);
  });
});

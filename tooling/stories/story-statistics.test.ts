import { expect, it } from 'vitest';
import { storyStatistics } from './story-statistics.ts';

it('counts words, vocabulary and distinct 4-grams', () => {
  // Twice the same five tokens: two 4-grams each, two of them different.
  const { words, vocabulary, distinctShare, wordsPerStory } = storyStatistics([
    'The fox ran home.',
    'the fox ran home.',
  ]);
  expect({ words, vocabulary, distinctShare, wordsPerStory }).toEqual({
    words: 8,
    vocabulary: 4,
    distinctShare: 0.5,
    wordsPerStory: [4, 4, 4],
  });
});

it('looks at no more tokens than asked for', () => {
  const texts = ['one two three four five six', 'seven eight nine ten eleven twelve'];
  expect(storyStatistics(texts, 6)).toMatchObject({ vocabulary: 6, distinctShare: 1 });
});

/** How varied a collection of stories is. */
export interface StoryStatistics {
  readonly words: number;
  /** How many different words there are, in lower case. */
  readonly vocabulary: number;
  /** Different sequences of four words and punctuation marks, divided by all of them. */
  readonly distinctShare: number;
  /** Fewest, median and most words of a story. */
  readonly wordsPerStory: readonly [least: number, median: number, most: number];
}

const tokensOf = (story: string): readonly string[] => story.toLowerCase().match(/[a-z']+|[^\sa-z']/g) ?? [];

/** Counts words, vocabulary and distinct 4-grams of `stories`, of the first `maxTokens` words and marks only if given. */
export function storyStatistics(stories: readonly string[], maxTokens = Number.POSITIVE_INFINITY): StoryStatistics {
  const vocabulary = new Set<string>();
  const grams = new Set<string>();
  const lengths: number[] = [];
  let [total, words] = [0, 0];
  for (const story of stories) {
    const tokens = tokensOf(story).slice(0, maxTokens - total - 3 * lengths.length);
    if (tokens.length < 4) break;
    for (const token of tokens) if (/[a-z]/.test(token)) vocabulary.add(token);
    for (let i = 0; i + 4 <= tokens.length; i += 1) grams.add(tokens.slice(i, i + 4).join(' '));
    total += tokens.length - 3;
    lengths.push(story.split(/\s+/).length);
    words += lengths.at(-1) as number;
  }
  lengths.sort((a, b) => a - b);
  const at = (share: number) => lengths[Math.floor(share * (lengths.length - 1))] ?? 0;
  return {
    words,
    vocabulary: vocabulary.size,
    distinctShare: total === 0 ? 0 : grams.size / total,
    wordsPerStory: [at(0), at(0.5), at(1)],
  };
}

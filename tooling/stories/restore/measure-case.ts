import { cleanText } from './clean-text.ts';

/** How many words of restored text have the case they had, and the commonest mistakes. */
export interface CaseReport {
  readonly words: number;
  readonly right: number;
  /** `expected after the two words before it`, commonest first. */
  readonly mistakes: readonly string[];
}

/**
 * Compares `restored` paragraphs with those of `cased`, the same text in its original case, paragraph by paragraph:
 * paragraphs are matched by their lower-cased text, and those that occur in one of them only are left out.
 */
export function measureCase(restored: readonly string[], cased: string): CaseReport {
  const truth = new Map(
    cleanText(cased)
      .split('\n')
      .map((line) => [line.trim().toLowerCase(), line.trim()] as const),
  );
  let [words, right] = [0, 0];
  const mistakes: string[] = [];
  for (const paragraph of restored.flatMap((story) => story.split('\n\n'))) {
    const expected = truth.get(paragraph.toLowerCase());
    if (expected === undefined || paragraph === '') continue;
    truth.delete(paragraph.toLowerCase());
    const [got, want] = [paragraph.split(/\s+/), expected.split(/\s+/)];
    words += want.length;
    for (const [i, word] of want.entries()) {
      if (word === got[i]) right += 1;
      else
        mistakes.push(`${want.slice(Math.max(0, i - 4), i).join(' ')} [${word}] ${want.slice(i + 1, i + 5).join(' ')}`);
    }
  }
  return { words, right, mistakes };
}

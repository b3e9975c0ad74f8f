import { cleanText } from './restore/clean-text.ts';
import { restoreParagraph } from './restore/restore-paragraph.ts';
import { splitStories } from './restore/split-stories.ts';
import { introducedNames, storyNames } from './restore/story-names.ts';

/** What became of the stories of a file. */
export interface RestoreSummary {
  readonly found: number;
  readonly kept: number;
  /** Stories that end in the middle of a sentence, are too short, or have characters no English story has. */
  readonly broken: number;
  readonly duplicates: number;
}

/** Stories with their capitals, paragraphs separated by an empty line, and what was left out. */
export interface RestoredStories {
  readonly stories: readonly string[];
  readonly summary: RestoreSummary;
}

const minWords = 40;

/** Whether a story is whole: long enough, plain characters, quotations closed, and an end of a sentence at its end. */
function isWhole(story: string): boolean {
  if ((story.match(/\S+/g) ?? []).length < minWords) return false;
  if (/[^\n -~]/.test(story)) return false;
  return /[.!?]["')]?$/.test(story) && (story.match(/"/g) ?? []).length % 2 === 0;
}

/**
 * Restores the capitals of lower-cased TinyStories, drops broken stories and all but the first of equal ones.
 * `text` is the file as it is: paragraphs separated by an empty line, stories by a line end.
 */
export function restoreStories(text: string): RestoredStories {
  const cleaned = cleanText(text);
  const known = introducedNames(cleaned);
  const seen = new Set<string>();
  const found = splitStories(cleaned);
  let broken = 0;
  for (const paragraphs of found) {
    const story = restoreStory(paragraphs, known);
    if (isWhole(story)) seen.add(story);
    else broken += 1;
  }
  const kept = seen.size;
  return {
    stories: [...seen],
    summary: { found: found.length, kept, broken, duplicates: found.length - broken - kept },
  };
}

/** Restores the capitals of one story; `known` are the names that its file introduces. */
export function restoreStory(paragraphs: readonly string[], known: ReadonlySet<string>): string {
  const names = storyNames(paragraphs.join('\n'), known);
  return paragraphs.map((paragraph) => restoreParagraph(paragraph, names)).join('\n\n');
}

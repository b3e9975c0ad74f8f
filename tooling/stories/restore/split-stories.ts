import { plainNames } from './name-words.ts';

/** First words with which a story begins far more often than a paragraph inside one. */
const opening =
  /^(once\b|one (day|morning|night|sunny|time|evening|afternoon|summer|winter|rainy|hot|cold|special|warm|beautiful)\b|there (was|were|once|lived)\b|long ago|in a (small|big|little|land|far|faraway|forest|house|town|village)|it was a .*\bday\b|a long time ago|a little (boy|girl) )/;

/** First words with which a paragraph goes on with what was told before. */
const continuation =
  /^("|')|^(he|she|they|it|his|her|their|but|and|so|then|suddenly|from (that|then)|after|finally|the end|later|when|soon|first|next|as|at|together|that|this|moral|just|everyone|all|eventually|with|now|both|instead|inside|again|well)\b/;

const namesOf = (text: string): ReadonlySet<string> =>
  new Set((text.match(/[a-z]+/g) ?? []).filter((word) => plainNames.has(word)));

/** Whether `paragraph`, which follows `story` with no empty line between, begins another story. */
function beginsStory(paragraph: string, story: readonly string[], spaced: boolean): boolean {
  const last = story.at(-1) ?? '';
  if (continuation.test(paragraph)) return false;
  if (spaced && !last.endsWith(' ')) return true;
  if (opening.test(paragraph)) return story.length > 1 || last.length > 200 || !/^one day/.test(paragraph);
  if (last.endsWith(' ') && !/\b(end|after)[.!] *$/.test(last)) return false;
  const known = namesOf(story.join(' '));
  return ![...namesOf(paragraph.split(/[.!?]/, 1)[0] ?? '')].some((name) => known.has(name));
}

/**
 * Cuts the lower-cased file into stories, each a list of paragraphs. The file separates paragraphs by an empty line and
 * stories by nothing but the line end, which some stories use between their own paragraphs too: there the first words,
 * a space left at the end of the line, and names that both sides share decide.
 */
export function splitStories(text: string): readonly (readonly string[])[] {
  const stories: string[][] = [[]];
  let gap = true;
  // Whether the story has kept its paragraphs apart by empty lines: then a line end without one is its end.
  let spaced = false;
  for (const line of text.split('\n')) {
    const paragraph = line.trim();
    if (paragraph === '') {
      gap = true;
      continue;
    }
    const current = stories.at(-1) as string[];
    const begins: boolean = gap ? /^once upon a time\b/.test(paragraph) : beginsStory(paragraph, current, spaced);
    const apart: boolean = current.length > 0 && begins;
    spaced = !apart && (spaced || (gap && current.length > 0));
    if (apart) stories.push([line.trimStart()]);
    else current.push(line.trimStart());
    gap = false;
  }
  return stories.map((story) => story.map((paragraph) => paragraph.trim())).filter((story) => story.length > 0);
}

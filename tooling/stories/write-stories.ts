import { isOutdoors, planStory } from './grammar/plan-story.ts';
import type { Plot } from './grammar/plot.ts';
import { polish } from './grammar/polish.ts';
import { createRandom, type Random } from './grammar/random.ts';
import { reword } from './grammar/reword.ts';
import { StoryText } from './grammar/story-text.ts';
import { allPlots } from './plots/all-plots.ts';

/** Which stories to write. */
export interface WriteOptions {
  /** An integer; equal seeds give equal stories. */
  readonly seed: number;
  readonly count: number;
  /** Plots to choose from; all when absent. */
  readonly plots?: readonly Plot[];
}

/** Stories of fewer or more words than these are thrown away and written anew. */
export const wordLimits = { min: 70, max: 250 } as const;

const maxAttempts = 40;

/** Whether a template speaks of the hero before it speaks of anybody else, so that a story can begin with it. */
function beginsWithHero(template: string, { cast }: Plot): boolean {
  const at = template.indexOf('{hero}');
  return at >= 0 && !Object.keys(cast ?? {}).some((role) => template.slice(0, at).includes(`{${role}`));
}

/** One story as text, paragraphs separated by an empty line. */
export function writeStory(plot: Plot, random: Random): string {
  const story = planStory(plot, random);
  const text = new StoryText(random, story);
  const hasDetails = isOutdoors(plot);
  const detail = (bank: string, chance: number) => {
    if (random.chance(chance)) text.writeOneOf(story.banks[bank] as readonly string[]);
  };
  const isCold =
    plot.beats[0]?.some((variant) => beginsWithHero(variant, plot)) === true && random.chance(plot.cold ?? 0.3);
  if (!isCold) {
    const bank = story.cast['hero']?.name === undefined ? 'introNameless' : 'intro';
    text.writeOneOf(story.banks[bank] as readonly string[]);
    if (hasDetails) detail('own', 0.75);
    text.write('¶');
  }
  const [first = [], ...rest] = plot.beats;
  text.writeOneOf(isCold ? first.filter((variant) => beginsWithHero(variant, plot)) : first);
  for (const [i, beat] of rest.entries()) {
    if (i === rest.length - 1 && hasDetails) detail('after', 0.45);
    text.writeOneOf(beat);
  }
  return reword(polish(text.text), random);
}

const countWords = (story: string): number => story.split(/\s+/).length;

/** Whether a sentence of some length stands twice in a story. */
function repeats(story: string): boolean {
  const sentences = (story.match(/[^.!?]+[.!?]/g) ?? [])
    .map((sentence) => sentence.trim())
    .filter((s) => s.length > 24);
  return new Set(sentences).size < sentences.length;
}

/**
 * Writes `count` different stories, the same ones for the same seed. Every plot has its turn before one comes again.
 * @throws RangeError for a count that is no whole number, and where the grammar cannot give that many stories.
 */
export function* stories({ seed, count, plots = allPlots }: WriteOptions): Generator<string> {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`count is a whole number of stories: got ${count}`);
  const seen = new Set<string>();
  let turn: Plot[] = [];
  for (let i = 0; i < count; i += 1) {
    if (turn.length === 0) turn = createRandom(seed, 2 * i + 1).shuffle(plots);
    const story = writeNew(turn.pop() as Plot, createRandom(seed, 2 * i), seen);
    seen.add(story);
    yield story;
  }
}

function writeNew(plot: Plot, random: Random, seen: ReadonlySet<string>): string {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const story = writeStory(plot, random);
    const words = countWords(story);
    if (words >= wordLimits.min && words <= wordLimits.max && !seen.has(story) && !repeats(story)) return story;
  }
  throw new RangeError(
    `the plot ${plot.id} gave no new story of ${wordLimits.min} to ${wordLimits.max} words in ${maxAttempts} attempts`,
  );
}

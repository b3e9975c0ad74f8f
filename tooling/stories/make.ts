import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { restoreStories } from './restore-case.ts';
import { storyStatistics } from './story-statistics.ts';
import { stories } from './write-stories.ts';

/** What stands on a line of its own between two stories. */
const separator = '<|endoftext|>';

const usage = 'usage: make.ts --out FOLDER [--count 20000] [--seed 1] [--source FILE]';
const defaultSource = join(import.meta.dirname, '../../../shared/data/text/tinystories_sample/tinystories_4MB.txt');

/** Writes a file whole or not at all. */
function writeWhole(path: string, texts: readonly string[]): void {
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, texts.map((text) => `${text}\n${separator}\n`).join(''));
  renameSync(unfinished, path);
}

const integer = (name: string, text: string): number => {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} is a whole number: got "${text}"; ${usage}`);
  return Number(text);
};

function report(name: string, texts: readonly string[]): void {
  const { words, vocabulary, distinctShare, wordsPerStory } = storyStatistics(texts);
  const [least, median, most] = wordsPerStory;
  console.log(
    `${name}: ${texts.length} stories, ${words} words, vocabulary ${vocabulary}, ${least} to ${most} words each (median ${median}), ` +
      `${(100 * distinctShare).toFixed(1)} % of 4-grams distinct`,
  );
}

function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      count: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
      source: { type: 'string', default: defaultSource },
    },
  });
  if (values.out === undefined) throw new RangeError(`--out is missing: it names the folder to write to; ${usage}`);
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const restored = restoreStories(readFileSync(values.source, 'utf8'));
  const written = [...stories({ seed: integer('seed', values.seed), count: integer('count', values.count) })];
  writeWhole(join(out, 'tinystories.txt'), restored.stories);
  writeWhole(join(out, 'written.txt'), written);
  const { found, broken, duplicates } = restored.summary;
  console.log(`${out}: of ${found} TinyStories, ${broken} broken and ${duplicates} duplicates are left out`);
  report('tinystories.txt', restored.stories);
  report('written.txt', written);
}

main();

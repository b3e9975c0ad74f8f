import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../lib/environment.mjs';
import { readJson } from '../read-json.ts';
import type { TrainingFacts } from '../training-facts.ts';
import { modelCard } from './model-card.ts';
import type { PaperResults } from './paper-results.ts';
import { shapeOf } from './shape-of.ts';

/** Makes the README of a storyteller's package from figures in files: its own, those of `pnpm bench paper`, its ten stories. */
export function writeCard(folder: string): void {
  const name = basename(folder);
  const results = join(root, 'docs', 'results', 'paper.json');
  const stories = join(root, 'docs', 'stories', `${name}.md`);
  const card = modelCard({
    facts: readJson(join(folder, 'training.json')) as TrainingFacts,
    shape: shapeOf(folder),
    results: existsSync(results) ? (readJson(results) as PaperResults) : {},
    stories: existsSync(stories) ? readFileSync(stories, 'utf8') : undefined,
  });
  writeFileSync(join(folder, 'README.md'), card);
}

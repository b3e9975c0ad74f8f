// Makes a package of a trained storyteller, or its card anew: see the usage below.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCard } from './card/write-card.ts';
import { exportPackage } from './export-package.ts';
import { readJson } from './read-json.ts';
import { sliceHead } from './slice-head.ts';
import type { TrainingFacts } from './training-facts.ts';

const usage = [
  'usage: export.ts NAME [--run FOLDER --stories FOLDER [--copies 3] [--note TEXT] [--draft-vocab N]] [--models FOLDER]',
  '  --run      folder of `recyclegpt train`: its model and figures become the package models/NAME; without it only the card',
  '             is made anew, from the figures that are in the package and in docs/results',
  '  --stories  folder that make.ts wrote, from which the run’s data came',
  '  --copies   how often tinystories.txt is in the data',
  '  --draft-vocab  tokens that the module can draft, the most frequent ones, with those rows of the base’s head',
  '  --note     what the run’s own command does not tell, for the card',
].join('\n');

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      run: { type: 'string' },
      stories: { type: 'string' },
      copies: { type: 'string', default: '3' },
      note: { type: 'string' },
      'draft-vocab': { type: 'string' },
      models: { type: 'string', default: join(import.meta.dirname, '..', '..', 'models') },
    },
  });
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) throw new RangeError(usage);
  const folder = join(resolve(values.models), name);
  if (values.run !== undefined) {
    const copies = Number(values.copies);
    if (values.stories === undefined || !Number.isInteger(copies) || copies < 1) throw new RangeError(usage);
    exportPackage({
      name,
      folder,
      run: resolve(values.run),
      stories: resolve(values.stories),
      copies,
      note: values.note,
    });
    await slice(folder, values['draft-vocab'], resolve(values.stories));
  } else if (!existsSync(join(folder, 'training.json'))) throw new RangeError(`There is no ${folder}; ${usage}`);
  writeCard(folder);
  console.log(`${folder}: written`);
}

/** With `--draft-vocab` the module's head gets shorter. */
async function slice(folder: string, given: string | undefined, stories: string): Promise<void> {
  if (given === undefined) return;
  const draftVocab = Number(given);
  if (!Number.isInteger(draftVocab) || draftVocab < 1) throw new RangeError(usage);
  const { sources } = readJson(join(folder, 'training.json')) as TrainingFacts;
  const share = await sliceHead({ folder, stories, sources, draftVocab });
  console.log(`${(100 * share).toFixed(1)} % of the stories' tokens can be drafted`);
}

await main();

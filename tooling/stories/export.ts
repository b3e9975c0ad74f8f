// Makes a package of a trained storyteller, or its card anew: see the usage below.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCard } from './card/write-card.ts';
import { exportPackage } from './export-package.ts';

const usage = [
  'usage: export.ts NAME [--run FOLDER --stories FOLDER [--copies 3] [--note TEXT]] [--models FOLDER]',
  '  --run      folder of `recyclegpt train`: its model and figures become the package models/NAME; without it only the card',
  '             is made anew, from the figures that are in the package and in docs/results',
  '  --stories  folder that make.ts wrote, from which the run’s data came',
  '  --copies   how often tinystories.txt is in the data',
  '  --note     what the run’s own command does not tell, for the card',
].join('\n');

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      run: { type: 'string' },
      stories: { type: 'string' },
      copies: { type: 'string', default: '3' },
      note: { type: 'string' },
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
  } else if (!existsSync(join(folder, 'training.json'))) throw new RangeError(`There is no ${folder}; ${usage}`);
  writeCard(folder);
  console.log(`${folder}: written`);
}

main();

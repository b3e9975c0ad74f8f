import { removeCached } from '@recyclegpt/hub/node';
import { ConfigError, FileError } from '@recyclegpt/spec';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';

/** `recyclegpt remove` */
export const remove: Command = {
  name: 'remove',
  usage: 'NAME [options]',
  about: [
    'Deletes a model from the cache, unfinished downloads of it included; other tools that share the cache lose it too.',
    'Models in folders of your own are never touched.',
  ],
  options: ['json', ...commonOptions],
  maxWords: 1,
  examples: [
    ['remove smollm2', 'delete it'],
    ['remove organisation/name@main', 'a whole revision; `recyclegpt list` shows the names'],
  ],
  run: runRemove,
};

async function runRemove({ words, options, terminal }: Call): Promise<void> {
  const [name] = words;
  if (name === undefined)
    throw new ConfigError({
      what: 'There is no model to remove',
      expected: 'recyclegpt remove NAME; `recyclegpt list` shows the names',
    });
  const wasThere = await removeCached(name, { env: terminal.env });
  if (!wasThere)
    throw new FileError({
      what: 'This model is not in the cache',
      where: name,
      next: '`recyclegpt list` shows what is.',
    });
  await terminal.line(options.json === true ? JSON.stringify({ removed: name }) : `Removed ${name}.`);
}

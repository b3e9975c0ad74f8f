import { join } from 'node:path';
import { cacheFolder, folderStorage, listCached } from '@recyclegpt/hub/node';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { formatBytes, plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';

/** `recyclegpt list` */
export const list: Command = {
  name: 'list',
  usage: '[options]',
  about: [
    'Shows what `recyclegpt pull` has brought, unfinished downloads included, and the weights prepared for quick starts.',
  ],
  options: ['json', ...commonOptions],
  maxWords: 0,
  examples: [
    ['list', 'names and sizes'],
    ['list --json', 'with files and hashes'],
  ],
  run: runList,
};

async function runList({ terminal, options }: Call): Promise<void> {
  const { env } = terminal;
  const models = await listCached({ env });
  const preparedBytes = await sizeOfPrepared(join(cacheFolder(env), 'prepared'));
  if (options.json === true)
    return await terminal.line(JSON.stringify({ folder: cacheFolder(env), models, preparedBytes }));
  if (models.length === 0) await terminal.line('No downloaded models. `recyclegpt pull smollm2` fetches a small one.');
  const rows = models.map(({ model, sizeBytes, partialBytes, files }) => [
    model,
    formatBytes(sizeBytes),
    plural(Object.keys(files).length, 'file') +
      (partialBytes > 0 ? `, ${formatBytes(partialBytes)} of an unfinished download` : ''),
  ]);
  for (const line of tableLines(rows, [1])) await terminal.line(line);
  if (preparedBytes > 0)
    await terminal.line(
      `\nPrepared weights: ${formatBytes(preparedBytes)} in ${join(cacheFolder(env), 'prepared')} (made again when missing)`,
    );
}

async function sizeOfPrepared(folder: string): Promise<number> {
  const storage = folderStorage(folder);
  let bytes = 0;
  for (const name of await storage.list('')) {
    using source = await storage.open(name);
    bytes += source?.sizeBytes ?? 0;
  }
  return bytes;
}

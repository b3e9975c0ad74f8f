import { join } from 'node:path';
import { type CachedModel, cacheFolder, folderStorage, hubCacheFolder, listCached } from '@recyclegpt/hub/node';
import { commonOptions } from '../arguments/option-definitions.ts';
import type { Call, Command } from '../command.ts';
import { formatBytes, plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';

/** `recyclegpt list` */
export const list: Command = {
  name: 'list',
  usage: '[options]',
  about: [
    'Shows what `recyclegpt pull` and other tools of the hub have brought, unfinished downloads included, and the weights',
    'prepared for quick starts. A dash stands for what is there and no model that can be run, or not as a whole.',
  ],
  options: ['json', ...commonOptions],
  maxWords: 0,
  examples: [
    ['list', 'names, formats and sizes'],
    ['list --json', 'with files and hashes'],
  ],
  run: runList,
};

async function runList({ terminal, options }: Call): Promise<void> {
  const { env } = terminal;
  const models = await listCached({ env });
  const prepared = join(cacheFolder(env), 'prepared');
  const preparedBytes = await sizeOfPrepared(prepared);
  const folders = { folder: cacheFolder(env), hubFolder: hubCacheFolder(env) };
  if (options.json === true) return await terminal.line(JSON.stringify({ ...folders, models, preparedBytes }));
  if (models.length === 0) await terminal.line('No downloaded models. `recyclegpt pull smollm2` fetches a small one.');
  for (const line of tableLines(models.map(rowOf), [2])) await terminal.line(line);
  if (preparedBytes > 0)
    await terminal.line(`\nPrepared weights: ${formatBytes(preparedBytes)} in ${prepared} (made again when missing)`);
}

function rowOf({ model, format, sizeBytes, partialBytes, files, problem }: CachedModel): readonly string[] {
  const unfinished = partialBytes > 0 ? `, ${formatBytes(partialBytes)} of an unfinished download` : '';
  const contents = problem ?? plural(Object.keys(files).length, 'file') + unfinished;
  return [model, format ?? '-', formatBytes(sizeBytes), contents];
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

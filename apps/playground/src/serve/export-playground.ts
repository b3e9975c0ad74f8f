import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { builtPage } from './built-page.ts';
import type { ServePlaygroundOptions } from './serve-playground.ts';
import { openSite } from './site.ts';

export interface ExportPlaygroundOptions extends Omit<ServePlaygroundOptions, 'port'> {
  /** Where the site goes: a new or empty folder. */
  readonly folder: string;
}

/** What was written. */
export interface ExportedPlayground {
  readonly numFiles: number;
  readonly sizeBytes: number;
}

/**
 * Writes the playground as a folder that any web server can serve, at any path: the page with runtime and model beside it.
 * Where that server sends no headers for threads, the page isolates itself by the service worker in the folder.
 * @throws FileError if the folder holds something already, or the page is not there
 */
export async function exportPlayground(options: ExportPlaygroundOptions): Promise<ExportedPlayground> {
  const { folder, modelFolder, onNotice } = options;
  if (existsSync(folder) && (await readdir(folder)).length > 0) {
    const next = 'Name a new folder, or empty this one.';
    throw new FileError({ what: 'The folder holds something already', where: folder, expected: 'an empty one', next });
  }
  const site = await openSite({ pageFolder: options.pageFolder ?? (await builtPage(onNotice)), modelFolder });
  let sizeBytes = 0;
  for (const [address, file] of site) {
    const path = join(folder, address);
    await mkdir(dirname(path), { recursive: true });
    if (file.kind === 'file') await copyFile(file.path, path);
    else await writeFile(path, file.text);
    sizeBytes += file.kind === 'file' ? file.sizeBytes : Buffer.byteLength(file.text);
  }
  return { numFiles: site.size, sizeBytes };
}

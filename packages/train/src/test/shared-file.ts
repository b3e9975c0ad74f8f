import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../../shared/', import.meta.url));

/** Whether the folder with models and golden values lies beside the repository. */
export const hasShared = existsSync(folder);

/** What a suite that needs the folder is called. */
export function sharedTitle(title: string): string {
  return hasShared ? title : `${title} (left out: ${folder} is missing)`;
}

/** Path of a file in ../shared. A missing file is an error where the folder is there. */
export function sharedFile(path: string): string {
  const file = folder + path;
  if (!existsSync(file)) throw new Error(`${file} is missing, though ${folder} is there.`);
  return file;
}

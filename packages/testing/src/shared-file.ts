// biome-ignore-start lint/correctness/noNodejsModules: tests ask it for files of the disk; nothing else imports it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// biome-ignore-end lint/correctness/noNodejsModules: as above.

/** Beside the checkout, whether this is read as source or built. */
const folder = fileURLToPath(new URL('../../../../shared/', import.meta.url));

/** Whether the folder with models and golden values lies beside the repository. */
export const hasShared = existsSync(folder);

/** What a suite that needs the folder is called: a suite that is left out says so, and why. */
export function sharedTitle(title: string): string {
  return hasShared ? title : `${title} (left out: ${folder} is missing)`;
}

/** Path of a file in ../shared. @throws Error if the folder is there and the file is missing. */
export function sharedFile(path: string): string {
  const file = folder + path;
  if (!existsSync(file)) throw new Error(`${file} is missing, though ${folder} is there.`);
  return file;
}

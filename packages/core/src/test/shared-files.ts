import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileSource } from '@recyclegpt/hub/node';
import type { TestContext } from 'vitest';
import { type OpenedModel, openModel } from '../open-model.ts';

const folder = fileURLToPath(new URL('../../../../../shared/', import.meta.url));

/** Whether the folder with models and golden values lies beside the repository. */
export const hasShared = existsSync(folder);

/** Skips a test, in words, where the folder is not there. */
export function needsShared({ skip }: TestContext): void {
  skip(!hasShared, `${folder} is not here: it has the models and golden values`);
}

/** Path of a file in ../shared. A missing file is an error where the folder is there. */
function sharedFile(path: string): string {
  const file = join(folder, path);
  if (!existsSync(file)) throw new Error(`${file} is missing, though ${folder} is there.`);
  return file;
}

/** A JSON file of ../shared. */
export function sharedJson<T>(path: string): T {
  return JSON.parse(readFileSync(sharedFile(path), 'utf8')) as T;
}

/** Opens a model of ../shared from its files, the main one first. */
export async function openShared(format: 'gguf' | 'llama2c', paths: readonly string[]): Promise<OpenedModel> {
  const files = paths.map(sharedFile);
  const place = dirname(files[0] ?? '');
  return await openModel({
    format,
    name: paths[0] ?? '',
    files: files.map((file) => basename(file)),
    open: (file) => fileSource(join(place, file)),
  });
}

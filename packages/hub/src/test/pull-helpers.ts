import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { PullOptions } from '../node/pull-options.ts';
import { testBytes } from './test-bytes.ts';

/** A small file of text. */
export const small = new TextEncoder().encode('{"hidden_size": 8}');

/** A model in safetensors, with what else such repositories hold. */
export const safetensorsFiles = {
  'README.md': small,
  'config.json': small,
  'tokenizer.json': testBytes(3000),
  'model.safetensors.index.json': small,
  'model-00001-of-00002.safetensors': testBytes(50_000, 2),
  'model-00002-of-00002.safetensors': testBytes(60_000, 3),
  'pytorch_model.bin': testBytes(50_000, 4),
};

/** A `fetch` where none is expected. */
export function refuseFetch(): Promise<Response> {
  throw new Error('no request was expected');
}

/** Options of a pull from a hub of this machine into a folder. */
export function optionsFor(origin: string, folder: string, more: Partial<PullOptions> = {}): PullOptions {
  return { env: { HF_ENDPOINT: `${origin}/`, HF_HOME: folder, RECYCLEGPT_CACHE: join(folder, 'own') }, ...more };
}

/** Every path below a folder, links with what they stand for. */
export async function treeOf(folder: string, prefix = ''): Promise<readonly string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const names = entries.map(async (entry) => {
    const path = join(prefix, entry.name);
    if (entry.isSymbolicLink()) return [`${path} -> ${await readlink(join(folder, path))}`];
    return entry.isDirectory() ? await treeOf(folder, path) : [path];
  });
  return (await Promise.all(names)).flat().sort();
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** The model that the page comes with. */
export interface EmbeddedModel {
  readonly name: string;
  readonly files: readonly EmbeddedFile[];
}

export interface EmbeddedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What a folder of a model may hold that the page reads. */
const wanted = /^(config\.json|tokenizer\.json|tokenizer_config\.json|.*\.safetensors|.*\.gguf|.*\.bin)$/;

/** Packages with storytellers, the best first. */
const storytellers = ['@recyclegpt/model-storyteller-medium', '@recyclegpt/model-storyteller-small'] as const;

/** Folder of the storyteller that is installed; `undefined` without any. */
export function storytellerFolder(): string | undefined {
  return storytellers.map(folderOf).find((folder) => folder !== undefined);
}

function folderOf(name: string): string | undefined {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return existsSync(join(folder, 'model.safetensors')) ? folder : undefined;
  } catch {
    // It is not installed, which is no fault: the next one may be.
    return undefined;
  }
}

/** The files of a model's folder that the page reads, with their hashes; `undefined` if there are none. */
export async function describeModel(folder: string): Promise<EmbeddedModel | undefined> {
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => wanted.test(name)).sort() : [];
  if (names.length === 0) return undefined;
  const files = await Promise.all(names.map((name) => describeFile(folder, name)));
  return { name: await nameOf(folder), files };
}

async function describeFile(folder: string, name: string): Promise<EmbeddedFile> {
  const bytes = await readFile(join(folder, name));
  return { name, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** That of its package without what all packages of models share, else the folder's. */
async function nameOf(folder: string): Promise<string> {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return basename(folder);
  const manifest: unknown = JSON.parse(await readFile(path, 'utf8'));
  const isNamed = typeof manifest === 'object' && manifest !== null && 'name' in manifest;
  return isNamed ? String(manifest.name).replace(/^@recyclegpt\/model-/, '') : basename(folder);
}

import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { describeModel, storytellerFolder } from './embedded-model.ts';

/** A file of the site: on the disk, or made for it. */
export type SiteFile =
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number; readonly modifiedMs: number }
  | { readonly kind: 'text'; readonly text: string };

/** Every file of the playground by its address: relative, with forward slashes. */
export type Site = ReadonlyMap<string, SiteFile>;

export interface SiteParts {
  /** The built page; without it the site has only what packages bring. */
  readonly pageFolder?: string | undefined;
  /** The model that the page comes with. Default: the storyteller that is installed. */
  readonly modelFolder?: string | undefined;
}

/** The runtime's files that the page may ask for; a device takes one of them. */
const runtimeFiles = [
  'ort-wasm-simd-threaded.wasm',
  'ort-wasm-simd-threaded.jspi.wasm',
  'ort-wasm-simd-threaded.asyncify.wasm',
] as const;

/**
 * The files of the playground, wherever they lie: the page itself, the runtime (`runtime/`) in the package onnxruntime-web, the
 * model (`model/`, described by `model/index.json`) in a package of its own.
 * @throws FileError if the page or the runtime is not there
 */
export async function openSite({ pageFolder, modelFolder = storytellerFolder() }: SiteParts = {}): Promise<Site> {
  return new Map([
    ...(pageFolder === undefined ? [] : await pageEntries(pageFolder)),
    ...(await runtimeEntries()),
    ...(await modelEntries(modelFolder)),
  ]);
}

type Entry = readonly [address: string, file: SiteFile];

async function pageEntries(folder: string): Promise<readonly Entry[]> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new FileError({
      what: 'There is no built page',
      where: folder,
      expected: 'index.html in it',
      next: 'In a checkout: `npm run playground` builds it. Else install @recyclegpt/playground again.',
    });
  }
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const addressOf = (path: string): string => relative(folder, path).split(sep).join('/');
  return await Promise.all(paths.map(async (path): Promise<Entry> => [addressOf(path), await fileAt(path)]));
}

async function runtimeEntries(): Promise<readonly Entry[]> {
  const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  return await Promise.all(
    runtimeFiles.map(async (name): Promise<Entry> => [`runtime/${name}`, await fileAt(join(folder, name))]),
  );
}

async function modelEntries(folder: string | undefined): Promise<readonly Entry[]> {
  const model = folder === undefined ? undefined : await describeModel(folder);
  const index: Entry = ['model/index.json', { kind: 'text', text: `${JSON.stringify(model ?? null)}\n` }];
  if (folder === undefined || model === undefined) return [index];
  const files = model.files.map(
    async ({ name }): Promise<Entry> => [`model/${name}`, await fileAt(join(folder, name))],
  );
  return [index, ...(await Promise.all(files))];
}

async function fileAt(path: string): Promise<SiteFile> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { kind: 'file', path, sizeBytes: size, modifiedMs: mtimeMs };
  } catch (cause) {
    const next = 'Install @recyclegpt/playground again, with what it depends on.';
    throw new FileError({ what: 'A file of the playground is missing', where: path, next, cause });
  }
}

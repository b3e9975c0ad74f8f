import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { cacheFolder, type Environment, hubCacheFolder } from '@recyclegpt/hub/node';

/** How files of recycle modules are called. */
const recycleFile = /(?:^|\.)recycle\.safetensors$/i;
/** Packages that bring modules, below `node_modules/@recyclegpt`. */
const modelPackage = /^model-/;

export interface RecycleFilesOptions {
  /** The folder that the model's files lie in. */
  readonly modelFolder: string;
  readonly env: Environment;
  /** Folders whose `node_modules`, and those of the folders above, are looked through for packages with models. */
  readonly packageRoots: readonly string[];
}

/**
 * Files that may hold a module for a model, the nearest first: `*.recycle.safetensors` beside the model, in the folders of
 * `RECYCLEGPT_MODELS`, in the cache of models, and in installed packages `@recyclegpt/model-*`. Nothing is opened.
 */
export async function recycleFiles({
  modelFolder,
  env,
  packageRoots,
}: RecycleFilesOptions): Promise<readonly string[]> {
  const roots = (env['RECYCLEGPT_MODELS'] ?? '').split(delimiter).filter((root) => root !== '');
  const found = [
    ...(await filesBelow(modelFolder, 1)),
    ...(await Promise.all(roots.map((root) => filesBelow(resolve(root), 3)))).flat(),
    ...(await filesBelow(join(cacheFolder(env), 'models'), 3)),
    ...(await filesInHub(hubCacheFolder(env))),
    ...(await Promise.all(packageRoots.flatMap(foldersUpwards).map(filesInPackages))).flat(),
  ];
  return [...new Set(found)];
}

/** A folder and all above it. */
function foldersUpwards(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUpwards(above)];
}

async function filesInPackages(folder: string): Promise<readonly string[]> {
  const scope = join(folder, 'node_modules', '@recyclegpt');
  const packages = (await entriesOf(scope)).filter(({ name }) => modelPackage.test(name));
  return (await Promise.all(packages.map(({ name }) => filesBelow(join(scope, name), 2)))).flat();
}

/** Repositories of the hub's cache: files lie in `models--ORG--NAME/snapshots/COMMIT`. */
async function filesInHub(root: string): Promise<readonly string[]> {
  const models = (await entriesOf(root)).filter((entry) => entry.isDirectory() && entry.name.startsWith('models--'));
  return (await Promise.all(models.map(({ name }) => filesBelow(join(root, name, 'snapshots'), 3)))).flat();
}

async function filesBelow(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const files = entries.filter((entry) => !entry.isDirectory() && recycleFile.test(entry.name));
  const folders = depth > 1 ? entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules') : [];
  const below = await Promise.all(folders.map(({ name }) => filesBelow(join(folder, name), depth - 1)));
  return [...files.map(({ name }) => join(folder, name)), ...below.flat()];
}

/** What lies in a folder, sorted; nothing where it cannot be read: these are places to look at, not to rely on. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@recyclegpt/spec';
import { aliases } from '../aliases.ts';
import { type ModelName, parseModelName } from '../model-name.ts';
import { cacheFolder, type Environment } from './cache-folder.ts';
import { cachePath, manifestName, type RemoteModel, remoteModel } from './cache-layout.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { fileSize } from './file-size.ts';
import { FolderLock } from './folder-lock.ts';
import { type Manifest, type ManifestFile, readManifest, writeManifest } from './manifest.ts';
import { type ModelFiles, modelOfFile, modelsAmong } from './model-files.ts';
import { scanFolder } from './scan-folder.ts';

/** Where the cache is. */
export interface CacheOptions {
  /** Defaults to `cacheFolder(env)`. */
  readonly cacheFolder?: string | undefined;
  /** Defaults to `process.env`. */
  readonly env?: Environment | undefined;
}

/** One folder of the cache. */
export interface CachedModel {
  /** Such as `organisation/name@revision`. */
  readonly model: string;
  /** Full path. */
  readonly folder: string;
  /** Verified files by their path inside the folder. */
  readonly files: Readonly<Record<string, ManifestFile>>;
  readonly sizeBytes: number;
  /** Bytes of downloads that have not ended; pulling the same again goes on with them. */
  readonly partialBytes: number;
  readonly commit: string | undefined;
}

/** The folder of the cache that options name. */
export function cacheRoot({ cacheFolder: folder, env = process.env }: CacheOptions): string {
  return folder ?? cacheFolder(env);
}

/** A model that was pulled as asked for; `undefined` if it was not, or if files of it were removed or cut since. */
export async function findCached(root: string, remote: RemoteModel): Promise<ModelFiles | undefined> {
  const folder = cachePath(root, remote.folder);
  const manifest = await readManifest(folder);
  const wanted = remote.file === undefined ? manifest?.whole : [remote.file];
  if (manifest === undefined || wanted === undefined) return undefined;
  const paths: string[] = [];
  for (const file of wanted) {
    const path = cachePath(folder, file);
    const known = Object.hasOwn(manifest.files, file) ? manifest.files[file] : undefined;
    if (known === undefined || (await fileSize(path)) !== known.sizeBytes) return undefined;
    if (remote.sha256 !== undefined && known.sha256 !== remote.sha256) return undefined;
    paths.push(path);
  }
  const [first] = paths;
  return remote.file !== undefined && first !== undefined ? modelOfFile(first, paths) : modelsAmong(paths)[0];
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileErrorOf(error, 'The cache cannot be listed', path);
  }
}

async function partialBytes(folder: string): Promise<number> {
  const { folders } = await scanFolder(folder, 3);
  let total = 0;
  for (const file of folders.flatMap(({ files }) => files)) {
    if (file.endsWith('.part')) total += (await fileSize(file)) ?? 0;
  }
  return total;
}

async function cachedModel(folder: string, fallbackName: string): Promise<CachedModel | undefined> {
  const manifest = await readManifest(folder);
  const partial = await partialBytes(folder);
  if (manifest === undefined && partial === 0) return undefined;
  const files = manifest?.files ?? {};
  const sizeBytes = Object.values(files).reduce((sum, file) => sum + file.sizeBytes, 0);
  const model = manifest?.model ?? fallbackName;
  return { model, folder, files, sizeBytes, partialBytes: partial, commit: manifest?.commit };
}

/** What is in the cache, sorted by folder, unfinished downloads included. An absent cache is an empty one. */
export async function listCached(options: CacheOptions = {}): Promise<readonly CachedModel[]> {
  const root = join(cacheRoot(options), 'models');
  const found: CachedModel[] = [];
  for (const model of await foldersIn(root)) {
    for (const revision of await foldersIn(join(root, model))) {
      const name = `${model.replace('--', '/')}@${revision}`;
      const cached = await cachedModel(join(root, model, revision), name);
      if (cached !== undefined) found.push(cached);
    }
  }
  return found;
}

/** How a name is told in messages when it cannot be downloaded. */
export function notRemoteError(name: ModelName, known: string): ConfigError {
  if (name.kind === 'path') {
    return new ConfigError({
      what: 'A path is not downloaded',
      where: name.path,
      next: 'Use the file as it is, or give an alias, organisation/name or an http(s) address.',
    });
  }
  return new ConfigError({
    what: 'There is no such alias',
    where: 'model name',
    got: JSON.stringify(name.kind === 'alias' ? name.name : name),
    expected: `one of: ${known}`,
    next: 'Models of the Hugging Face hub are written organisation/name[@revision][:file].',
  });
}

/**
 * Removes a model from the cache, with what an unfinished download of it left: one file if the name has a file
 * (as an alias does), the whole revision otherwise. Waits for a pull of the same model that is under way.
 * @returns whether there was something to remove.
 * @throws ConfigError if the name is a path or no alias; FileError if something cannot be removed.
 */
export async function removeCached(name: string | ModelName, options: CacheOptions = {}): Promise<boolean> {
  const parsed = typeof name === 'string' ? parseModelName(name) : name;
  const remote = remoteModel(parsed);
  if (remote === undefined) throw notRemoteError(parsed, Object.keys(aliases).join(', '));
  const folder = cachePath(cacheRoot(options), remote.folder);
  if ((await fileSize(folder)) === undefined) return false;
  await using lock = await FolderLock.acquire(`${folder}.lock`);
  void lock;
  try {
    return remote.file === undefined ? await removeFolder(folder) : await removeFile(folder, remote.file);
  } catch (error) {
    throw fileErrorOf(error, 'The model cannot be removed from the cache', folder);
  }
}

async function removeFolder(folder: string): Promise<boolean> {
  await rm(folder, { recursive: true, force: true });
  return true;
}

async function removeFile(folder: string, file: string): Promise<boolean> {
  const manifest = await readManifest(folder);
  const path = cachePath(folder, file);
  const isThere = [await fileSize(path), await fileSize(`${path}.part`)].some((size) => size !== undefined);
  // The list goes first: what it names must be there.
  if (manifest !== undefined) await forget(folder, manifest, file);
  for (const ending of ['', '.part', '.part.json']) await rm(`${path}${ending}`, { force: true });
  const rest = (await scanFolder(folder, 3)).folders.flatMap(({ files }) => files);
  if (rest.length === 0) await rm(folder, { recursive: true, force: true });
  return isThere;
}

async function forget(folder: string, manifest: Manifest, file: string): Promise<void> {
  const files = Object.fromEntries(Object.entries(manifest.files).filter(([path]) => path !== file));
  const whole = manifest.whole?.includes(file) ? undefined : manifest.whole;
  if (Object.keys(files).length > 0) await writeManifest(folder, { ...manifest, files, whole });
  else await rm(join(folder, manifestName), { force: true });
}

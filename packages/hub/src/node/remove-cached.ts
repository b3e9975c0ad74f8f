import { readdir, readlink, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ModelName, parseModelName } from '../model-name.ts';
import {
  type CacheOptions,
  cachePath,
  cacheRoot,
  type HubModel,
  hubRoot,
  manifestName,
  remoteModel,
  type UrlModel,
} from './cache-layout.ts';
import { errorCode, fileErrorOf, isMissing } from './file-errors.ts';
import { fileSize } from './file-size.ts';
import { findCached } from './find-cached.ts';
import { FolderLock } from './folder-lock.ts';
import { HubRepository } from './hub-repository.ts';
import { insideFolder } from './inside-folder.ts';
import { foldersIn, refsOf } from './list-cached.ts';
import { readManifest, withoutFile, writeManifest } from './manifest.ts';
import { notRemoteError } from './pull.ts';
import { urlFolder } from './pull-url.ts';

/**
 * Removes a model from the cache, with what an unfinished download of it left: one file if the name has a file (as an
 * alias does), the whole revision otherwise; contents that other revisions use stay. Waits for a pull of the same model
 * that is under way. Other tools that share the cache lose the model as well.
 * @returns whether there was something to remove.
 * @throws ConfigError if the name is a path or no alias; FileError if something cannot be removed.
 */
export async function removeCached(name: string | ModelName, options: CacheOptions = {}): Promise<boolean> {
  const parsed = typeof name === 'string' ? parseModelName(name) : name;
  const remote = remoteModel(parsed);
  if (remote === undefined) throw notRemoteError(parsed);
  return remote.kind === 'url' ? await removeAddress(remote, options) : await removeFromHub(remote, options);
}

async function removeAddress(model: UrlModel, options: CacheOptions): Promise<boolean> {
  const folder = urlFolder(model, options);
  await insideFolder(cacheRoot(options), folder);
  if ((await fileSize(folder)) === undefined) return false;
  await using lock = await FolderLock.acquire(`${folder}.lock`);
  void lock;
  const path = cachePath(folder, model.file);
  const files = [path, `${path}.part`, cachePath(folder, manifestName)];
  const isThere = (await Promise.all(files.map(fileSize))).some((size) => size !== undefined);
  await removeAll(folder);
  return isThere;
}

async function removeFromHub(model: HubModel, options: CacheOptions): Promise<boolean> {
  const repository = new HubRepository(hubRoot(options), model);
  await repository.assertContained();
  if ((await fileSize(repository.folder)) === undefined) return false;
  await using lock = await FolderLock.acquire(repository.lockPath);
  void lock;
  const commit = await repository.commitOf(model.revision);
  const hasParts = await removeParts(repository, model);
  const isThere = commit !== undefined && (await removeSnapshotFiles({ repository, commit, model, options }));
  if ((await foldersIn(repository.snapshots)).length === 0 && (await isEmpty(repository.parts)))
    await removeAll(repository.folder);
  return isThere || hasParts;
}

/** What an unfinished download left: that of the named content if it is known, all of the repository otherwise. */
async function removeParts(repository: HubRepository, { known }: HubModel): Promise<boolean> {
  const parts = (await namesIn(repository.parts)).filter(
    (name) => known === undefined || name.startsWith(known.sha256),
  );
  for (const name of parts) await removeAll(join(repository.parts, name));
  return parts.some((name) => name.endsWith('.part'));
}

interface SnapshotRemoval {
  readonly repository: HubRepository;
  readonly commit: string;
  readonly model: HubModel;
  readonly options: CacheOptions;
}

async function removeSnapshotFiles({ repository, commit, model, options }: SnapshotRemoval): Promise<boolean> {
  const snapshot = repository.snapshot(commit);
  const before = await linkedBlobs(snapshot);
  if (model.file === undefined) {
    const isThere = (await fileSize(snapshot)) !== undefined;
    await removeRevision(repository, commit);
    await removeUnused(repository, before);
    return isThere;
  }
  const found = await findCached({ ...model, known: undefined }, options);
  const [file] = found?.files ?? [];
  if (file === undefined) return false;
  await forget(repository, commit, file.slice(snapshot.length + 1).replaceAll('\\', '/'));
  await removeAll(file);
  if (await isEmpty(snapshot)) await removeRevision(repository, commit);
  await removeUnused(repository, before);
  return true;
}

/** The list goes first: what it names must be there. */
async function forget(repository: HubRepository, commit: string, path: string): Promise<void> {
  const manifest = await readManifest(repository.manifest(commit));
  if (manifest !== undefined) await writeManifest(repository.manifest(commit), withoutFile(manifest, path));
}

async function removeRevision(repository: HubRepository, commit: string): Promise<void> {
  for (const ref of await refsOf(repository))
    if (ref.commit === commit) await removeAll(join(repository.refs, ...ref.revision.split('/')));
  await removeAll(repository.manifest(commit));
  await removeAll(repository.snapshot(commit));
}

/** Removes those contents that no snapshot names any more. */
async function removeUnused(repository: HubRepository, blobs: ReadonlySet<string>): Promise<void> {
  const used = await linkedBlobs(repository.snapshots);
  for (const blob of blobs) if (!used.has(blob)) await removeAll(join(repository.blobs, blob));
}

/** Names of the contents that the links below a folder stand for. */
async function linkedBlobs(folder: string): Promise<ReadonlySet<string>> {
  const blobs = new Set<string>();
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const target = await targetOf(path);
    if (target === undefined) for (const blob of await linkedBlobs(path)) blobs.add(blob);
    else if (basename(dirname(target)) === 'blobs') blobs.add(basename(target));
  }
  return blobs;
}

/** What a link stands for, as it is written; `undefined` for what is no link. */
async function targetOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'EINVAL' || errorCode(error) === 'UNKNOWN') return undefined;
    throw fileErrorOf(error, 'The cache cannot be read', path);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileErrorOf(error, 'The cache cannot be read', folder);
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await namesIn(folder)).length === 0;
}

async function removeAll(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    throw fileErrorOf(error, 'The model cannot be removed from the cache', path);
  }
}

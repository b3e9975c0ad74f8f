import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { chooseFiles, type FileChoice } from '../repository/choose-files.ts';
import type { RepositoryFile } from '../repository/repository-file.ts';
import { type CacheOptions, cacheRoot, hubRoot, manifestName } from './cache-layout.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { keptRanges } from './file-range-sink.ts';
import { HubRepository } from './hub-repository.ts';
import { fileIn, readManifest } from './manifest.ts';
import { scanFolder } from './scan-folder.ts';
import { snapshotFiles } from './snapshot-files.ts';

/** One file of the cache. */
export interface CachedFile {
  readonly sizeBytes: number;
  /** What it must hash to, as far as that is known. */
  readonly sha256?: string | undefined;
}

/** One state of a model in the cache. */
export interface CachedModel {
  /** Such as `organisation/name@revision`. */
  readonly model: string;
  /** Full path. */
  readonly folder: string;
  /** What it is for this program; `undefined` for what it cannot read, or what is not whole. */
  readonly format: FileChoice['format'] | undefined;
  /** By path inside the folder. */
  readonly files: Readonly<Record<string, CachedFile>>;
  /** What several states of a repository share counts for each. */
  readonly sizeBytes: number;
  /** Bytes of downloads that have not ended; pulling the same again goes on with them. */
  readonly partialBytes: number;
  readonly commit: string | undefined;
  /** Why it cannot be used. */
  readonly problem: string | undefined;
}

/** Names of the folders in a folder, sorted; none if it is not there. */
export async function foldersIn(path: string): Promise<readonly string[]> {
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

/** What is in the cache, unfinished downloads and what other tools brought included. An absent cache is an empty one. */
export async function listCached(options: CacheOptions = {}): Promise<readonly CachedModel[]> {
  return [...(await listHub(hubRoot(options))), ...(await listAddresses(join(cacheRoot(options), 'models')))];
}

async function listHub(root: string): Promise<readonly CachedModel[]> {
  const found: CachedModel[] = [];
  for (const folder of await foldersIn(root)) {
    const [, organisation, name] = /^models--(.+?)--(.+)$/.exec(folder) ?? [];
    if (organisation === undefined || name === undefined) continue;
    found.push(...(await listRepository(new HubRepository(root, { organisation, name }), `${organisation}/${name}`)));
  }
  return found;
}

async function listRepository(repository: HubRepository, name: string): Promise<readonly CachedModel[]> {
  const refs = await refsOf(repository);
  const partial = await partialBytes(repository.parts);
  const commits = await foldersIn(repository.snapshots);
  const found: CachedModel[] = [];
  for (const commit of commits) {
    const revision = refs.find((ref) => ref.commit === commit)?.revision ?? commit;
    const partialHere = commit === commits[0] ? partial : 0;
    found.push(await listSnapshot(repository, { commit, model: `${name}@${revision}`, partialBytes: partialHere }));
  }
  if (commits.length > 0 || partial === 0) return found;
  const nothing = { format: undefined, files: {}, sizeBytes: 0, commit: undefined, problem: undefined };
  return [{ ...nothing, model: name, folder: repository.folder, partialBytes: partial }];
}

async function listSnapshot(
  repository: HubRepository,
  about: { readonly commit: string; readonly model: string; readonly partialBytes: number },
): Promise<CachedModel> {
  const { commit, model } = about;
  const fixed = { ...about, folder: repository.snapshot(commit) };
  try {
    const manifest = await readManifest(repository.manifest(commit));
    const found = await snapshotFiles(repository, commit);
    const fileOf = ({ path, sizeBytes = 0, hash }: RepositoryFile): readonly [string, CachedFile] => {
      const linked = hash?.kind === 'sha256' ? hash.hex : undefined;
      return [path, { sizeBytes, sha256: fileIn(manifest, path)?.sha256 ?? linked }];
    };
    const files = Object.fromEntries(found.map(fileOf));
    const whole = manifest?.whole;
    const among = whole === undefined ? found : found.filter(({ path }) => whole.includes(path));
    return { ...fixed, format: formatAmong(among, model), files, sizeBytes: sum(files), problem: undefined };
  } catch (error) {
    if (!FileError.isInstance(error)) throw error;
    return { ...fixed, format: undefined, files: {}, sizeBytes: 0, problem: error.message };
  }
}

function formatAmong(files: readonly RepositoryFile[], label: string): CachedModel['format'] {
  try {
    return chooseFiles(files, label, undefined).format;
  } catch {
    // Several models count as their kind; what is no model has none. Nothing is chosen here, so no error is lost.
    return files.some(({ path }) => /\.gguf$/i.test(path)) ? 'gguf' : undefined;
  }
}

function sum(files: Readonly<Record<string, CachedFile>>): number {
  return Object.values(files).reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
}

/** Revisions that are noted, with the commits that they stand for. */
export async function refsOf(
  repository: HubRepository,
): Promise<readonly { readonly revision: string; readonly commit: string }[]> {
  const { folders } = await scanFolder(repository.refs, 5);
  const refs: { revision: string; commit: string }[] = [];
  for (const file of folders.flatMap(({ files }) => files)) {
    const revision = relative(repository.refs, file).split(sep).join('/');
    const commit = await repository.commitOf(revision);
    if (commit !== undefined) refs.push({ revision, commit });
  }
  return refs;
}

async function partialBytes(folder: string): Promise<number> {
  const { folders } = await scanFolder(folder, 3);
  let total = 0;
  for (const file of folders.flatMap(({ files }) => files)) {
    if (!file.endsWith('.part')) continue;
    const kept = await keptRanges(file);
    total += kept?.spans.reduce((bytes, { start, end }) => bytes + end - start, 0) ?? 0;
  }
  return total;
}

async function listAddresses(root: string): Promise<readonly CachedModel[]> {
  const found: CachedModel[] = [];
  for (const host of await foldersIn(root)) {
    for (const key of await foldersIn(join(root, host))) {
      const folder = join(root, host, key);
      const manifest = await readManifest(join(folder, manifestName));
      const partial = await partialBytes(folder);
      if (manifest === undefined && partial === 0) continue;
      const files = manifest?.files ?? {};
      const about = {
        model: manifest?.model ?? host.replace('url--', ''),
        folder,
        commit: undefined,
        problem: undefined,
      };
      const format = Object.keys(files).some((path) => /\.gguf$/i.test(path)) ? 'gguf' : 'llama2c';
      found.push({
        ...about,
        format: sum(files) > 0 ? format : undefined,
        files,
        sizeBytes: sum(files),
        partialBytes: partial,
      });
    }
  }
  return found;
}

import { ConfigError, DownloadError } from '@recyclegpt/spec';
import { chooseFiles, type FileChoice } from '../repository/choose-files.ts';
import {
  type CacheOptions,
  cachePath,
  cacheRoot,
  type HubModel,
  hubRoot,
  manifestName,
  type RemoteModel,
  type UrlModel,
} from './cache-layout.ts';
import { fileSize } from './file-size.ts';
import { HubRepository } from './hub-repository.ts';
import { insideFolder } from './inside-folder.ts';
import { fileIn, type Manifest, readManifest } from './manifest.ts';
import { linkedHash, snapshotFiles } from './snapshot-files.ts';

/** A model, or a recycle module, in the cache. */
export interface CachedFiles {
  readonly format: FileChoice['format'];
  /** The file to open; for safetensors the folder. */
  readonly path: string;
  /** All files that belong to it, full paths, sorted. */
  readonly files: readonly string[];
  readonly commit: string | undefined;
}

/**
 * What a name stands for in the cache, whoever brought it there; `undefined` if it is not there, or not as a whole.
 * @throws FileError if the cache cannot be read, or a link in it leads out of it.
 */
export async function findCached(remote: RemoteModel, options: CacheOptions): Promise<CachedFiles | undefined> {
  return remote.kind === 'url' ? await findUrl(remote, cacheRoot(options)) : await findInHub(remote, hubRoot(options));
}

async function findUrl({ folder: name, file }: UrlModel, root: string): Promise<CachedFiles | undefined> {
  const folder = cachePath(root, name);
  const path = cachePath(folder, file);
  await insideFolder(root, path);
  const known = fileIn(await readManifest(cachePath(folder, manifestName)), file);
  if (known === undefined || (await fileSize(path)) !== known.sizeBytes) return undefined;
  const format = /\.gguf$/i.test(file) ? 'gguf' : /\.bin$/i.test(file) ? 'llama2c' : 'recycle';
  return { format, path, files: [path], commit: undefined };
}

async function findInHub(model: HubModel, root: string): Promise<CachedFiles | undefined> {
  const repository = new HubRepository(root, model);
  const commit = await repository.commitOf(model.revision);
  if (commit === undefined) return undefined;
  const manifest = await readManifest(repository.manifest(commit));
  const choice = await choiceOf({ model, repository, commit, manifest });
  if (choice === undefined) return undefined;
  const files: string[] = [];
  for (const path of choice.paths) {
    const file = repository.file(commit, path);
    await insideFolder(root, file);
    if (!(await isWhole(file, fileIn(manifest, path)?.sizeBytes))) return undefined;
    if (model.known !== undefined && !(await isKnown(model.known.sha256, file, fileIn(manifest, path)?.sha256)))
      return undefined;
    files.push(file);
  }
  const path = choice.format === 'safetensors' ? repository.snapshot(commit) : files[0];
  return path === undefined ? undefined : { format: choice.format, path, files: [...files].sort(), commit };
}

interface Choice {
  readonly format: FileChoice['format'];
  readonly paths: readonly string[];
}

/** The files that a pull chose before, else those that it would choose among what is there. */
async function choiceOf({
  model,
  repository,
  commit,
  manifest,
}: {
  readonly model: HubModel;
  readonly repository: HubRepository;
  readonly commit: string;
  readonly manifest: Manifest | undefined;
}): Promise<Choice | undefined> {
  const files = await snapshotFiles(repository, commit);
  const whole = model.file === undefined ? manifest?.whole : undefined;
  if (whole?.some((path) => !files.some((file) => file.path === path))) return undefined;
  const among = whole === undefined ? files : files.filter(({ path }) => whole.includes(path));
  try {
    const choice = chooseFiles(among, model.label, model.file);
    return { format: choice.format, paths: choice.files.map(({ path }) => path) };
  } catch (error) {
    // What another tool left may be half of a model, or several: that is not what was asked for.
    if (ConfigError.isInstance(error) || DownloadError.isInstance(error)) return undefined;
    throw error;
  }
}

async function isWhole(file: string, knownBytes: number | undefined): Promise<boolean> {
  const sizeBytes = await fileSize(file);
  return sizeBytes !== undefined && (knownBytes === undefined || sizeBytes === knownBytes);
}

async function isKnown(sha256: string, file: string, noted: string | undefined): Promise<boolean> {
  return (noted ?? (await linkedHash(file))?.hex) === sha256;
}

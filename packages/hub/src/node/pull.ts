import { ConfigError, FileError } from '@recyclegpt/spec';
import { aliases } from '../aliases.ts';
import { type DownloadResult, download } from '../download.ts';
import { huggingFaceInfoUrl, huggingFaceUrl } from '../hugging-face-url.ts';
import { memoryStorage } from '../memory-storage.ts';
import { type ModelName, parseModelName } from '../model-name.ts';
import type { DownloadProgress } from '../progress-meter.ts';
import type { RetryOptions } from '../retry.ts';
import { shownUrl } from '../shown-url.ts';
import { storageSink } from '../storage-sink.ts';
import { cachePath, type RemoteModel, remoteModel } from './cache-layout.ts';
import { type CacheOptions, cacheRoot, findCached, notRemoteError } from './cached-models.ts';
import { fileSink } from './file-sink.ts';
import { fileSize } from './file-size.ts';
import { FolderLock, type LockHolder } from './folder-lock.ts';
import type { FoundModel } from './found-model.ts';
import { hubEndpoint, hubHeaders } from './hub-token.ts';
import { type Manifest, type ManifestFile, readManifest, writeManifest } from './manifest.ts';
import { modelOfFile } from './model-files.ts';
import { nodeHasher } from './node-hasher.ts';
import { chooseModelFiles, parseRepositoryInfo } from './repository-files.ts';

/** How far a pull is: the progress of one file, and which of how many it is. */
export interface PullProgress extends DownloadProgress {
  /** Path inside the repository. */
  readonly file: string;
  /** From 0 on. */
  readonly fileIndex: number;
  readonly numFiles: number;
}

/** How to pull. */
export interface PullOptions extends CacheOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  /** Called once when another pull of the same model is under way and is waited for. */
  readonly onWaiting?: ((holder: LockHolder, lockPath: string) => void) | undefined;
  /** No request at all: what is not in the cache is an error. */
  readonly offline?: boolean | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly stallTimeoutMs?: number | undefined;
}

/** A model in the cache. */
export interface PulledModel extends FoundModel {
  readonly place: 'cache';
  /** Such as `organisation/name@revision:file`. */
  readonly model: string;
  /** Whether everything was in the cache already, so that nothing was asked of the network. */
  readonly wasCached: boolean;
}

/** What one pull works with. */
interface PullJob {
  readonly remote: RemoteModel;
  readonly folder: string;
  readonly options: PullOptions;
  readonly env: NonNullable<CacheOptions['env']>;
}

/**
 * Brings a model into the cache, at `models/{organisation}--{name}/{revision}/`, and tells where it is.
 * What is there already is not asked for again; a revision that moves, as `main` does, is refreshed by removing it first.
 * An aborted or failed pull keeps what came, and the next one goes on from there.
 * Reads `HF_TOKEN` and `HF_ENDPOINT` from `env`; the token goes to that endpoint alone.
 * @throws ConfigError if the name cannot be downloaded or names several models.
 * @throws DownloadError as `download` does; FileError if the cache cannot be written, or lacks the model when offline.
 */
export async function pull(name: string | ModelName, options: PullOptions = {}): Promise<PulledModel> {
  const parsed = typeof name === 'string' ? parseModelName(name) : name;
  const remote = remoteModel(parsed);
  if (remote === undefined) throw notRemoteError(parsed, Object.keys(aliases).join(', '));
  if (remote.file !== undefined && modelOfFile(remote.file, []) === undefined) throw fileAloneError(remote);
  const { env = process.env, signal, onWaiting } = options;
  const root = cacheRoot(options);
  const cached = await pulled(root, remote, true);
  if (cached !== undefined) return cached;
  const folder = cachePath(root, remote.folder);
  if (options.offline === true) throw offlineError(remote, folder);
  await using lock = await FolderLock.acquire(`${folder}.lock`, { signal, onWaiting });
  void lock;
  const pulledMeanwhile = await pulled(root, remote, true);
  if (pulledMeanwhile !== undefined) return pulledMeanwhile;
  await pullFiles({ remote, folder, options, env });
  const fetched = await pulled(root, remote, false);
  if (fetched === undefined) throw unusableError(remote, folder);
  return fetched;
}

async function pulled(root: string, remote: RemoteModel, wasCached: boolean): Promise<PulledModel | undefined> {
  const found = await findCached(root, remote);
  return found === undefined ? undefined : { ...found, place: 'cache', model: remote.label, wasCached };
}

async function pullFiles(job: PullJob): Promise<void> {
  const { remote, folder } = job;
  const { commit, files } = await filesToPull(job);
  let manifest: Manifest = (await readManifest(folder)) ?? { model: revisionLabel(remote), files: {} };
  for (const [fileIndex, file] of files.entries()) {
    const url = addressOf(job, file, commit);
    if (await isPulled(folder, manifest.files[file], { file, url })) continue;
    const result = await pullFile(job, { url, file, fileIndex, numFiles: files.length });
    const { sha256, sizeBytes } = result;
    const entry = { sha256, sizeBytes, url: shownUrl(url) };
    manifest = { ...manifest, commit: commit ?? result.commit, files: { ...manifest.files, [file]: entry } };
    // Each file is recorded as it comes, but the model counts as here only with the list of all.
    await writeManifest(folder, manifest);
  }
  if (remote.file === undefined) await writeManifest(folder, { ...manifest, whole: files });
}

/** With the commit in it, where it is known, all files of a model are of one state of the repository. */
function addressOf({ remote, env }: PullJob, file: string, commit: string | undefined): string {
  const revision = commit ?? remote.revision;
  return remote.url ?? huggingFaceUrl({ ...remote, revision, file, endpoint: hubEndpoint(env) });
}

async function isPulled(
  folder: string,
  known: ManifestFile | undefined,
  { file, url }: { readonly file: string; readonly url: string },
): Promise<boolean> {
  return (
    known !== undefined && known.url === shownUrl(url) && (await fileSize(cachePath(folder, file))) === known.sizeBytes
  );
}

function revisionLabel({ label, file }: RemoteModel): string {
  return file !== undefined && label.endsWith(`:${file}`) ? label.slice(0, -file.length - 1) : label;
}

async function filesToPull(job: PullJob): Promise<{ commit: string | undefined; files: readonly string[] }> {
  const { remote, env, options } = job;
  if (remote.file !== undefined) return { commit: undefined, files: [remote.file] };
  const url = huggingFaceInfoUrl({ ...remote, endpoint: hubEndpoint(env) });
  const storage = memoryStorage();
  const { signal, fetch, retry, stallTimeoutMs } = options;
  const sink = storageSink({ storage, path: 'info.json' });
  await download({ url, sink, signal, fetch, retry, stallTimeoutMs, headers: hubHeaders(env, url) });
  using info = await storage.open('info.json');
  const json = info === undefined ? '' : new TextDecoder().decode(await info.read(0, info.sizeBytes));
  const { commit, files } = parseRepositoryInfo(json, url);
  return { commit, files: chooseModelFiles(files, remote.label) };
}

/** One file of a pull. */
interface FileToPull {
  readonly url: string;
  readonly file: string;
  readonly fileIndex: number;
  readonly numFiles: number;
}

async function pullFile(job: PullJob, { url, ...which }: FileToPull): Promise<DownloadResult> {
  const { remote, folder, options, env } = job;
  const { signal, fetch, retry, stallTimeoutMs, onProgress } = options;
  const path = cachePath(folder, which.file);
  return await download({
    url,
    sink: fileSink(path),
    sha256: remote.sha256,
    sizeBytes: remote.sizeBytes,
    headers: hubHeaders(env, url),
    hasher: nodeHasher,
    onProgress: onProgress && ((progress) => onProgress({ ...progress, ...which })),
    signal,
    fetch,
    retry,
    stallTimeoutMs,
  });
}

function fileAloneError({ label }: RemoteModel): ConfigError {
  return new ConfigError({
    what: 'This file alone is no model',
    where: label,
    expected: 'a .gguf or a .bin of llama2.c',
    next: 'Leave the file out to fetch the whole repository, as safetensors models need.',
  });
}

function offlineError({ label }: RemoteModel, folder: string): FileError {
  return new FileError({
    what: 'The model is not in the cache, and --offline forbids to fetch it',
    where: label,
    got: `nothing usable in ${folder}`,
    next: `Run \`recyclegpt pull ${label}\` without --offline once.`,
  });
}

function unusableError({ label }: RemoteModel, folder: string): FileError {
  return new FileError({
    what: 'What was downloaded is no model that can be read',
    where: label,
    got: folder,
    expected: 'a .gguf, a .bin of llama2.c, or .safetensors with config.json',
    next: 'Name a file of one of these kinds: organisation/name:file.',
  });
}

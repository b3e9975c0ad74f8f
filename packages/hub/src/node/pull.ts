import { ConfigError, DownloadError, FileError } from '@recyclegpt/spec';
import { aliases } from '../aliases.ts';
import { type ModelName, parseModelName } from '../model-name.ts';
import { isCommit } from '../repository/list-repository.ts';
import { cacheRoot, type HubModel, hubRoot, type RemoteModel, remoteModel, type UrlModel } from './cache-layout.ts';
import { type CachedFiles, findCached } from './find-cached.ts';
import { FolderLock } from './folder-lock.ts';
import { HubRepository } from './hub-repository.ts';
import { isOffline } from './hub-token.ts';
import { insideFolder } from './inside-folder.ts';
import { type HubPlan, planHubPull, pulledFiles, pullHub } from './pull-hub.ts';
import type { PulledModel, PullOptions } from './pull-options.ts';
import { pullUrl, urlFolder } from './pull-url.ts';

/**
 * Brings a model into the cache, and tells where it is. Models of a hub go into the layout that tools of Hugging Face
 * share, and what is there already is used. A branch is looked up at the hub, and what changed is fetched; if the hub
 * cannot be asked, what is here stands. An aborted or failed pull keeps what came, and the next one goes on from there.
 * @throws ConfigError if the name cannot be downloaded, names several models, or names a pickle.
 * @throws DownloadError if the server refuses, keeps failing, or sends other bytes than it told; FileError if the cache
 * cannot be written, has no room, or lacks the model when offline.
 */
export async function pull(name: string | ModelName, options: PullOptions = {}): Promise<PulledModel> {
  const parsed = typeof name === 'string' ? parseModelName(name) : name;
  const remote = remoteModel(parsed);
  if (remote === undefined) throw notRemoteError(parsed);
  const { env = process.env, offline = isOffline(env) } = options;
  const cached = await findCached(remote, options);
  if (offline && cached === undefined) throw offlineError(remote);
  const isSettled = offline || remote.kind === 'url' || isCommit(remote.revision);
  if (cached !== undefined && isSettled) return pulled(remote, cached, { wasCached: true });
  return remote.kind === 'url' ? await pullAddress(remote, options) : await pullRevision(remote, cached, options);
}

function pulled(
  { label }: RemoteModel,
  files: CachedFiles,
  { wasCached, module }: { readonly wasCached: boolean; readonly module?: string | undefined },
): PulledModel {
  return { ...files, place: 'cache', model: label, wasCached, module };
}

async function pullAddress(model: UrlModel, options: PullOptions): Promise<PulledModel> {
  const lockPath = `${urlFolder(model, options)}.lock`;
  await insideFolder(cacheRoot(options), lockPath);
  await using lock = await FolderLock.acquire(lockPath, options);
  void lock;
  const meanwhile = await findCached(model, options);
  if (meanwhile !== undefined) return pulled(model, meanwhile, { wasCached: true });
  await pullUrl(model, options);
  const files = await findCached(model, options);
  if (files === undefined) throw unusableError(model);
  return pulled(model, files, { wasCached: false });
}

async function pullRevision(
  model: HubModel,
  cached: CachedFiles | undefined,
  options: PullOptions,
): Promise<PulledModel> {
  const plan = await planOrCached(model, cached, options);
  if (plan === undefined) return pulled(model, cached as CachedFiles, { wasCached: true });
  options.onChoice?.(plan.choice);
  const repository = new HubRepository(hubRoot(options), model);
  await repository.assertContained();
  const here = cached?.commit === plan.commit ? await pulledFiles(model, plan, options) : undefined;
  if (here !== undefined && plan.choice.modules.length === 0) return pulled(model, here, { wasCached: true });
  await using lock = await lockOrDoWithout(repository.lockPath, here, options);
  if (lock === undefined && here !== undefined) return pulled(model, here, { wasCached: true });
  const { hasFetched, module } = await pullHub(model, plan, options);
  const files = await pulledFiles(model, plan, options);
  if (files === undefined) throw unusableError(model);
  return pulled(model, files, { wasCached: !hasFetched, module });
}

/** A cache that cannot be written is no hindrance where the model is here, and only a module beside it might come. */
async function lockOrDoWithout(
  path: string,
  here: CachedFiles | undefined,
  options: PullOptions,
): Promise<FolderLock | undefined> {
  try {
    return await FolderLock.acquire(path, options);
  } catch (error) {
    if (here === undefined || !FileError.isInstance(error)) throw error;
    options.onNotice?.(`The recycle modules beside the model are not looked at. ${error.message}`);
    return undefined;
  }
}

/** `undefined` if the hub cannot be asked and what is here has to do. */
async function planOrCached(
  model: HubModel,
  cached: CachedFiles | undefined,
  options: PullOptions,
): Promise<HubPlan | undefined> {
  if (cached === undefined) return await planHubPull(model, options);
  try {
    return await planHubPull(model, options, { maxFailures: 2 });
  } catch (error) {
    if (!DownloadError.isInstance(error)) throw error;
    options.onNotice?.(`Whether there is something newer could not be asked; what is here is used. ${error.message}`);
    return undefined;
  }
}

/** How a name is told in messages when it cannot be downloaded. */
export function notRemoteError(name: ModelName): ConfigError {
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
    expected: `one of: ${Object.keys(aliases).join(', ')}`,
    next: 'Models of the Hugging Face hub are written organisation/name[@revision][:file].',
  });
}

function offlineError({ label }: RemoteModel): FileError {
  return new FileError({
    what: 'The model is not in the cache, and --offline forbids to fetch it',
    where: label,
    next: `Run \`recyclegpt pull ${label}\` without --offline (and without HF_HUB_OFFLINE) once.`,
  });
}

function unusableError({ label }: RemoteModel): FileError {
  return new FileError({
    what: 'What was downloaded is no model that can be read',
    where: label,
    expected: 'a .gguf, a .bin of llama2.c, or .safetensors with config.json',
    next: 'Name a file of one of these kinds: organisation/name:file.',
  });
}

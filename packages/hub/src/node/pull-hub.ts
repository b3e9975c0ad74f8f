import { createHash } from 'node:crypto';
import { DownloadError, FileError } from '@recyclegpt/spec';
import { huggingFaceUrl } from '../hugging-face-url.ts';
import { remoteSource } from '../ranges/remote-source.ts';
import { chooseFiles, type FileChoice } from '../repository/choose-files.ts';
import { isCommit, listRepository } from '../repository/list-repository.ts';
import type { Repository, RepositoryFile } from '../repository/repository-file.ts';
import type { RetryOptions } from '../retry.ts';
import { type HubModel, hubRoot } from './cache-layout.ts';
import { keptRanges } from './file-range-sink.ts';
import { type CachedFiles, findCached } from './find-cached.ts';
import { checkFreeSpace, freeSpace } from './free-space.ts';
import { HubRepository } from './hub-repository.ts';
import { hubEndpoint, hubHeaders } from './hub-token.ts';
import { type Manifest, readManifest, writeManifest } from './manifest.ts';
import type { PullOptions, RemoteModule } from './pull-options.ts';
import { PullSum } from './pull-sum.ts';
import { SnapshotWriter } from './snapshot-writer.ts';

/** What a pull of the hub is to bring: settled before anything is fetched. */
export interface HubPlan {
  readonly commit: string;
  /** What addresses name: the commit, where there is one, so that all files are of one state of the repository. */
  readonly revision: string;
  readonly choice: FileChoice;
}

/**
 * Asks the hub what a revision stands for, and chooses among its files.
 * @throws DownloadError, ConfigError as `listRepository` and `chooseFiles`.
 */
export async function planHubPull(model: HubModel, options: PullOptions, retry?: RetryOptions): Promise<HubPlan> {
  const { commit, files } = await repositoryOf(model, options, retry);
  const choice = chooseFiles(files, model.label, model.file);
  const revision = commit ?? model.revision;
  return { commit: commit ?? standIn(model), revision, choice };
}

async function repositoryOf(model: HubModel, options: PullOptions, retry?: RetryOptions): Promise<Repository> {
  const { organisation, name, revision, file, known } = model;
  if (known !== undefined && file !== undefined && isCommit(revision)) {
    const hash = { kind: 'sha256', hex: known.sha256 } as const;
    return { commit: revision, files: [{ path: file, sizeBytes: known.sizeBytes, hash }] };
  }
  const { env = process.env, fetch, signal, stallTimeoutMs } = options;
  const endpoint = hubEndpoint(env);
  const headers = await hubHeaders(env, endpoint);
  const api = { headers, fetch, signal, stallTimeoutMs, retry: { ...options.retry, ...retry } };
  return await listRepository({ organisation, name, revision, endpoint, ...api });
}

/** A mirror that tells no commits gets a folder of the right form all the same, one for each revision. */
function standIn({ organisation, name, revision }: HubModel): string {
  return createHash('sha1').update(`no commit: ${organisation}/${name}@${revision}`).digest('hex');
}

/** Fetches what a plan names and is not here yet. The caller holds the lock. @returns whether a file was fetched */
export async function pullHub(model: HubModel, plan: HubPlan, options: PullOptions): Promise<HubOutcome> {
  const repository = new HubRepository(hubRoot(options), model);
  await repository.assertContained();
  await repository.removeTemporaries();
  return await new HubPull({ model, plan, options, repository }).run();
}

/** What a pull of the hub did. */
export interface HubOutcome {
  readonly hasFetched: boolean;
  /** Module that was taken along, full path. */
  readonly module: string | undefined;
}

interface HubPullParts {
  readonly model: HubModel;
  readonly plan: HubPlan;
  readonly options: PullOptions;
  readonly repository: HubRepository;
}

/** One pull under its lock: file after file, each noted as it comes, the model as a whole at the end. */
class HubPull {
  readonly #parts: HubPullParts;

  constructor(parts: HubPullParts) {
    this.#parts = parts;
  }

  async run(): Promise<HubOutcome> {
    const { model, plan, options, repository } = this.#parts;
    const { commit, choice } = plan;
    const { organisation, name, revision } = model;
    const known = await readManifest(repository.manifest(commit));
    let manifest: Manifest = known ?? { model: `${organisation}/${name}@${revision}`, commit, files: {} };
    const [files, fetched] = [[...choice.files], { count: 0 }];
    await this.#checkRoom(files, manifest);
    manifest = await this.#bring(files, manifest, fetched);
    if (model.file === undefined) {
      manifest = { ...manifest, whole: files.map(({ path }) => path) };
      await writeManifest(repository.manifest(commit), manifest);
    }
    // Last, so that a branch never stands for a commit of which a part is missing.
    await repository.writeRef(revision, commit);
    const module = await this.#chosenModule();
    if (module !== undefined) await this.#bring([module], manifest, fetched);
    options.signal?.throwIfAborted();
    const modulePath = module && repository.file(commit, module.path);
    return { hasFetched: fetched.count > 0, module: modulePath };
  }

  async #bring(files: readonly RepositoryFile[], known: Manifest, fetched: { count: number }): Promise<Manifest> {
    const { plan, options, repository } = this.#parts;
    const writer = new SnapshotWriter(repository, plan.commit, options);
    const sum = new PullSum(files, options.onProgress);
    let manifest = known;
    for (const [fileIndex, file] of files.entries()) {
      const onProgress = sum.teller(file, fileIndex);
      const outcome = await writer.bring(file, { manifest, url: await this.#urlOf(file), onProgress });
      manifest = outcome.manifest;
      if (outcome.isFetched) fetched.count++;
      sum.add(outcome.sizeBytes);
    }
    return manifest;
  }

  async #urlOf({ path }: RepositoryFile): Promise<string> {
    const { model, plan, options } = this.#parts;
    const { env = process.env } = options;
    return huggingFaceUrl({ ...model, revision: plan.revision, file: path, endpoint: hubEndpoint(env) });
  }

  /** Makes sure that all files fit before the first is begun. */
  async #checkRoom(files: readonly RepositoryFile[], manifest: Manifest): Promise<void> {
    const { plan, options, repository } = this.#parts;
    const writer = new SnapshotWriter(repository, plan.commit, options);
    let neededBytes = 0;
    for (const file of files) {
      if (file.sizeBytes === undefined || (await writer.isHere(file, manifest))) continue;
      const kept = await keptRanges(repository.part(plan.commit, file.path, file.hash?.hex));
      const keptBytes = kept?.spans.reduce((bytes, { start, end }) => bytes + end - start, 0) ?? 0;
      neededBytes += Math.max(0, file.sizeBytes - keptBytes);
    }
    await checkFreeSpace(neededBytes, repository.folder, options.freeSpace ?? freeSpace);
  }

  async #chosenModule(): Promise<RepositoryFile | undefined> {
    const { model, plan, options } = this.#parts;
    const { modules } = plan.choice;
    if (modules.length === 0 || options.chooseModule === undefined) return undefined;
    const found = await findCached({ ...model, revision: plan.commit, known: undefined }, options);
    if (found === undefined) return undefined;
    try {
      const path = await options.chooseModule(await Promise.all(modules.map((file) => this.#remote(file))), found);
      return modules.find((file) => file.path === path);
    } catch (error) {
      if (!DownloadError.isInstance(error) && !FileError.isInstance(error)) throw error;
      options.onNotice?.(`The recycle modules beside the model cannot be looked at. ${error.message}`);
      return undefined;
    }
  }

  async #remote(file: RepositoryFile): Promise<RemoteModule> {
    const { env = process.env, fetch, signal, retry, stallTimeoutMs } = this.#parts.options;
    const url = await this.#urlOf(file);
    const headers = await hubHeaders(env, url);
    const { path, sizeBytes } = file;
    const open = () => remoteSource({ url, sizeBytes, headers, fetch, signal, retry, stallTimeoutMs });
    return { path, sizeBytes, open };
  }
}

/** What a pull brought, as the cache finds it. */
export async function pulledFiles(
  model: HubModel,
  plan: HubPlan,
  options: PullOptions,
): Promise<CachedFiles | undefined> {
  return await findCached({ ...model, revision: plan.commit }, options);
}

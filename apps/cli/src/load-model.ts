import { basename, dirname, join } from 'node:path';
import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import {
  type ByteProgress,
  createModel,
  createPreparedCache,
  type LanguageModel,
  type ModelFiles,
  type OpenedModel,
  type OpenedRecycle,
  openModel,
  seededModel,
} from '@recyclegpt/core';
import {
  cacheFolder,
  type Environment,
  type FoundModel,
  fileSource,
  findModel,
  folderStorage,
} from '@recyclegpt/hub/node';
import { type Backend, ConfigError, FileError, type Precision } from '@recyclegpt/spec';
import { chooseRecycle, openRecycle } from './recycling/choose-recycle.ts';
import { recycleFiles } from './recycling/recycle-files.ts';

/** Names of backends that run here. */
export const backendNames = ['node', 'reference'] as const;

export interface LoadModelOptions {
  /** A name or a backend of your own, which is then closed with the model. Default: `node`. */
  readonly backend?: Backend | (typeof backendNames)[number];
  /** Threads of a pass, for backends made here. */
  readonly threads?: number;
  /** Default: the file's own 4-bit blocks (`int4`) if it has such, `f32` for small models, `int8` otherwise. */
  readonly precision?: Precision;
  /**
   * The recycle module that drafts: a file's path; `auto` takes one that fits, found beside the model, in the folders of
   * `RECYCLEGPT_MODELS`, in the cache or in an installed package `@recyclegpt/model-*`; `none` goes without. Default: `auto`.
   */
  readonly recycle?: 'auto' | 'none' | (string & {});
  /** Layers whose outputs are kept in states. */
  readonly tappedLayers?: readonly number[];
  /** Encoded weights are kept here between starts, 8 GiB of them; `false`: not at all. Default: the cache folder. */
  readonly preparedFolder?: string | false;
  /** Told how far the encoding of weights is, at the first start of a model. */
  readonly onProgress?: ByteProgress;
  /** Told what could not be done but was not needed: a cache that cannot be written, a module of other weights. */
  readonly onWarning?: (message: string) => void;
  readonly signal?: AbortSignal;
  /** Where `RECYCLEGPT_MODELS` and `RECYCLEGPT_CACHE` are read from. Default: the process's environment. */
  readonly env?: Environment;
}

/** The model that answers when none is named: one that is found, else a tiny one with random weights. */
export const defaultName = 'smollm2';

/**
 * Loads a model by name (`smollm2`), path (`./model.gguf`) or id (`org/name`), if it is on this machine; without a name
 * the default one. A recycle module that fits it is taken along.
 * @throws FileError that lists the places searched, ConfigError for options that cannot be used.
 */
export async function loadModel(name?: string, options: LoadModelOptions = {}): Promise<LanguageModel> {
  const { precision, tappedLayers, onProgress, signal, onWarning = () => undefined } = options;
  const found = await findNamed(name, options.env);
  const opened = await openFound(name, found);
  const recycle = await recycleFor(found, opened, options);
  const backend = await backendOf(options, [opened, ...(recycle === undefined ? [] : [recycle])]);
  const model = await createModel({
    opened,
    backend,
    recycle,
    precision,
    ...(tappedLayers === undefined ? {} : { tappedLayers }),
    cache: preparedCache(options),
    isSeeded: found === undefined,
    onProgress,
    signal,
  });
  if (model.recycle?.weightsMatch === false) onWarning(otherWeights(model));
  return model;
}

/** Opens a model without loading it: shapes, tokenizer, chat template. @throws FileError as `loadModel`. */
export async function openNamed(
  name: string | undefined,
  { env }: Pick<LoadModelOptions, 'env'> = {},
): Promise<OpenedModel> {
  return await openFound(name, await findNamed(name, env));
}

/** Where a model is; `undefined` for the default one if that is not on this machine. */
async function findNamed(name: string | undefined, env: Environment = process.env): Promise<FoundModel | undefined> {
  return name === undefined ? await findDefault(env) : await findModel(name, { env });
}

/** The tiny model answers where there is no other. */
async function openFound(name: string = defaultName, found: FoundModel | undefined): Promise<OpenedModel> {
  return found === undefined ? seededModel() : await openModel(filesOf(name, found));
}

/** The module for a model, by the options; the model is closed if that fails. */
async function recycleFor(
  found: FoundModel | undefined,
  opened: OpenedModel,
  { recycle = 'auto', env = process.env, onWarning = () => undefined }: LoadModelOptions,
): Promise<OpenedRecycle | undefined> {
  if (recycle === 'none') return undefined;
  try {
    if (recycle !== 'auto') return await openRecycle(recycle);
    if (found === undefined) return undefined;
    const packageRoots = [process.cwd(), import.meta.dirname];
    const files = await recycleFiles({ modelFolder: folderOf(found), env, packageRoots });
    return await chooseRecycle(files, opened, onWarning);
  } catch (error) {
    opened[Symbol.dispose]();
    throw error;
  }
}

function otherWeights({ facts, recycle }: LanguageModel): string {
  return (
    `The recycle module ${recycle?.name} was trained on other weights than those of ${facts.name} (on ${recycle?.baseName}). ` +
    'It may draft less well; the text is the model’s own all the same.'
  );
}

/** Where the default model is, `undefined` if it is not on this machine. */
export async function findDefault(env: Environment): Promise<FoundModel | undefined> {
  try {
    return await findModel(defaultName, { env });
  } catch (error) {
    if (FileError.isInstance(error)) return undefined;
    throw error;
  }
}

function folderOf({ format, path }: FoundModel): string {
  return format === 'safetensors' ? path : dirname(path);
}

/** The files of a found model as core reads them. */
function filesOf(name: string, found: FoundModel): ModelFiles {
  const { format, path, files } = found;
  const folder = folderOf(found);
  const main = format === 'safetensors' ? [] : [basename(path)];
  const others = files.map((file) => basename(file)).filter((file) => !main.includes(file));
  return { format, name, files: [...main, ...others], open: (file) => fileSource(join(folder, file)) };
}

/** The backend that the options name; what was opened is closed if there is none. */
async function backendOf(
  { backend = 'node', threads }: LoadModelOptions,
  opened: readonly Disposable[],
): Promise<Backend> {
  try {
    if (typeof backend !== 'string') return backend;
    if (backend === 'node') return await nodeBackend(threads === undefined ? {} : { threads });
    if (backend === 'reference') return referenceBackend();
    throw new ConfigError({
      what: 'There is no such backend',
      where: 'backend',
      expected: backendNames.join(', '),
      got: `${backend satisfies never}`,
    });
  } catch (error) {
    for (const resource of opened) resource[Symbol.dispose]();
    throw error;
  }
}

function preparedCache({
  preparedFolder,
  env = process.env,
  onWarning = () => undefined,
}: LoadModelOptions): ReturnType<typeof createPreparedCache> | undefined {
  if (preparedFolder === false) return undefined;
  const folder = preparedFolder ?? join(cacheFolder(env), 'prepared');
  return createPreparedCache({
    storage: folderStorage(folder),
    onFailure: (error) => onWarning(`Encoded weights are not kept for the next start. ${error.message}`),
  });
}

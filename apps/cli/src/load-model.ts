import { basename, dirname, join } from 'node:path';
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
import { type Backend, FileError, type Precision } from '@recyclegpt/spec';
import { type BackendName, createBackend } from './create-backend.ts';
import { chooseRecycle, openRecycle } from './recycling/choose-recycle.ts';
import { recycleFiles } from './recycling/recycle-files.ts';
import { embeddedName, shippedModels } from './shipped-models.ts';

export interface LoadModelOptions {
  /**
   * A name or a backend of your own, which is then closed with the model. Default: `auto`, which is `node`, or `wasm` where
   * onnxruntime-node has no binary.
   */
  readonly backend?: Backend | BackendName;
  /**
   * Threads of a pass, for backends made here. Default: one for models of less than 20 million parameters, whose passes
   * are too short to share, else one a processor core, up to 8.
   */
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
  /** Where `RECYCLEGPT_MODEL`, `RECYCLEGPT_MODELS` and `RECYCLEGPT_CACHE` are read from. Default: the process's environment. */
  readonly env?: Environment;
}

/** The model for questions and conversations, which commands prefer where it is on the machine. */
const answeringName = 'smollm2';
/** Names the tiny model with random weights, which needs no file. */
const randomName = 'random';

/**
 * Loads a model by name (`smollm2`, `storyteller-medium`), path (`./model.gguf`) or id (`org/name`), if it is on this
 * machine; without a name that of `RECYCLEGPT_MODEL`, else the storyteller that comes with this package, or where that is
 * missing `smollm2` if it is on the machine, else a tiny one with random weights, which `random` names. A recycle module
 * that fits it is taken along.
 * @throws FileError that lists the places searched, ConfigError for options that cannot be used.
 */
export async function loadModel(name?: string, options: LoadModelOptions = {}): Promise<LanguageModel> {
  const { precision, tappedLayers, onProgress, signal, onWarning = () => undefined } = options;
  const { opened, found } = await findAndOpen(name, options.env);
  const recycle = await recycleFor(found, opened, options);
  const threads = options.threads ?? (isShortWork(opened) ? 1 : undefined);
  const backend = await backendOf({ ...options, threads }, [opened, ...(recycle === undefined ? [] : [recycle])]);
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
  return (await findAndOpen(name, env)).opened;
}

interface OpenedPlace {
  readonly opened: OpenedModel;
  /** `undefined` for the tiny model, which has no place. */
  readonly found: FoundModel | undefined;
}

async function findAndOpen(given: string | undefined, env: Environment = process.env): Promise<OpenedPlace> {
  const name = given ?? chosenName(env) ?? (await embeddedName()) ?? (await answeringNameHere(env));
  const found = name === undefined ? undefined : await findNamed(name, env);
  if (name === undefined || found === undefined) return { opened: seededModel(), found: undefined };
  return { opened: await openModel(filesOf(name, found)), found };
}

/**
 * Where a model is, among those that came as packages too; `undefined` for the tiny one.
 * @throws FileError that lists the places searched
 */
export async function findNamed(name: string, env: Environment): Promise<FoundModel | undefined> {
  if (name === randomName) return undefined;
  return await findModel(name, { env, shipped: await shippedModels() });
}

/**
 * The model that commands take when none is named: that of `RECYCLEGPT_MODEL`, else `smollm2` if it is on this machine,
 * else the one that came with the program; `undefined` if none is there.
 */
export async function usualName(env: Environment): Promise<string | undefined> {
  return chosenName(env) ?? (await answeringNameHere(env)) ?? (await embeddedName());
}

function chosenName({ RECYCLEGPT_MODEL: name }: Environment): string | undefined {
  return name === '' ? undefined : name;
}

/** The module for a model, by the options; the model is closed if that fails. */
async function recycleFor(
  found: FoundModel | undefined,
  opened: OpenedModel,
  { recycle = 'auto', env = process.env, onWarning = () => undefined }: LoadModelOptions,
): Promise<OpenedRecycle | undefined> {
  if (recycle === 'none') return undefined;
  try {
    if (recycle !== 'auto') return await openRecycle(recycle, env);
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

async function answeringNameHere(env: Environment): Promise<string | undefined> {
  try {
    await findModel(answeringName, { env });
    return answeringName;
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

/** Below so many parameters waiting for each other costs threads more than they win, above all in drafts. */
const shortWork = 20e6;

function isShortWork({ weights }: OpenedModel): boolean {
  let parameters = 0;
  for (const { shape } of weights.tensors.values()) parameters += shape.reduce((product, size) => product * size, 1);
  return parameters < shortWork;
}

/** The backend that the options name; what was opened is closed if there is none. */
async function backendOf(
  { backend = 'auto', threads, onWarning }: Omit<LoadModelOptions, 'threads'> & { threads: number | undefined },
  opened: readonly Disposable[],
): Promise<Backend> {
  try {
    if (typeof backend !== 'string') return backend;
    return await createBackend(backend, { threads, ...(onWarning === undefined ? {} : { onWarning }) });
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

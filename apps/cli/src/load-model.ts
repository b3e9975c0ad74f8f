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

/** Names of backends that run here. */
export const backendNames = ['node', 'reference'] as const;

export interface LoadModelOptions {
  /** A name or a backend of your own, which is then closed with the model. Default: `node`. */
  readonly backend?: Backend | (typeof backendNames)[number];
  /** Threads of a pass, for backends made here. */
  readonly threads?: number;
  /** Default: the file's own 4-bit blocks (`int4`) if it has such, `f32` for small models, `int8` otherwise. */
  readonly precision?: Precision;
  /** Layers whose outputs are kept in states. */
  readonly tappedLayers?: readonly number[];
  /** Encoded weights are kept here between starts, 8 GiB of them; `false`: not at all. Default: the cache folder. */
  readonly preparedFolder?: string | false;
  /** Told how far the encoding of weights is, at the first start of a model. */
  readonly onProgress?: ByteProgress;
  /** Told what could not be done but was not needed: a cache that cannot be written. */
  readonly onWarning?: (message: string) => void;
  readonly signal?: AbortSignal;
  /** Where `RECYCLEGPT_MODELS` and `RECYCLEGPT_CACHE` are read from. Default: the process's environment. */
  readonly env?: Environment;
}

/** The model that answers when none is named: one that is found, else a tiny one with random weights. */
export const defaultName = 'smollm2';

/**
 * Loads a model by name (`smollm2`), path (`./model.gguf`) or id (`org/name`), if it is on this machine; without a name
 * the default one.
 * @throws FileError that lists the places searched, ConfigError for options that cannot be used.
 */
export async function loadModel(name?: string, options: LoadModelOptions = {}): Promise<LanguageModel> {
  const { precision, tappedLayers, onProgress, signal } = options;
  const opened = await openNamed(name, options);
  const backend = await backendOf(options, opened);
  return await createModel({
    opened,
    backend,
    precision,
    ...(tappedLayers === undefined ? {} : { tappedLayers }),
    cache: preparedCache(options),
    isSeeded: opened.name.startsWith('a tiny model'),
    onProgress,
    signal,
  });
}

/** Opens a model without loading it: shapes, tokenizer, chat template. @throws FileError as `loadModel`. */
export async function openNamed(
  name: string | undefined,
  { env = process.env }: Pick<LoadModelOptions, 'env'> = {},
): Promise<OpenedModel> {
  if (name !== undefined) return await openModel(filesOf(name, await findModel(name, { env })));
  const found = await findDefault(env);
  return found === undefined ? seededModel() : await openModel(filesOf(defaultName, found));
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

/** The files of a found model as core reads them. */
function filesOf(name: string, { format, path, files }: FoundModel): ModelFiles {
  const folder = format === 'safetensors' ? path : dirname(path);
  const main = format === 'safetensors' ? [] : [basename(path)];
  const others = files.map((file) => basename(file)).filter((file) => !main.includes(file));
  return { format, name, files: [...main, ...others], open: (file) => fileSource(join(folder, file)) };
}

async function backendOf({ backend = 'node', threads }: LoadModelOptions, opened: OpenedModel): Promise<Backend> {
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
    opened[Symbol.dispose]();
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

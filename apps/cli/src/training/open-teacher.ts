import { join } from 'node:path';
import { nodeBackend } from '@recyclegpt/backend-node';
import {
  createPreparedCache,
  defaultPrecision,
  defaultRecycleConfig,
  type LanguageModel,
  type OpenedModel,
  prepareModel,
} from '@recyclegpt/core';
import { cacheFolder, folderStorage } from '@recyclegpt/hub/node';
import { checkRecycleConfig, type RecycleConfig } from '@recyclegpt/recycle';
import { type Backend, ConfigError, type DecoderConfig, type Precision, type Session } from '@recyclegpt/spec';
import { batchDecoderSession } from '@recyclegpt/train';
import type { Call } from '../command.ts';
import { loadModel, openNamed } from '../load-model.ts';
import { outOfRange } from './base-settings.ts';
import type { ModuleSettings } from './module-settings.ts';

/** A base that is to be learnt from. */
export interface Teacher extends Disposable {
  /** Its weights, for the module's first values and embeddings. */
  readonly opened: OpenedModel;
  readonly model: LanguageModel;
  /** Runs training, and writes answers. */
  readonly backend: Backend;
  readonly precision: Precision;
  /** Shape of the module. */
  readonly config: RecycleConfig;
}

/** Opens and loads the base of a run. @throws ConfigError naming the option that does not fit it, FileError as loading does */
export async function openTeacher(call: Call, settings: ModuleSettings): Promise<Teacher> {
  const { terminal, options } = call;
  const held: Disposable[] = [];
  const close = (): void => {
    for (const resource of held.splice(0).reverse()) resource[Symbol.dispose]();
  };
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  try {
    const opened = await openNamed(settings.base, { env: terminal.env });
    held.push(opened);
    const config = moduleConfig(opened.weights.config, settings);
    const backend = await nodeBackend(threads);
    held.push(backend);
    const usual = defaultPrecision(opened, backend) === 'f32' ? 'f32' : 'int8';
    const precision = options.precision ?? usual;
    terminal.progress(`Loading ${settings.base} …`);
    const model = await loadModel(settings.base, {
      ...threads,
      ...{ precision, tappedLayers: config.tappedLayers, recycle: 'none', env: terminal.env, signal: terminal.signal },
      onWarning: (message) => terminal.note(`Note: ${message}`),
    });
    held.push(model);
    terminal.clearProgress();
    return { opened, model, backend, precision, config, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The module's shape for a base. @throws ConfigError naming the option that does not fit the base */
function moduleConfig(base: DecoderConfig, { taps, draftVocab, layers }: ModuleSettings): RecycleConfig {
  const missing = taps?.find((layer) => layer >= base.layers);
  if (missing !== undefined) throw outOfRange('--taps', missing, `layers of the base, from 0 to ${base.layers - 1}`);
  if (draftVocab !== undefined && draftVocab > base.vocab)
    throw outOfRange('--draft-vocab', draftVocab, `at most the base's vocabulary of ${base.vocab}`);
  if (base.slidingWindow !== undefined)
    throw new ConfigError({
      what: 'A module cannot be trained for a model with a sliding window',
      where: '--base',
      got: `a window of ${base.slidingWindow} tokens`,
    });
  const usual = defaultRecycleConfig(base);
  const config = {
    ...usual,
    layers,
    tappedLayers: taps ?? usual.tappedLayers,
    draftVocab: draftVocab ?? usual.draftVocab,
  };
  checkRecycleConfig(config);
  return config;
}

/** Bytes that keys and values of all sequences may take while they are written together. */
const rowsBytes = 512e6;
const mostSequences = 32;

/** How a base writes many sequences at once. */
export interface BatchShape {
  readonly batch: number;
  /** Longest sequence, prompt and answer. */
  readonly capacity: number;
}

/** As many sequences as fit into memory, as long as a sequence of training. */
export function batchShape({ kvHeads, headDim, layers, contextLength }: DecoderConfig, seq: number): BatchShape {
  const capacity = Math.min(contextLength, seq + 1);
  const bytes = 2 * 4 * layers * kvHeads * headDim * capacity;
  return { capacity, batch: Math.max(1, Math.min(mostSequences, Math.floor(rowsBytes / bytes))) };
}

/** A session that writes many sequences of a base at once, over the weights that were encoded when it was loaded. */
export async function batchSession(call: Call, teacher: Teacher, shape: BatchShape): Promise<Session> {
  const { opened, backend, precision, config } = teacher;
  const { weights } = opened;
  const storage = folderStorage(join(cacheFolder(call.terminal.env), 'prepared'));
  const { tappedLayers } = config;
  const prepared = await prepareModel({
    ...{ source: weights, precision, backend, tappedLayers, signal: call.terminal.signal },
    cache: createPreparedCache({ storage }),
  });
  using encoded = prepared.model.weights;
  if (encoded === undefined) throw new ConfigError({ what: 'A model without weights cannot be learnt from' });
  return await batchDecoderSession({
    ...{ backend, precision, tappedLayers, ...shape, weights: encoded, config: weights.config },
    formatOf: (tensor) => weights.tensors.get(tensor)?.format,
  });
}

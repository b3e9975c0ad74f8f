import { DecoderModel, measureExactRows } from '@recyclegpt/base-model';
import { type Backend, ConfigError, type Precision, type StateFactory } from '@recyclegpt/spec';
import { createStateFactory } from '@recyclegpt/state';
import type { ByteProgress } from './encode-weights.ts';
import { LanguageModel, type ModelNotes } from './language-model.ts';
import type { OpenedModel } from './open-model.ts';
import { prepareModel } from './prepare-model.ts';
import type { PreparedCache } from './prepared-cache.ts';

export interface CreateModelOptions {
  /** Read and closed by the model. */
  readonly opened: OpenedModel;
  /** Closed with the model. */
  readonly backend: Backend;
  /** Default: see `defaultPrecision`. */
  readonly precision?: Precision | undefined;
  /** Layers whose outputs are kept in states, for modules and studies. */
  readonly tappedLayers?: readonly number[];
  readonly cache?: PreparedCache | undefined;
  readonly isSeeded?: boolean;
  readonly onProgress?: ByteProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Below this many weights a model is run as it is: nothing would be gained. */
const smallModel = 20e6;

/**
 * The precision to run a model in when none is asked for: the file's own blocks if it has 4-bit ones, full precision
 * for small models, int8 otherwise.
 */
export function defaultPrecision({ weights }: Pick<OpenedModel, 'weights'>, backend: Backend): Precision {
  const infos = [...weights.tensors.values()];
  const numWeights = infos.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const hasBlocks = infos.some(({ format }) => format.startsWith('Q4'));
  const preferred = numWeights < smallModel ? 'f32' : hasBlocks ? 'int4' : 'int8';
  return backend.profile.precisions.includes(preferred) ? preferred : 'f32';
}

/**
 * Prepares, loads and probes a model.
 * @throws ConfigError for a precision that the backend lacks, FileError and BackendError as loading does; opened model
 * and backend are closed then.
 */
export async function createModel(options: CreateModelOptions): Promise<LanguageModel> {
  const { opened, backend } = options;
  try {
    return await load(options);
  } catch (error) {
    opened[Symbol.dispose]();
    backend[Symbol.dispose]();
    throw error;
  }
}

async function load(options: CreateModelOptions): Promise<LanguageModel> {
  const {
    opened,
    backend,
    precision = defaultPrecision(opened, backend),
    tappedLayers = [],
    cache,
    isSeeded = false,
  } = options;
  if (!backend.profile.precisions.includes(precision)) {
    throw new ConfigError({
      what: `The ${backend.name} backend does not run this precision`,
      where: 'precision',
      expected: backend.profile.precisions.join(', '),
      got: precision,
    });
  }
  const { config } = opened.weights;
  const prepared = await prepareModel({
    source: opened.weights,
    precision,
    backend,
    tappedLayers,
    cache,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  const session = await backend.createSession(prepared.model);
  const slots = prepared.model.slots;
  const states = createStateFactory({
    backend,
    slots: slots.map(({ slot }) => slot),
    fingerprint: prepared.fingerprint,
    maxRows: config.contextLength,
  });
  const parts = { session, config, precision, slots, fingerprint: prepared.fingerprint };
  const notes = notesOf(cache, prepared.fingerprint, backend);
  const minExactRows = await exactRows(parts, states, notes);
  return new LanguageModel({
    facts: {
      name: opened.name,
      config,
      precision,
      backend: backend.description,
      weightsBytes: prepared.weightsBytes,
      isSeeded,
    },
    model: new DecoderModel({ ...parts, minExactRows }),
    states,
    tokenizer: opened.tokenizer,
    chatTemplate: opened.chatTemplate,
    notes,
    resources: [opened, backend, ...(prepared.model.weights === undefined ? [] : [prepared.model.weights])],
  });
}

/** Facts of this model on this machine: runtime, processor and threads are part of their names. */
function notesOf(
  cache: PreparedCache | undefined,
  fingerprint: string,
  { description }: Backend,
): ModelNotes | undefined {
  if (cache === undefined) return undefined;
  return {
    read: (name) => cache.readFact(fingerprint, `${name} on ${description}`),
    note: (name, value) => cache.noteFact(fingerprint, `${name} on ${description}`, value),
  };
}

type ModelParts = Omit<ConstructorParameters<typeof DecoderModel>[0], 'minExactRows'>;

/** The self-test of row identity, or its result on this machine from an earlier start. */
async function exactRows(
  parts: ModelParts,
  states: StateFactory,
  notes: ModelNotes | undefined,
): Promise<number | undefined> {
  const known = await notes?.read('exact rows');
  if (typeof known === 'number') return known;
  const measured = await measureExactRows(new DecoderModel({ ...parts, minExactRows: 1 }), () => states.create());
  if (measured !== undefined) await notes?.note('exact rows', measured);
  return measured;
}

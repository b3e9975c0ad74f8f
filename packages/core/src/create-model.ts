import { DecoderModel, measureExactRows } from '@recyclegpt/base-model';
import { recycleOwner } from '@recyclegpt/recycle';
import { type Backend, ConfigError, type Precision, type StateFactory } from '@recyclegpt/spec';
import { createStateFactory } from '@recyclegpt/state';
import type { ByteProgress } from './encode-weights.ts';
import { LanguageModel, type ModelNotes } from './language-model.ts';
import type { OpenedModel } from './open-model.ts';
import type { PreparedModel } from './prepare-graph.ts';
import { prepareModel } from './prepare-model.ts';
import type { PreparedCache } from './prepared-cache.ts';
import { type LoadedRecycle, loadRecycle } from './recycle/load-recycle.ts';
import type { OpenedRecycle } from './recycle/opened-recycle.ts';

export interface CreateModelOptions {
  /** Read and closed by the model. */
  readonly opened: OpenedModel;
  /** Closed with the model. */
  readonly backend: Backend;
  /** Default: see `defaultPrecision`. */
  readonly precision?: Precision | undefined;
  /** Drafts for the model. Read and closed by the model. */
  readonly recycle?: OpenedRecycle | undefined;
  /** Layers whose outputs are kept in states, for studies; those that the module reads are kept as well. */
  readonly tappedLayers?: readonly number[];
  readonly cache?: PreparedCache | undefined;
  /**
   * Bytes that rows of earlier prompts and texts may take, so that texts with the same beginning go on from there:
   * tens of microseconds a token for the copy instead of milliseconds for the pass. Default: 256 MiB; 0 keeps none. A model whose rows depend on the
   * pass (`minExactRows` undefined) keeps none, or its text would depend on what was generated before.
   */
  readonly prefixCacheBytes?: number | undefined;
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
  const preferred: readonly Precision[] = numWeights < smallModel ? [] : hasBlocks ? ['int4', 'int8'] : ['int8'];
  return preferred.find((precision) => backend.profile.precisions.includes(precision)) ?? 'f32';
}

/**
 * Prepares, loads and probes a model, and its module.
 * @throws ConfigError for a precision that the backend lacks, or a module that was made for another model; FileError and
 * BackendError as loading does. Opened model, module and backend are closed then.
 */
export async function createModel(options: CreateModelOptions): Promise<LanguageModel> {
  const held: Disposable[] = [options.opened, ...given(options.recycle), options.backend];
  try {
    return await load(options, held);
  } catch (error) {
    for (const resource of held.reverse()) resource[Symbol.dispose]();
    throw error;
  }
}

/** What has been opened is put into `held` at once. */
async function load(options: CreateModelOptions, held: Disposable[]): Promise<LanguageModel> {
  const { opened, backend, cache, recycle: openedRecycle, isSeeded = false } = options;
  const precision = checkedPrecision(options);
  const { config } = opened.weights;
  const work = { precision, backend, cache, onProgress: options.onProgress, signal: options.signal };
  const recycle = openedRecycle && (await loadRecycle({ ...work, recycle: openedRecycle, opened }));
  held.push(...given(recycle));
  const prepared = await prepareModel({ ...work, source: opened.weights, tappedLayers: tappedBy(options) });
  held.push(...given(prepared.model.weights));
  const session = await backend.createSession(prepared.model);
  const states = statesOf(options, prepared, recycle);
  const { slots } = prepared.model;
  const parts = { session, config, precision, slots, fingerprint: prepared.fingerprint };
  const notes = notesOf(cache, prepared, backend);
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
    recycle,
    states,
    tokenizer: opened.tokenizer,
    chatTemplate: opened.chatTemplate,
    notes,
    prefixCacheBytes: options.prefixCacheBytes,
    resources: held,
  });
}

function checkedPrecision({ opened, backend, precision = defaultPrecision(opened, backend) }: CreateModelOptions) {
  if (backend.profile.precisions.includes(precision)) return precision;
  throw new ConfigError({
    what: `The ${backend.name} backend does not run this precision`,
    where: 'precision',
    expected: backend.profile.precisions.join(', '),
    got: precision,
  });
}

/** Layers that the caller or the module asks for, each once, in order. */
function tappedBy({ tappedLayers = [], recycle }: CreateModelOptions): readonly number[] {
  const layers = new Set([...tappedLayers, ...(recycle?.config.tappedLayers ?? [])]);
  return [...layers].sort((a, b) => a - b);
}

/** States with the rows of base and module. */
function statesOf(
  { opened, backend }: CreateModelOptions,
  { model, fingerprint }: PreparedModel,
  recycle: LoadedRecycle | undefined,
): StateFactory {
  return createStateFactory({
    backend,
    slots: [...model.slots.map(({ slot }) => slot), ...(recycle?.module.slots ?? [])],
    fingerprint: recycle === undefined ? fingerprint : `${fingerprint}+${recycle.fingerprint}`,
    maxRows: opened.weights.config.contextLength,
    lags: new Map(recycle === undefined ? [] : [[recycleOwner, 1]]),
  });
}

/** A list of what is there. */
function given<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** Facts of this model on this machine: runtime, processor and threads are part of their names. */
function notesOf(
  cache: PreparedCache | undefined,
  { weightsPrint, fingerprint }: PreparedModel,
  { description }: Backend,
): ModelNotes | undefined {
  if (cache === undefined) return undefined;
  const factOf = (name: string): string => `${name} of ${fingerprint} on ${description}`;
  return {
    read: (name) => cache.readFact(weightsPrint, factOf(name)),
    note: (name, value) => cache.noteFact(weightsPrint, factOf(name), value),
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

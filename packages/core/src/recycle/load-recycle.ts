import { baseOwner, hiddenSlotName } from '@recyclegpt/base-model';
import { buildRecycleModule, type PlannedGraph, RecycleModule, recycleParameters } from '@recyclegpt/recycle';
import type { Backend, Precision, Session } from '@recyclegpt/spec';
import type { ByteProgress } from '../encode-weights.ts';
import type { OpenedModel } from '../open-model.ts';
import { type PreparedModel, prepareGraph } from '../prepare-graph.ts';
import type { PreparedCache } from '../prepared-cache.ts';
import { checkFit } from './check-fit.ts';
import { joinedWeights } from './joined-weights.ts';
import type { OpenedRecycle } from './opened-recycle.ts';

/** Tokens that a run of a module drafts where nothing is drawn: adaptive drafts are seldom longer. */
const chainTokens = 3;

/** What is known of a loaded module. */
export interface RecycleFacts {
  /** Its file. */
  readonly name: string;
  /** What the base was called that it was trained on. */
  readonly baseName: string;
  readonly config: RecycleModule['config'];
  /** Parameters that it adds to the base. */
  readonly parameters: number;
  /** These as a share of the base's. */
  readonly shareOfBase: number;
  /** Bytes of its weights in this precision, with the base's table, which they look up. */
  readonly weightsBytes: number;
  /** The base's weights are those that it was trained on, up to rounding. */
  readonly weightsMatch: boolean;
  /** What its maker tells of it: JSON. */
  readonly about: unknown;
}

/** A module in a backend. */
export interface LoadedRecycle extends Disposable {
  readonly facts: RecycleFacts;
  readonly module: RecycleModule;
  /** Names its weights, their form and its graphs. */
  readonly fingerprint: string;
}

export interface LoadRecycleOptions {
  /** Read, not closed. */
  readonly recycle: OpenedRecycle;
  readonly opened: OpenedModel;
  readonly backend: Backend;
  readonly precision: Precision;
  readonly cache?: PreparedCache | undefined;
  readonly onProgress?: ByteProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares and loads a module for a base.
 * @throws ConfigError if it was made for another base; FileError and BackendError as loading does. Nothing stays loaded.
 */
export async function loadRecycle(options: LoadRecycleOptions): Promise<LoadedRecycle> {
  const held: Disposable[] = [];
  const close = (): void => {
    for (const resource of held.splice(0).reverse()) resource[Symbol.dispose]();
  };
  try {
    return { ...(await load(options, held)), [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

/** What has been opened is put into `held` at once. */
async function load(options: LoadRecycleOptions, held: Disposable[]): Promise<Omit<LoadedRecycle, keyof Disposable>> {
  const { recycle, opened, backend, precision } = options;
  const { config, tokenIds } = recycle;
  const { matches: weightsMatch } = await checkFit(recycle, opened);
  const source = joinedWeights(opened.weights, recycle);
  const formatOf = (tensor: string) => source.tensors.get(tensor)?.format;
  const { profile } = backend;
  const graphs = buildRecycleModule({
    config,
    precision,
    profile,
    formatOf,
    base: opened.weights.config,
    chain: { tokens: chainTokens, tokenIds },
  });
  const loadGraph = async ({ graph, plan }: PlannedGraph): Promise<{ prepared: PreparedModel; session: Session }> => {
    const prepared = await prepareGraph({ ...options, graph, plan, source });
    if (prepared.model.weights !== undefined) held.push(prepared.model.weights);
    const session = await backend.createSession(prepared.model);
    held.push(session);
    return { prepared, session };
  };
  const entry = graphs.entry && (await loadGraph(graphs.entry));
  const main = await loadGraph(graphs.module);
  const chain = graphs.chain && (await loadGraph(graphs.chain));
  const module = new RecycleModule({
    config,
    sessions: {
      entry: entry?.session,
      module: main.session,
      chain: chain && { session: chain.session, tokens: chainTokens },
    },
    slots: main.prepared.model.slots,
    tapped: { owner: baseOwner, hidden: config.tappedLayers.map(hiddenSlotName) },
    tokenIds,
    contextLength: opened.weights.config.contextLength,
  });
  held.push(module);
  const prepared = [main, entry, chain].flatMap((loaded) => loaded?.prepared ?? []);
  const weightsBytes = prepared.reduce((sum, each) => sum + each.weightsBytes, 0);
  return {
    facts: { ...factsOf(recycle, opened), weightsBytes, weightsMatch },
    module,
    fingerprint: prepared.map(({ fingerprint }) => fingerprint).join('+'),
  };
}

function factsOf(
  { name, config, base, about }: OpenedRecycle,
  { weights }: OpenedModel,
): Omit<RecycleFacts, 'weightsBytes' | 'weightsMatch'> {
  const parameters = recycleParameters(config);
  let ofBase = 0;
  for (const { shape } of weights.tensors.values()) ofBase += shape.reduce((product, size) => product * size, 1);
  return { name, baseName: base.name, config, parameters, shareOfBase: parameters / ofBase, about };
}

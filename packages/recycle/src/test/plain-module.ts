import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Backend, MutableState, Session, StateSlot, Tensor } from '@recyclegpt/spec';
import { simplify, toOnnx } from '@recyclegpt/tensor';
import { seededRandom, stateOver } from '@recyclegpt/testing';
import { type RecycleConfig, recycleOwner } from '../recycle-config.ts';
import { buildRecycleModule, type PlannedGraph } from '../recycle-graph.ts';
import { RecycleModule } from '../recycle-module.ts';
import { recycleTensorShapes } from '../recycle-tensor-shapes.ts';

export const backends: Readonly<Record<'node' | 'reference', () => Promise<Backend>>> = {
  node: () => nodeBackend({ threads: 2 }),
  reference: async () => referenceBackend(),
};

/** A small module; each test changes what it is about. */
export const smallConfig: RecycleConfig = {
  tappedLayers: [0, 2],
  fusion: 'linear',
  entry: 'paired',
  feedback: 'normed',
  head: 'own',
  draftVocab: 24,
  layers: 1,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  intermediate: 48,
  normEpsilon: 1e-5,
  rope: { base: 10_000, rotaryDim: 8, scaling: { kind: 'none' } },
  hidden: 32,
  vocab: 60,
};

/** Every other token of the vocabulary, from the second on. */
export const draftTokens = (config: RecycleConfig): Int32Array =>
  Int32Array.from({ length: config.draftVocab }, (_, id) => 2 * id + 1);

/** Random tensors of a module and of what it takes of the base, norms included. */
export function randomTensors(config: RecycleConfig, seed = 5): ReadonlyMap<string, Float32Array> {
  const base = [{ name: 'model.embed_tokens.weight', shape: [config.vocab, config.hidden] }];
  const head = { name: 'recycle.head.weight', shape: [config.draftVocab, config.hidden] };
  const needed = [...recycleTensorShapes(config), ...base, ...(config.head === 'sliced' ? [head] : [])];
  return new Map(
    needed.map(({ name, shape }, index) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const scale = shape.length === 1 ? 0.5 : 1.7 / Math.sqrt(shape.at(-1) ?? 1);
      const values = seededRandom(1000 * seed + index).floats(size);
      return [name, values.map((value) => (shape.length === 1 ? 1 : 0) + scale * value)];
    }),
  );
}

/** A module in f32 over tensors in memory, with states that have a base's tapped states and nothing else of a base. */
export interface PlainModule extends Disposable {
  readonly module: RecycleModule;
  /** A state with these tokens and as many rows of the base, by default all but the last token's. */
  createState(tokens: readonly number[], baseRows?: number): MutableState;
  /** `[hidden]` each: the base's states at a position, by tapped layer. They depend on the tokens up to it. */
  tappedStates(tokens: readonly number[], position: number): readonly Float32Array[];
  /** Gives a state's base more rows, up to `end`. */
  extendBase(state: MutableState, end: number): void;
}

export interface PlainModuleOptions {
  readonly backend: Backend;
  readonly config?: RecycleConfig;
  readonly tensors?: ReadonlyMap<string, Float32Array>;
  readonly contextLength?: number;
  /** Tokens of a run that drafts several; without, there is no such run. */
  readonly chainTokens?: number;
  /** Around the module's session, to make it fail. */
  readonly wrap?: (session: Session) => Session;
}

const baseOwner = 'base';

export async function plainModule({
  backend,
  config = smallConfig,
  tensors = randomTensors(config),
  contextLength = 300,
  chainTokens,
  wrap = (session) => session,
}: PlainModuleOptions): Promise<PlainModule> {
  const tokenIds = config.head === 'shared' ? undefined : draftTokens(config);
  const graphs = buildRecycleModule({
    config,
    precision: 'f32',
    profile: backend.profile,
    formatOf: () => 'F32',
    base: { hasTiedHead: true },
    ...(chainTokens !== undefined && { chain: { tokens: chainTokens, tokenIds } }),
  });
  const hidden = config.tappedLayers.map((layer) => `base.${layer}.hidden`);
  const module = new RecycleModule({
    config,
    sessions: {
      entry: graphs.entry && wrap(await load(backend, graphs.entry, tensors)),
      module: wrap(await load(backend, graphs.module, tensors)),
      chain: graphs.chain && {
        session: wrap(await load(backend, graphs.chain, tensors)),
        tokens: chainTokens as number,
      },
    },
    slots: graphs.module.graph.slots,
    tapped: { owner: baseOwner, hidden },
    tokenIds,
    contextLength,
  });
  const tapSlots = hidden.map((name): StateSlot => {
    return { name, kind: 'hidden', owner: baseOwner, width: config.hidden, dtype: 'float32' };
  });
  const slots = [...tapSlots, ...module.slots];
  const tappedStates = (tokens: readonly number[], position: number): readonly Float32Array[] =>
    hidden.map((_, tap) => {
      const history = tokens.slice(0, position + 1).reduce((hash, id) => Math.imul(hash ^ id, 0x01000193), tap);
      return seededRandom(history).floats(config.hidden);
    });
  const extendBase = (state: MutableState, end: number): void => {
    const past = state.rowsOf(baseOwner);
    const { store } = state.targetFor(baseOwner, end - past);
    for (let position = past; position < end; position += 1) {
      for (const [tap, data] of tappedStates(state.tokens, position).entries())
        store.write(hidden[tap] as string, position, { dtype: 'float32', shape: [1, config.hidden], data } as Tensor);
    }
    state.advance(baseOwner, end - past);
  };
  const createState = (tokens: readonly number[], baseRows = tokens.length - 1): MutableState => {
    const state = stateOver({ backend, slots, lags: new Map([[recycleOwner, 1]]) });
    state.commit(tokens);
    if (baseRows > 0) extendBase(state, baseRows);
    return state;
  };
  return { module, createState, tappedStates, extendBase, [Symbol.dispose]: () => module[Symbol.dispose]() };
}

async function load(
  backend: Backend,
  { graph, plan }: PlannedGraph,
  tensors: ReadonlyMap<string, Float32Array>,
): Promise<Session> {
  const { bytes, parameters, weightsBytes } = toOnnx(simplify(graph));
  const file = new Float32Array(weightsBytes / 4);
  for (const { storage, offset } of parameters) {
    let at = offset / 4;
    for (const name of plan.recipes.get(storage)?.tensors ?? []) {
      const values = tensors.get(name) as Float32Array;
      file.set(values, at);
      at += values.length;
    }
  }
  const content = new Uint8Array(file.buffer);
  const weights = {
    name: 'weights',
    sizeBytes: content.length,
    read: async (start: number, length: number) => content.slice(start, start + length),
    [Symbol.dispose]: () => undefined,
  };
  return await backend.createSession({ name: graph.name, graph: bytes, weights, slots: graph.slots });
}

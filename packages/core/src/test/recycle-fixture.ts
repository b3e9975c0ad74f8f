import type { RecycleConfig } from '@recyclegpt/recycle';
import type { DecoderConfig, Precision, RowRange, WeightInfo, WeightSource } from '@recyclegpt/spec';
import { createModel } from '../create-model.ts';
import type { LanguageModel } from '../language-model.ts';
import type { OpenedModel } from '../open-model.ts';
import type { PreparedCache } from '../prepared-cache.ts';
import type { OpenedRecycle } from '../recycle/opened-recycle.ts';
import { seededRecycle } from '../recycle/seeded-recycle.ts';
import { seededModel } from '../seeded-model.ts';
import { type BackendName, backends } from './model-fixture.ts';
import { randomWeights, smallConfig } from './random-weights.ts';

/** A small base whose weights all show, and a module's shape for it; each test changes what it is about. */
export const baseConfig: DecoderConfig = { ...smallConfig, layers: 3 };
const moduleConfig: Partial<RecycleConfig> = { tappedLayers: [0, 2], draftVocab: 40 };

/** Every other token, from the second on. */
export const oddTokens = (draftVocab = 40): Int32Array =>
  Int32Array.from({ length: draftVocab }, (_, id) => 2 * id + 1);

/** An opened model over these weights, with the seeded tokenizer. */
export function openedModel(weights: WeightSource = randomWeights(baseConfig)): OpenedModel {
  return { ...seededModel(), name: weights.name, weights };
}

/** A module with random weights for a model. */
export async function moduleFor(
  opened: OpenedModel,
  { seed = 1, config = {} }: { seed?: number; config?: Partial<RecycleConfig> } = {},
): Promise<OpenedRecycle> {
  const changes = { ...moduleConfig, ...config };
  return await seededRecycle(opened, { seed, config: changes, tokenIds: oddTokens(changes.draftVocab) });
}

export interface RecycledModelOptions {
  readonly backend?: BackendName;
  readonly precision?: Precision;
  readonly opened?: OpenedModel;
  readonly config?: Partial<RecycleConfig>;
  readonly recycle?: OpenedRecycle;
  readonly cache?: PreparedCache;
}

/** A language model with a module. */
export async function recycledModel({
  backend = 'node',
  precision = 'f32',
  opened = openedModel(),
  config = {},
  recycle,
  cache,
}: RecycledModelOptions = {}): Promise<LanguageModel> {
  return await createModel({
    opened,
    backend: await backends[backend](),
    precision,
    recycle: recycle ?? (await moduleFor(opened, { config })),
    cache,
  });
}

/** Weights with some tensors exchanged. */
export function withTensors(
  weights: WeightSource,
  change: (info: WeightInfo, values: Float32Array) => Float32Array,
  changes: Partial<Pick<WeightSource, 'fingerprint' | 'tensors'>> = {},
): WeightSource {
  const changed = new Map<string, Float32Array>();
  const readFloat32 = async (name: string, range?: RowRange): Promise<Float32Array> => {
    const info = weights.tensors.get(name) as WeightInfo;
    const whole = changed.get(name) ?? change(info, await weights.readFloat32(name));
    changed.set(name, whole);
    const columns = info.shape.at(-1) ?? 1;
    return range === undefined ? whole : whole.slice(range.firstRow * columns, (range.firstRow + range.rows) * columns);
  };
  return {
    ...weights,
    fingerprint: `${weights.fingerprint} changed`,
    readFloat32,
    readRaw: async (name, range) => new Uint8Array((await readFloat32(name, range)).slice().buffer),
    ...changes,
  };
}

import { checkRecycleConfig, type RecycleConfig, recycleTensorShapes } from '@recyclegpt/recycle';
import { type DecoderConfig, FileError, type RowRange, type WeightInfo } from '@recyclegpt/spec';
import type { OpenedModel } from '../open-model.ts';
import { familyPrint } from './family-print.ts';
import { mixedBits } from './mixed-bits.ts';
import type { OpenedRecycle, RecycleWeights } from './opened-recycle.ts';
import { weightsPrint } from './weights-print.ts';

export interface SeededRecycleOptions {
  readonly seed?: number;
  /** What differs from `defaultRecycleConfig`. */
  readonly config?: Partial<RecycleConfig>;
  /** `[draftVocab]` int32, ascending. Default: the first ids. */
  readonly tokenIds?: Int32Array;
}

/** Tokens that a module of the default shape can draft. */
const defaultDraftVocab = 8192;

/**
 * The default shape of a module for a base: one layer like the base's over up to four tapped layers, spread evenly up to
 * the last one, and a head of its own on 8,192 tokens.
 */
export function defaultRecycleConfig(base: DecoderConfig): RecycleConfig {
  const { hidden, vocab, heads, kvHeads, headDim, intermediate, normEpsilon, rope, layers } = base;
  const taps = Math.min(4, layers);
  const tappedLayers = Array.from({ length: taps }, (_, tap) => Math.floor(((tap + 1) * layers) / taps) - 1);
  return {
    tappedLayers,
    fusion: 'linear',
    entry: 'paired',
    feedback: 'normed',
    head: 'own',
    draftVocab: Math.min(defaultDraftVocab, vocab),
    layers: 1,
    heads,
    kvHeads,
    headDim,
    intermediate,
    normEpsilon,
    rope,
    hidden,
    vocab,
  };
}

/** A module with seeded random weights for a base: it goes the whole path that a trained one goes, and drafts nonsense. */
export async function seededRecycle(
  opened: Pick<OpenedModel, 'name' | 'weights' | 'tokenizer'>,
  { seed = 1, config: changes = {}, tokenIds }: SeededRecycleOptions = {},
): Promise<OpenedRecycle> {
  const { config: base } = opened.weights;
  const config = { ...defaultRecycleConfig(base), ...changes };
  checkRecycleConfig(config);
  const firstIds = () => Int32Array.from({ length: config.draftVocab }, (_, id) => id);
  return {
    name: `a recycle module with random weights (seed ${seed})`,
    config,
    base: {
      name: opened.name,
      family: familyPrint({ config: base, tokenizer: opened.tokenizer }, config.tappedLayers),
      weights: await weightsPrint(opened.weights),
    },
    about: { seed },
    weights: seededWeights(config, seed),
    tokenIds: config.head === 'shared' ? undefined : (tokenIds ?? firstIds()),
    [Symbol.dispose]: () => undefined,
  };
}

function seededWeights(config: RecycleConfig, seed: number): RecycleWeights {
  const name = `random weights of a recycle module (seed ${seed})`;
  const tensors = new Map(
    [...recycleTensorShapes(config)].map(({ name: tensor, shape }): [string, WeightInfo] => {
      const sizeBytes = shape.reduce((product, size) => product * size, 4);
      return [tensor, { name: tensor, shape, format: 'F32', sizeBytes }];
    }),
  );
  const readFloat32 = async (tensor: string, range?: RowRange): Promise<Float32Array> => {
    const info = tensors.get(tensor);
    if (info === undefined) throw new FileError({ what: `There is no tensor "${tensor}"`, where: name });
    const whole = drawTensor(info, seed);
    const columns = info.shape.at(-1) ?? 1;
    return range === undefined ? whole : whole.slice(range.firstRow * columns, (range.firstRow + range.rows) * columns);
  };
  return {
    name,
    fingerprint: `seeded-recycle-${seed}-${JSON.stringify(config)}`,
    tensors,
    readFloat32,
    readRaw: async (tensor, range) => new Uint8Array((await readFloat32(tensor, range)).buffer),
    [Symbol.dispose]: () => undefined,
  };
}

/** Uniform numbers by seed, tensor and place, of a size that keeps states in bounds; norms around 1. */
function drawTensor({ name, shape, sizeBytes }: WeightInfo, seed: number): Float32Array {
  let key = seed | 0;
  for (let i = 0; i < name.length; i += 1) key = Math.imul(key ^ name.charCodeAt(i), 0x01000193);
  const scale = 1.5 / Math.sqrt(shape.at(-1) ?? 1);
  const isVector = shape.length === 1;
  const values = new Float32Array(sizeBytes / 4);
  for (let i = 0; i < values.length; i += 1) {
    const value = mixedBits(Math.imul(i, 0x9e3779b1) + key) / 2 ** 31;
    values[i] = isVector ? 1 + 0.2 * value : scale * value;
  }
  return values;
}

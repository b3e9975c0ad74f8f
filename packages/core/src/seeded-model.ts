import { type DecoderConfig, FileError, type RowRange, type WeightInfo, type WeightSource } from '@recyclegpt/spec';
import { type GgufVocabulary, tokenizerFromGguf } from '@recyclegpt/tokenizer';
import { decoderTensors } from '@recyclegpt/weights';
import type { OpenedModel } from './open-model.ts';

export interface SeededModelOptions {
  readonly seed?: number;
  readonly config?: Partial<DecoderConfig>;
}

/** Words that a seeded model writes, so that its output is easy on the eyes. */
const words =
  'the a little old small red blue kind quiet brave fox bird tree kite river lamp house garden moon boat cloud stone song door'.split(
    ' ',
  );

/** How GPT-2's vocabularies write bytes that are not printable. */
function byteTokens(): readonly string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    return String.fromCharCode(isPrintable ? byte : next++);
  });
}

function vocabulary(): GgufVocabulary {
  const tokens = [...byteTokens(), ...words.map((word) => `Ġ${word}`), '<|end|>'];
  const tokenTypes = tokens.map((_, id) => (id === tokens.length - 1 ? 3 : 1));
  return { model: 'gpt2', pre: 'gpt-2', tokens, tokenTypes, merges: [], eosTokenId: tokens.length - 1 };
}

const numTokens = vocabulary().tokens.length;

const tiny: DecoderConfig = {
  architecture: 'llama',
  vocab: numTokens,
  hidden: 64,
  intermediate: 160,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 16,
  contextLength: 512,
  normEpsilon: 1e-5,
  rope: { base: 10_000, rotaryDim: 16, scaling: { kind: 'none' } },
  hasTiedHead: true,
  hasAttentionBias: false,
  hasQueryKeyNorm: false,
  slidingWindow: undefined,
};

/** Uniform numbers in [−1, 1) from a seed: mulberry32 (public domain, T. Ettinger). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

class SeededWeights implements WeightSource {
  readonly name: string;
  readonly fingerprint: string;
  readonly config: DecoderConfig;
  readonly tensors: ReadonlyMap<string, WeightInfo>;
  readonly #seed: number;

  constructor(seed: number, config: DecoderConfig) {
    this.name = `a tiny model with random weights (seed ${seed})`;
    this.fingerprint = `seeded-${seed}-${hashOf(JSON.stringify(config)) >>> 0}`;
    this.config = config;
    this.#seed = seed;
    this.tensors = new Map(
      [...decoderTensors(config)].map(({ name, shape }) => [
        name,
        { name, shape, format: 'F32', sizeBytes: 4 * product(shape) },
      ]),
    );
  }

  async readFloat32(name: string, range?: RowRange): Promise<Float32Array> {
    const whole = this.#tensor(name);
    if (range === undefined) return whole;
    const columns = this.tensors.get(name)?.shape.at(-1) ?? 1;
    return whole.slice(range.firstRow * columns, (range.firstRow + range.rows) * columns);
  }

  async readRaw(name: string, range?: RowRange): Promise<Uint8Array> {
    return new Uint8Array((await this.readFloat32(name, range)).buffer);
  }

  [Symbol.dispose](): void {
    // Nothing is held: weights are drawn when they are read.
  }

  #tensor(name: string): Float32Array {
    const info = this.tensors.get(name);
    if (info === undefined) throw new FileError({ what: `There is no tensor "${name}"`, where: this.name });
    const size = product(info.shape);
    if (name.includes('norm')) return new Float32Array(size).fill(1);
    const next = uniform(this.#seed ^ hashOf(name));
    const scale = 1.5 / Math.sqrt(info.shape.at(-1) ?? 1);
    const values = Float32Array.from({ length: size }, () => next() * scale);
    if (name === 'model.embed_tokens.weight') quietBytes(values, this.config.hidden);
    return values;
  }
}

/** Rows of single bytes become small, so that the model writes words. */
function quietBytes(table: Float32Array, hidden: number): void {
  for (let i = 0; i < 256 * hidden; i += 1) table[i] = (table[i] ?? 0) * 0.2;
  for (let i = (numTokens - 1) * hidden; i < table.length; i += 1) table[i] = 0;
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1);
}

/** A tiny model with seeded random weights: it goes the whole path that a real model goes, and writes nonsense. */
export function seededModel({ seed = 1, config = {} }: SeededModelOptions = {}): OpenedModel {
  const weights = new SeededWeights(seed, { ...tiny, ...config });
  return {
    name: weights.name,
    format: 'safetensors',
    weights,
    tokenizer: tokenizerFromGguf(vocabulary()),
    chatTemplate: undefined,
    [Symbol.dispose]: () => undefined,
  };
}

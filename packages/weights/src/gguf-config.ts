import { type DecoderConfig, FileError, type RopeScaling } from '@recyclegpt/spec';
import { checkConfig } from './check-config.ts';
import { ConfigKeys } from './config-keys.ts';
import type { GgufFile } from './open-gguf.ts';

/** What differs between the architectures. Source: llama.cpp, src/llama-arch.cpp and `llama_model_rope_type`. */
interface ArchitectureTraits {
  /** Queries and keys rotate by pairs, so that their rows must be reordered. */
  readonly rotatesPairs: boolean;
  readonly hasQueryKeyNorm: boolean;
}

const architectures: ReadonlyMap<string, ArchitectureTraits> = new Map([
  ['llama', { rotatesPairs: true, hasQueryKeyNorm: false }],
  ['mistral', { rotatesPairs: true, hasQueryKeyNorm: false }],
  ['qwen2', { rotatesPairs: false, hasQueryKeyNorm: false }],
  ['qwen3', { rotatesPairs: false, hasQueryKeyNorm: true }],
]);

/**
 * The decoder that a GGUF file describes.
 * @param ropeFactors values of `rope_freqs.weight`, if the file has it
 * @throws FileError naming the key that is missing or cannot be used
 */
export function ggufConfig(file: GgufFile, ropeFactors?: Float32Array): DecoderConfig {
  const keys = new ConfigKeys(file.source.name, (key) => file.metadata.get(key));
  const { name: architecture, hasQueryKeyNorm } = ggufArchitecture(file);
  const key = (suffix: string) => `${architecture}.${suffix}`;
  const hidden = keys.integer(key('embedding_length'));
  const heads = keys.integer(key('attention.head_count'));
  const headDim = keys.integerOr(key('attention.key_length'), hidden / heads);
  const contextLength = keys.integer(key('context_length'));
  refuseVariants(keys, architecture, headDim);
  const config: DecoderConfig = {
    architecture,
    vocab: vocabOf(file, keys, key('vocab_size')),
    hidden,
    intermediate: keys.integer(key('feed_forward_length')),
    layers: keys.integer(key('block_count')),
    heads,
    kvHeads: keys.integerOr(key('attention.head_count_kv'), heads),
    headDim,
    contextLength,
    normEpsilon: keys.number(key('attention.layer_norm_rms_epsilon')),
    rope: {
      base: keys.numberOr(key('rope.freq_base'), 10000),
      rotaryDim: keys.integerOr(key('rope.dimension_count'), headDim),
      scaling: ropeScaling(keys, architecture, contextLength, ropeFactors),
    },
    hasTiedHead: !file.tensors.has('output.weight'),
    hasAttentionBias: file.tensors.has('blk.0.attn_q.bias'),
    hasQueryKeyNorm,
    slidingWindow: windowOf(keys, key('attention.sliding_window'), contextLength),
  };
  return checkConfig(config, file.source.name);
}

/** Name and traits of the file's architecture. @throws FileError if it is not of the Llama family */
export function ggufArchitecture(file: GgufFile): ArchitectureTraits & { readonly name: string } {
  const keys = new ConfigKeys(file.source.name, (key) => file.metadata.get(key));
  const name = keys.text('general.architecture');
  const traits = architectures.get(name);
  if (!traits) throw keys.error('general.architecture', name, [...architectures.keys()].join(', '));
  return { name, ...traits };
}

function refuseVariants(keys: ConfigKeys, architecture: string, headDim: number): void {
  const experts = `${architecture}.expert_count`;
  if (keys.numberOr(experts, 0) !== 0)
    throw keys.error(experts, keys.number(experts), '0: mixtures of experts are not supported');
  const valueLength = `${architecture}.attention.value_length`;
  const valueDim = keys.integerOr(valueLength, headDim);
  if (valueDim !== headDim) throw keys.error(valueLength, valueDim, `${headDim}, as many as the keys have`);
}

function vocabOf(file: GgufFile, keys: ConfigKeys, key: string): number {
  const rows = file.tensors.get('token_embd.weight')?.shape[0];
  if (rows === undefined) {
    throw new FileError({
      what: 'a tensor is missing',
      where: `${file.source.name}, tensor token_embd.weight`,
      got: `${file.tensors.size} other tensors`,
      next: 'A file with a vocabulary only has no weights: use one with the whole model.',
    });
  }
  const claimed = keys.integerOr(key, rows);
  if (claimed !== rows) throw keys.error(key, claimed, `${rows}, the rows of token_embd.weight`);
  return rows;
}

/** A window as long as the context hides nothing. */
function windowOf(keys: ConfigKeys, key: string, contextLength: number): number | undefined {
  const window = keys.numberOr(key, 0);
  return window === 0 || window >= contextLength ? undefined : keys.integer(key);
}

function ropeScaling(
  keys: ConfigKeys,
  architecture: string,
  contextLength: number,
  factors?: Float32Array,
): RopeScaling {
  const key = (suffix: string) => `${architecture}.rope.scaling.${suffix}`;
  const linear = `${architecture}.rope.scale_linear`;
  const kind = keys.textOr(key('type'), keys.has(linear) ? 'linear' : 'none');
  const factor = keys.numberOr(key('factor'), keys.numberOr(linear, 1));
  if (!(factor > 0)) throw keys.error(key('factor'), factor, 'a positive number');
  if (factors) {
    if (kind !== 'none') throw keys.error(key('type'), kind, 'none beside rope_freqs.weight');
    return { kind: 'factors', factors: Array.from(factors) };
  }
  if (kind === 'none' || (kind === 'linear' && factor === 1)) return { kind: 'none' };
  if (kind === 'linear') return { kind, factor };
  if (kind !== 'yarn') throw keys.error(key('type'), kind, 'none, linear or yarn');
  return {
    kind,
    factor,
    originalContextLength: keys.integerOr(key('original_context_length'), contextLength),
    betaFast: keys.numberOr(key('yarn_beta_fast'), 32),
    betaSlow: keys.numberOr(key('yarn_beta_slow'), 1),
    attentionFactor: keys.numberOr(key('attn_factor'), 1) * (1 + 0.1 * Math.log(factor)),
  };
}

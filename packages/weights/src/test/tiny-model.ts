import type { DecoderConfig, Tensor } from '@recyclegpt/spec';
import { decoderTensors } from '../decoder-tensors.ts';
import { float32, ggufBytes, type TestTensor, type TestValue, text, uint32 } from './gguf-bytes.ts';
import { randomWeights, seededRandom } from './random.ts';

/** A decoder of two layers with heads of 8, small enough to look at. */
export const tinyConfig: DecoderConfig = {
  architecture: 'llama',
  vocab: 11,
  hidden: 32,
  intermediate: 64,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  contextLength: 64,
  normEpsilon: 1e-5,
  rope: { base: 10000, rotaryDim: 8, scaling: { kind: 'none' } },
  hasTiedHead: true,
  hasAttentionBias: false,
  hasQueryKeyNorm: false,
  slidingWindow: undefined,
};

export type TinyWeights = ReadonlyMap<string, Tensor<'float32'>>;

/** Seeded weights under canonical names, in canonical order. */
export function tinyWeights(config: DecoderConfig, seed = 1): TinyWeights {
  const random = seededRandom(seed);
  const weights = new Map<string, Tensor<'float32'>>();
  for (const { name, shape } of decoderTensors(config)) {
    const length = shape.reduce((product, next) => product * next, 1);
    weights.set(name, { dtype: 'float32', shape, data: randomWeights(random, length) });
  }
  return weights;
}

export function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice();
}

/** Rows from halves to pairs, as llama.cpp's converter does it: reshape [heads, 2, half], swap the last two. */
function halvesToPairs(data: Float32Array, headDim: number, columns: number): Float32Array {
  const paired = new Float32Array(data.length);
  const half = headDim / 2;
  for (let row = 0; row < data.length / columns; row++) {
    const within = row % headDim;
    const target = row - within + 2 * (within % half) + Math.floor(within / half);
    paired.set(data.subarray(row * columns, (row + 1) * columns), target * columns);
  }
  return paired;
}

/** Names as GGUF has them, spelt out apart from the code under test. */
function ggufName(name: string): string {
  const outer: Record<string, string> = {
    'model.embed_tokens.weight': 'token_embd.weight',
    'model.norm.weight': 'output_norm.weight',
    'lm_head.weight': 'output.weight',
  };
  return (
    outer[name] ??
    name
      .replace('model.layers.', 'blk.')
      .replace('input_layernorm', 'attn_norm')
      .replace('post_attention_layernorm', 'ffn_norm')
      .replace(/self_attn\.([qkv])_proj/, 'attn_$1')
      .replace('self_attn.o_proj', 'attn_output')
      .replace(/self_attn\.([qk])_norm/, 'attn_$1_norm')
      .replace(/mlp\.(gate|up|down)_proj/, 'ffn_$1')
  );
}

export function ggufTensors(config: DecoderConfig, weights: TinyWeights): TestTensor[] {
  const isPaired = config.architecture === 'llama' || config.architecture === 'mistral';
  return [...weights].map(([name, { shape, data }]) => {
    const mustPair = isPaired && /[qk]_proj/.test(name);
    const stored = mustPair ? halvesToPairs(data, config.headDim, shape[1] ?? 1) : data;
    return { name: ggufName(name), shape, type: 0, bytes: bytesOf(stored) };
  });
}

export function ggufMetadata(config: DecoderConfig): Record<string, TestValue> {
  const prefix = config.architecture;
  return {
    'general.architecture': text(prefix),
    [`${prefix}.block_count`]: uint32(config.layers),
    [`${prefix}.context_length`]: uint32(config.contextLength),
    [`${prefix}.embedding_length`]: uint32(config.hidden),
    [`${prefix}.feed_forward_length`]: uint32(config.intermediate),
    [`${prefix}.attention.head_count`]: uint32(config.heads),
    [`${prefix}.attention.head_count_kv`]: uint32(config.kvHeads),
    [`${prefix}.attention.layer_norm_rms_epsilon`]: float32(config.normEpsilon),
    [`${prefix}.rope.freq_base`]: float32(config.rope.base),
  };
}

/** The model as a GGUF file in F32. */
export function tinyGguf(config = tinyConfig, seed = 1): Uint8Array {
  return ggufBytes({ metadata: ggufMetadata(config), tensors: ggufTensors(config, tinyWeights(config, seed)) });
}

/** The model's config as Hugging Face writes it. */
export function huggingFaceJson(config: DecoderConfig): Record<string, unknown> {
  return {
    model_type: config.architecture,
    vocab_size: config.vocab,
    hidden_size: config.hidden,
    intermediate_size: config.intermediate,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.normEpsilon,
    rope_theta: config.rope.base,
    rope_scaling: null,
    tie_word_embeddings: config.hasTiedHead,
    hidden_act: 'silu',
  };
}

/** The model as a checkpoint of llama2.c, version 0. */
export function llama2cBytes(config: DecoderConfig, weights: TinyWeights): Uint8Array {
  const floats: number[] = [];
  const put = (name: string, isPaired = false) => {
    const { data, shape } = weights.get(name)!;
    for (const value of isPaired ? halvesToPairs(data, config.headDim, shape[1]!) : data) floats.push(value);
  };
  const putLayers = (part: string, isPaired = false) => {
    for (let layer = 0; layer < config.layers; layer++) put(`model.layers.${layer}.${part}.weight`, isPaired);
  };
  put('model.embed_tokens.weight');
  putLayers('input_layernorm');
  putLayers('self_attn.q_proj', true);
  putLayers('self_attn.k_proj', true);
  for (const part of ['self_attn.v_proj', 'self_attn.o_proj', 'post_attention_layernorm']) putLayers(part);
  for (const part of ['mlp.gate_proj', 'mlp.down_proj', 'mlp.up_proj']) putLayers(part);
  put('model.norm.weight');
  for (let i = 0; i < config.contextLength * config.headDim; i++) floats.push(0.5);
  if (!config.hasTiedHead) put('lm_head.weight');
  const { hidden, intermediate, layers, heads, kvHeads, vocab, contextLength } = config;
  const header = [hidden, intermediate, layers, heads, kvHeads, config.hasTiedHead ? vocab : -vocab, contextLength];
  const bytes = new Uint8Array(28 + floats.length * 4);
  bytes.set(new Uint8Array(Int32Array.from(header).buffer));
  bytes.set(bytesOf(Float32Array.from(floats)), 28);
  return bytes;
}

/** All chunks as one file. */
export function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  const parts = [...chunks];
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

import { decoderTensorShapes } from '@recyclegpt/base-model';
import { ConfigError, type DecoderConfig, type Tensor } from '@recyclegpt/spec';
import { float32ToFloat16, writeSafetensors } from '@recyclegpt/weights';
import type { FlatParameters } from '../optimiser/flat-parameters.ts';

/** How the tensors of an exported base are stored. */
export type BaseFileType = 'F32' | 'F16';

/**
 * The weights of a trained base as a safetensors file, in chunks, under Hugging Face's names.
 * @throws ConfigError for a number that the type does not hold
 */
export function baseFile(config: DecoderConfig, parameters: FlatParameters, type: BaseFileType): Iterable<Uint8Array> {
  const tensors = new Map<string, Tensor>();
  for (const { name, shape } of decoderTensorShapes(config)) {
    const values = parameters.view(name);
    checkRange(name, values, type);
    const isHalf = type === 'F16';
    tensors.set(
      name,
      isHalf
        ? { dtype: 'float16', shape, data: float32ToFloat16(values) }
        : { dtype: 'float32', shape, data: values.slice() },
    );
  }
  return writeSafetensors(tensors, new Map([['format', 'pt']]));
}

const largestHalf = 65504;

function checkRange(name: string, values: Float32Array, type: BaseFileType): void {
  const largest = type === 'F16' ? largestHalf : Number.MAX_VALUE;
  const wrong = values.find((value) => !(Math.abs(value) <= largest));
  if (wrong === undefined) return;
  throw new ConfigError({
    what: `A weight cannot be written as ${type}`,
    where: `tensor ${name}`,
    got: `${wrong}`,
    expected: `numbers of at most ${largest}`,
    next: 'Write it in float32, or train with a lower learning rate.',
  });
}

/** `config.json` of a base as Hugging Face's libraries read it. @throws ConfigError for a stretched rotation */
export function huggingFaceJson(config: DecoderConfig, type: BaseFileType): Readonly<Record<string, unknown>> {
  if (config.rope.scaling.kind !== 'none') {
    throw new ConfigError({
      what: 'A stretched rotation cannot be written',
      where: 'rope',
      got: config.rope.scaling.kind,
    });
  }
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: config.architecture,
    vocab_size: config.vocab,
    hidden_size: config.hidden,
    intermediate_size: config.intermediate,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.normEpsilon,
    rope_theta: config.rope.base,
    hidden_act: 'silu',
    attention_bias: config.hasAttentionBias,
    tie_word_embeddings: config.hasTiedHead,
    torch_dtype: type === 'F16' ? 'float16' : 'float32',
  };
}

import type { DecoderConfig } from '@recyclegpt/spec';

/** A tensor that a decoder needs: Hugging Face's name, and its shape, matrices as `[out, in]`. */
export interface DecoderTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The tensors of a decoder in order of use, one at a time: a damaged config may claim billions of layers. */
export function* decoderTensors(config: DecoderConfig): Generator<DecoderTensor> {
  const { vocab, hidden, layers, hasTiedHead } = config;
  yield { name: 'model.embed_tokens.weight', shape: [vocab, hidden] };
  for (let layer = 0; layer < layers; layer++) yield* layerTensors(config, `model.layers.${layer}`);
  yield { name: 'model.norm.weight', shape: [hidden] };
  if (!hasTiedHead) yield { name: 'lm_head.weight', shape: [vocab, hidden] };
}

function* layerTensors(config: DecoderConfig, prefix: string): Generator<DecoderTensor> {
  const { hidden, intermediate } = config;
  yield { name: `${prefix}.input_layernorm.weight`, shape: [hidden] };
  yield* attentionTensors(config, `${prefix}.self_attn`);
  yield { name: `${prefix}.post_attention_layernorm.weight`, shape: [hidden] };
  yield { name: `${prefix}.mlp.gate_proj.weight`, shape: [intermediate, hidden] };
  yield { name: `${prefix}.mlp.up_proj.weight`, shape: [intermediate, hidden] };
  yield { name: `${prefix}.mlp.down_proj.weight`, shape: [hidden, intermediate] };
}

function* attentionTensors(config: DecoderConfig, prefix: string): Generator<DecoderTensor> {
  const { hidden, headDim } = config;
  const queryRows = config.heads * headDim;
  const keyRows = config.kvHeads * headDim;
  const projections = [
    ['q_proj', queryRows],
    ['k_proj', keyRows],
    ['v_proj', keyRows],
  ] as const;
  for (const [projection, rows] of projections) {
    yield { name: `${prefix}.${projection}.weight`, shape: [rows, hidden] };
    if (config.hasAttentionBias) yield { name: `${prefix}.${projection}.bias`, shape: [rows] };
  }
  if (config.hasQueryKeyNorm) {
    yield { name: `${prefix}.q_norm.weight`, shape: [headDim] };
    yield { name: `${prefix}.k_norm.weight`, shape: [headDim] };
  }
  yield { name: `${prefix}.o_proj.weight`, shape: [hidden, queryRows] };
}

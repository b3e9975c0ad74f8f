import type { DecoderConfig } from '@recyclegpt/spec';

/** A tensor of a decoder, under Hugging Face's name; matrices are `[out, in]`. */
export interface DecoderTensorShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The tensors of a decoder in order of use. */
export function* decoderTensorShapes(config: DecoderConfig): Generator<DecoderTensorShape> {
  const { vocab, hidden, layers, hasTiedHead } = config;
  yield { name: 'model.embed_tokens.weight', shape: [vocab, hidden] };
  for (let layer = 0; layer < layers; layer += 1) yield* layerShapes(config, `model.layers.${layer}`);
  yield { name: 'model.norm.weight', shape: [hidden] };
  if (!hasTiedHead) yield { name: 'lm_head.weight', shape: [vocab, hidden] };
}

function* layerShapes(config: DecoderConfig, prefix: string): Generator<DecoderTensorShape> {
  const { hidden, intermediate, heads, kvHeads, headDim, hasAttentionBias, hasQueryKeyNorm } = config;
  const tensor = (part: string, ...shape: readonly number[]): DecoderTensorShape => ({
    name: `${prefix}.${part}`,
    shape,
  });
  yield tensor('input_layernorm.weight', hidden);
  for (const [kind, width] of [
    ['q', heads * headDim],
    ['k', kvHeads * headDim],
    ['v', kvHeads * headDim],
  ] as const) {
    yield tensor(`self_attn.${kind}_proj.weight`, width, hidden);
    if (hasAttentionBias) yield tensor(`self_attn.${kind}_proj.bias`, width);
    if (hasQueryKeyNorm && kind !== 'v') yield tensor(`self_attn.${kind}_norm.weight`, headDim);
  }
  yield tensor('self_attn.o_proj.weight', hidden, heads * headDim);
  yield tensor('post_attention_layernorm.weight', hidden);
  yield tensor('mlp.gate_proj.weight', intermediate, hidden);
  yield tensor('mlp.up_proj.weight', intermediate, hidden);
  yield tensor('mlp.down_proj.weight', hidden, intermediate);
}

import { type SequenceShape, sequenceAttention } from '@recyclegpt/nn';
import type { DecoderConfig } from '@recyclegpt/spec';
import { int64s, ops, type Value } from '@recyclegpt/tensor';

/** Inputs of a batch of whole sequences; rows = batch · seq. */
export interface DecoderRows {
  /** int64 `[rows]` */
  readonly tokenIds: Value;
  /** float32 `[rows, rotaryDim / 2]` */
  readonly cos: Value;
  readonly sin: Value;
  /** `[batch, 1, seq, seq]`: 0 where a row sees another, a large negative number elsewhere. */
  readonly mask: Value;
}

/** What a decoder computes for a batch. */
export interface DecoderStates {
  /** `[rows, hidden]`: the looked-up rows of the table of embeddings. */
  readonly embeddings: Value;
  /** By layer, `[rows, hidden]`: outputs of the layers, as tapped when decoding. */
  readonly layers: readonly Value[];
  /** `[rows, hidden]`: after the final norm, what the head takes. */
  readonly normed: Value;
}

export interface DecoderNetworkOptions {
  readonly config: DecoderConfig;
  readonly batch: number;
  readonly seq: number;
  readonly rows: DecoderRows;
  /** A tensor by its name in `decoderTensorShapes`. */
  readonly weight: (name: string) => Value;
}

/**
 * A decoder of the Llama family over whole sequences, differentiable: the network of `buildDecoder` with float32
 * weights, without a past. A sliding window is a matter of the mask.
 */
export function decoderNetwork({ config, batch, seq, rows, weight }: DecoderNetworkOptions): DecoderStates {
  const { heads, kvHeads, headDim, normEpsilon } = config;
  const shape: SequenceShape = { batch, seq, heads, kvHeads, headDim };
  const network = { config, shape, rows, weight };
  const layers: Value[] = [];
  const embeddings = ops.gather(weight('model.embed_tokens.weight'), rows.tokenIds);
  let sum = embeddings;
  for (let layer = 0; layer < config.layers; layer += 1) {
    sum = decoderLayer(network, `model.layers.${layer}`, sum);
    layers.push(sum);
  }
  return { embeddings, layers, normed: ops.rmsNorm(sum, weight('model.norm.weight'), normEpsilon) };
}

interface Network {
  readonly config: DecoderConfig;
  readonly shape: SequenceShape;
  readonly rows: DecoderRows;
  readonly weight: (name: string) => Value;
}

function decoderLayer(network: Network, prefix: string, sum: Value): Value {
  const { config, weight } = network;
  const normed = ops.rmsNorm(sum, weight(`${prefix}.input_layernorm.weight`), config.normEpsilon);
  const attended = linear(network, attention(network, prefix, normed), `${prefix}.self_attn.o_proj`);
  const between = ops.add(sum, attended);
  const inner = ops.rmsNorm(between, weight(`${prefix}.post_attention_layernorm.weight`), config.normEpsilon);
  const gate = ops.silu(linear(network, inner, `${prefix}.mlp.gate_proj`));
  const product = ops.multiply(gate, linear(network, inner, `${prefix}.mlp.up_proj`));
  return ops.add(between, linear(network, product, `${prefix}.mlp.down_proj`));
}

function attention(network: Network, prefix: string, normed: Value): Value {
  const { config, shape, rows } = network;
  const projected = (kind: string): Value => {
    const product = linear(network, normed, `${prefix}.self_attn.${kind}_proj`);
    return config.hasAttentionBias
      ? ops.add(product, network.weight(`${prefix}.self_attn.${kind}_proj.bias`))
      : product;
  };
  const rotated = (kind: 'q' | 'k', heads: number): Value =>
    rotate(
      network,
      headNorm(network, projected(kind), { heads, name: `${prefix}.self_attn.${kind}_norm.weight` }),
      heads,
    );
  const query = rotated('q', config.heads);
  const key = rotated('k', config.kvHeads);
  return sequenceAttention({ query, key, value: projected('v'), mask: rows.mask }, shape);
}

/** Qwen3's norm of each head. */
function headNorm(
  { config, shape, weight }: Network,
  x: Value,
  { heads, name }: { readonly heads: number; readonly name: string },
): Value {
  if (!config.hasQueryKeyNorm) return x;
  const rows = shape.batch * shape.seq;
  const normed = ops.rmsNorm(ops.reshape(x, [rows * heads, config.headDim]), weight(name), config.normEpsilon);
  return ops.reshape(normed, [rows, heads * config.headDim]);
}

function rotate({ config: { rope, headDim }, shape, rows }: Network, x: Value, heads: number): Value {
  const count = shape.batch * shape.seq;
  const rotated = ops.rotaryEmbedding(ops.unsqueeze(x, [0]), {
    positions: ops.unsqueeze(int64s([...Array(count).keys()]), [0]),
    cos: rows.cos,
    sin: rows.sin,
    heads,
    rotaryDim: rope.rotaryDim === headDim ? 0 : rope.rotaryDim,
  });
  return ops.reshape(rotated, [count, heads * headDim]);
}

function linear({ weight }: Network, x: Value, name: string): Value {
  return ops.gemm(x, weight(`${name}.weight`), undefined, { transB: 1 });
}

import {
  embedding,
  LinearInput,
  type LinearWeight,
  type Rotation,
  rotated,
  swiGlu,
  type WeightChooser,
  type WeightPlan,
} from '@recyclegpt/nn';
import type { DecoderConfig } from '@recyclegpt/spec';
import { ops, type Value } from '@recyclegpt/tensor';

/** Names of a layer's tensors. */
const layerName = (layer: number, name: string): string => `model.layers.${layer}.${name}`;

/** Queries, keys and values of new rows of a layer, rotated: `[1, seq, heads · headDim]`, `[1, seq, kvHeads · headDim]`. */
export interface NewRows {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
}

/** What all layers share. */
export interface DecoderParts {
  readonly plan: WeightPlan;
  readonly config: DecoderConfig;
  readonly weight: WeightChooser;
  readonly rotation: Rotation;
  /** What the rows of a layer see: `[1, seq, heads · headDim]`. */
  readonly attend: (layer: number, rows: NewRows) => Value;
}

/** A layer's results. */
export interface LayerResult {
  /** `[1, seq, hidden]`: its output. */
  readonly sum: Value;
  /** The same as the next layer, or the head, takes it. */
  readonly normed: Value;
  /** `[1, seq, kvHeads · headDim]` */
  readonly key: Value;
  readonly value: Value;
}

/** All layers of a decoder over the embeddings of tokens, `[1, seq, hidden]`. */
export function decoderLayers(build: DecoderParts, embedded: Value): readonly LayerResult[] {
  const { config } = build;
  const results: LayerResult[] = [];
  let sum = embedded;
  let normed = ops.rmsNorm(
    embedded,
    build.plan.vector([layerName(0, 'input_layernorm.weight')], config.hidden),
    config.normEpsilon,
  );
  for (let layer = 0; layer < config.layers; layer += 1) {
    const result = decoderLayer(build, layer, { sum, normed });
    results.push(result);
    ({ sum, normed } = result);
  }
  return results;
}

function decoderLayer(build: DecoderParts, layer: number, { sum, normed }: { sum: Value; normed: Value }): LayerResult {
  const { config } = build;
  const { hidden, intermediate, normEpsilon } = config;
  const { output, ...rows } = attentionBlock(build, layer, normed);
  const between = ops.addRmsNorm(
    output,
    sum,
    build.plan.vector([layerName(layer, 'post_attention_layernorm.weight')], hidden),
    normEpsilon,
  );
  const gateAndUp = new LinearInput(between.normed, build.plan).apply(
    build.weight({
      tensors: [layerName(layer, 'mlp.gate_proj.weight'), layerName(layer, 'mlp.up_proj.weight')],
      out: 2 * intermediate,
      in: hidden,
    }),
  );
  const down = new LinearInput(swiGlu(gateAndUp, intermediate), build.plan).apply(
    build.weight({ tensors: [layerName(layer, 'mlp.down_proj.weight')], out: hidden, in: intermediate }),
  );
  const next = layer + 1 < config.layers ? layerName(layer + 1, 'input_layernorm.weight') : 'model.norm.weight';
  return { ...ops.addRmsNorm(down, between.sum, build.plan.vector([next], hidden), normEpsilon), ...rows };
}

function attentionBlock(
  build: DecoderParts,
  layer: number,
  normed: Value,
): Pick<LayerResult, 'key' | 'value'> & { output: Value } {
  const { config } = build;
  const { heads, kvHeads, headDim, hidden } = config;
  const [queries, keys, value] = ops.split(
    new LinearInput(normed, build.plan).apply(build.weight(projections(config, layer))),
    [heads * headDim, kvHeads * headDim, kvHeads * headDim],
    2,
  ) as [Value, Value, Value];
  const query = rotate(
    build,
    headNorm(build, queries, { heads, tensor: layerName(layer, 'self_attn.q_norm.weight') }),
    heads,
  );
  const key = rotate(
    build,
    headNorm(build, keys, { heads: kvHeads, tensor: layerName(layer, 'self_attn.k_norm.weight') }),
    kvHeads,
  );
  const mixed = build.attend(layer, { query, key, value });
  const output = new LinearInput(mixed, build.plan).apply(
    build.weight({ tensors: [layerName(layer, 'self_attn.o_proj.weight')], out: hidden, in: heads * headDim }),
  );
  return { output, key, value };
}

/** Query, key and value projections as one matrix. */
function projections(
  { heads, kvHeads, headDim, hidden, hasAttentionBias }: DecoderConfig,
  layer: number,
): Omit<LinearWeight, 'encoding'> {
  const of = (kind: string): readonly string[] =>
    ['q', 'k', 'v'].map((name) => layerName(layer, `self_attn.${name}_proj.${kind}`));
  return {
    tensors: of('weight'),
    biases: hasAttentionBias ? of('bias') : undefined,
    out: (heads + 2 * kvHeads) * headDim,
    in: hidden,
  };
}

/** Qwen3's norm of each head. */
function headNorm(build: DecoderParts, x: Value, { heads, tensor }: { heads: number; tensor: string }): Value {
  const { headDim, hasQueryKeyNorm, normEpsilon } = build.config;
  if (!hasQueryKeyNorm) return x;
  const normed = ops.rmsNorm(
    ops.reshape(x, [0, -1, heads, headDim]),
    build.plan.vector([tensor], headDim),
    normEpsilon,
  );
  return ops.reshape(normed, [0, -1, heads * headDim]);
}

function rotate({ config, rotation }: DecoderParts, x: Value, heads: number): Value {
  return rotated(x, heads, { ...config, rotation });
}

/** The head over some rows of the last layer's results: `[1, rows, vocab]`. */
export function headLogits(build: DecoderParts, normed: Value): Value {
  const { config, plan, weight } = build;
  const tensor = config.hasTiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight';
  return new LinearInput(normed, plan).apply(weight({ tensors: [tensor], out: config.vocab, in: config.hidden }));
}

/** Embeddings of int64 `[1, seq]` token ids: `[1, seq, hidden]`. */
export function embedTokens({ config, plan, weight }: DecoderParts, tokenIds: Value): Value {
  const table = weight({ tensors: ['model.embed_tokens.weight'], out: config.vocab, in: config.hidden });
  return embedding(tokenIds, table, plan);
}

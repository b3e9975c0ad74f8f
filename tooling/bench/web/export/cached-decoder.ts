import { embedding, LinearInput, RotaryTable, swiGlu, WeightPlan, weightChooser } from '@recyclegpt/nn';
import { ConfigError, type DecoderConfig, type Precision, type WeightSource } from '@recyclegpt/spec';
import { constant, type Graph, input, ops, type Value } from '@recyclegpt/tensor';
import { type CachedRows, cachedAttention, cachedRows, causalMask } from './cached-attention.ts';

/** A graph and what its parameters are made from. */
export interface CachedDecoder {
  readonly graph: Graph;
  readonly plan: WeightPlan;
}

interface Build {
  readonly config: DecoderConfig;
  readonly plan: WeightPlan;
  /** x · Wᵀ for tensors one below the other, without the ending `.weight`. */
  readonly linear: (x: Value, names: readonly string[], shape: readonly [out: number, inputs: number]) => Value;
  readonly rotate: (x: Value, heads: number) => Value;
  readonly mask: Value;
}

/** A layer's place in the sum of all layers. */
interface Flow {
  readonly sum: Value;
  readonly normed: Value;
}

/**
 * A decoder of the Llama family with the inputs and outputs that transformers.js expects of a text model: int64 `input_ids`,
 * `attention_mask` and `position_ids`, and per layer `past_key_values.L.key` and `.value` `[1, kvHeads, past, headDim]`; out come
 * `logits` and `present.L.key` and `.value`. One sequence without padding. `logits` are those of the last row alone, `[1, 1,
 * vocab]`, as exports with `num_logits_to_keep` give them: the costly head over all rows of a prompt is spared.
 * @throws ConfigError for biases and norms of heads, which this export does not know
 */
export function buildCachedDecoder(
  source: Pick<WeightSource, 'config' | 'tensors'>,
  precision: Extract<Precision, 'f32' | 'int8'>,
): CachedDecoder {
  const { config } = source;
  if (config.hasAttentionBias || config.hasQueryKeyNorm)
    throw new ConfigError({ what: 'The export knows no biases and no norms of heads', got: config.architecture });
  const plan = new WeightPlan();
  const choose = weightChooser({ precision, int8Weights: 'uint8', formatOf: () => undefined });
  const [ids, attended, positions] = ['input_ids', 'attention_mask', 'position_ids'].map((name) =>
    input(name, 'int64', [1, name === 'attention_mask' ? 'past+seq' : 'seq']),
  ) as [Value, Value, Value];
  const [cos, sin] = rotaryTables(config);
  const build: Build = {
    config,
    plan,
    linear: (x, names, [out, inputs]) =>
      new LinearInput(x, plan).apply(choose({ tensors: names.map((name) => `${name}.weight`), out, in: inputs })),
    rotate: (x, heads) => ops.rotaryEmbedding(x, { positions, cos, sin, heads, rotaryDim: 0 }),
    mask: causalMask(attended, positions, config),
  };
  const { hidden, vocab } = config;
  const embedded = embedding(ids, choose({ tensors: ['model.embed_tokens.weight'], out: vocab, in: hidden }), plan);
  let flow: Flow = { sum: embedded, normed: ops.rmsNorm(embedded, normOf(build, 0), config.normEpsilon) };
  const cached: { readonly keys: CachedRows; readonly values: CachedRows }[] = [];
  for (let layer = 0; layer < config.layers; layer += 1) {
    const { rows, ...next } = decoderLayer(build, layer, flow);
    flow = next;
    cached.push(rows);
  }
  const last = ops.slice(flow.normed, { axis: 1, start: -1, end: 2 ** 31 - 1 });
  const logits = build.linear(last, [config.hasTiedHead ? 'model.embed_tokens' : 'lm_head'], [vocab, hidden]);
  return { plan, graph: assemble([ids, attended, positions], cached, logits) };
}

function assemble(
  inputs: readonly Value[],
  cached: readonly { readonly keys: CachedRows; readonly values: CachedRows }[],
  logits: Value,
): Graph {
  return {
    name: 'cached-decoder',
    inputs: [...inputs, ...cached.flatMap(({ keys, values }) => [keys.past, values.past])],
    outputs: [
      { name: 'logits', value: logits },
      ...cached.flatMap(({ keys, values }, layer) => [
        { name: `present.${layer}.key`, value: keys.present },
        { name: `present.${layer}.value`, value: values.present },
      ]),
    ],
    slots: [],
    metadata: {},
  };
}

/** `[contextLength, headDim / 2]` each. */
function rotaryTables(config: DecoderConfig): readonly [Value, Value] {
  const { contextLength, headDim } = config;
  const { cos, sin } = new RotaryTable(config).rows(0, contextLength);
  const table = (data: Float32Array): Value =>
    constant({ dtype: 'float32', shape: [contextLength, headDim / 2], data });
  return [table(cos), table(sin)];
}

/** The weights of the norm before a layer, or before the head. */
function normOf({ config, plan }: Pick<Build, 'config' | 'plan'>, layer: number): Value {
  const name = layer < config.layers ? `model.layers.${layer}.input_layernorm.weight` : 'model.norm.weight';
  return plan.vector([name], config.hidden);
}

function decoderLayer(
  build: Build,
  layer: number,
  { sum, normed }: Flow,
): Flow & { readonly rows: { readonly keys: CachedRows; readonly values: CachedRows } } {
  const { config, linear, rotate, mask, plan } = build;
  const { heads, kvHeads, headDim, hidden, intermediate, normEpsilon } = config;
  const name = (part: string): string => `model.layers.${layer}.${part}`;
  const sizes = [heads * headDim, kvHeads * headDim, kvHeads * headDim];
  const attention = ['q', 'k', 'v'].map((part) => name(`self_attn.${part}_proj`));
  const [queries, keys, values] = ops.split(
    linear(normed, attention, [(heads + 2 * kvHeads) * headDim, hidden]),
    sizes,
    2,
  ) as [Value, Value, Value];
  const past = (kind: string): string => `past_key_values.${layer}.${kind}`;
  const rows = {
    keys: cachedRows(past('key'), rotate(keys, kvHeads), config),
    values: cachedRows(past('value'), values, config),
  };
  const mixed = cachedAttention(rotate(queries, heads), rows, { mask, config });
  const output = linear(mixed, [name('self_attn.o_proj')], [hidden, heads * headDim]);
  const between = plan.vector([name('post_attention_layernorm.weight')], hidden);
  const middle = ops.addRmsNorm(output, sum, between, normEpsilon);
  const gates = ['gate', 'up'].map((part) => name(`mlp.${part}_proj`));
  const gated = swiGlu(linear(middle.normed, gates, [2 * intermediate, hidden]), intermediate);
  const down = linear(gated, [name('mlp.down_proj')], [hidden, intermediate]);
  return { ...ops.addRmsNorm(down, middle.sum, normOf(build, layer + 1), normEpsilon), rows };
}

import {
  type AttendedSlot,
  type AttentionInputs,
  attendedSlot,
  attentionInputs,
  bindingOf,
  embedding,
  groupedQueryAttention,
  LinearInput,
  type LinearWeight,
  swiGlu,
  WeightPlan,
} from '@recyclegpt/nn';
import {
  ConfigError,
  type DecoderConfig,
  type GraphProfile,
  type Precision,
  type SlotBinding,
  type StateSlot,
} from '@recyclegpt/spec';
import { type Graph, input, ops, type Value } from '@recyclegpt/tensor';
import { type FormatOf, weightChooser } from './encodings.ts';

export interface DecoderGraphOptions {
  readonly config: DecoderConfig;
  readonly precision: Precision;
  readonly profile: GraphProfile;
  /** Format of each tensor in the model file: some are kept as they are. */
  readonly formatOf: FormatOf;
  /** Layers whose outputs are kept as hidden-state slots, from 0. */
  readonly tappedLayers?: readonly number[];
}

/** A decoder as a graph, and what its parameters are made from. */
export interface DecoderGraph {
  readonly graph: Graph;
  readonly plan: WeightPlan;
}

/** The owner of the decoder's rows in a state. */
export const baseOwner = 'base';

/** The slot of a tapped layer's output. */
export const hiddenSlotName = (layer: number): string => `${baseOwner}.${layer}.hidden`;

const keyRows = 'rows.keysAndValues';
const hiddenRows = 'rows.hidden';

/** Names of a layer's tensors. */
const layerName = (layer: number, name: string): string => `model.layers.${layer}.${name}`;

interface Rotation {
  readonly positions: Value;
  readonly cos: Value;
  readonly sin: Value;
}

/** What all layers share. */
interface Build {
  readonly plan: WeightPlan;
  readonly config: DecoderConfig;
  readonly weight: ReturnType<typeof weightChooser>;
  readonly attention: AttentionInputs;
  readonly rotation: Rotation;
}

/** Keys and values of a layer and what follows it. */
interface LayerResult {
  readonly sum: Value;
  readonly normed: Value;
  readonly keys: AttendedSlot;
  readonly values: AttendedSlot;
  readonly key: Value;
  readonly value: Value;
}

/**
 * Builds a decoder of the Llama family (Touvron et al., arXiv 2302.13971): inputs are token ids, rotations, masks and
 * the slots' rows; outputs are logits of the rows asked for, and the new rows of all slots.
 * @throws ConfigError for a precision or a tapped layer that does not exist.
 */
export function buildDecoder(options: DecoderGraphOptions): DecoderGraph {
  const { config, precision, profile, formatOf, tappedLayers = [] } = options;
  checkOptions(options);
  const tokenIds = input('tokenIds', 'int64', [1, 'seq']);
  const logitRows = input('logitRows', 'int64', ['rows']);
  const build: Build = {
    config,
    plan: new WeightPlan(),
    weight: weightChooser({ precision, int8Weights: profile.int8Weights, formatOf }),
    attention: attentionInputs(config),
    rotation: rotationInputs(config),
  };
  const table = build.weight({ tensors: ['model.embed_tokens.weight'], out: config.vocab, in: config.hidden });
  const layers = decoderLayers(build, embedding(tokenIds, table, build.plan));
  const last = layers.at(-1)?.normed as Value;
  const head = config.hasTiedHead
    ? table
    : build.weight({ tensors: ['lm_head.weight'], out: config.vocab, in: config.hidden });
  const logits = new LinearInput(ops.gather(last, logitRows, 1), build.plan).apply(head);
  return { graph: assemble({ build, layers, logits, tokenIds, logitRows, tappedLayers }), plan: build.plan };
}

function checkOptions({ config, precision, profile, tappedLayers = [] }: DecoderGraphOptions): void {
  if (!profile.precisions.includes(precision)) {
    throw new ConfigError({
      what: 'The backend does not run this precision',
      where: 'precision',
      expected: profile.precisions.join(', '),
      got: precision,
    });
  }
  const missing = tappedLayers.find((layer) => !(layer >= 0 && layer < config.layers));
  if (missing !== undefined) {
    throw new ConfigError({
      what: 'A tapped layer does not exist',
      where: 'tappedLayers',
      expected: `0 to ${config.layers - 1}`,
      got: `${missing}`,
    });
  }
}

function rotationInputs({ rope, headDim }: DecoderConfig): Rotation {
  const half = (rope.rotaryDim || headDim) / 2;
  return {
    positions: input('positions', 'int64', [1, 'seq']),
    cos: input('rotary.cos', 'float32', ['seq', half]),
    sin: input('rotary.sin', 'float32', ['seq', half]),
  };
}

function decoderLayers(build: Build, embedded: Value): readonly LayerResult[] {
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

function decoderLayer(build: Build, layer: number, { sum, normed }: { sum: Value; normed: Value }): LayerResult {
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
  build: Build,
  layer: number,
  normed: Value,
): Pick<LayerResult, 'keys' | 'values' | 'key' | 'value'> & { output: Value } {
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
  const slots = {
    keys: attendedSlot(rowSlot(config, layer, 'key'), headDim),
    values: attendedSlot(rowSlot(config, layer, 'value'), headDim),
  };
  const mixed = groupedQueryAttention({ query, key, value, ...slots }, config, build.attention);
  const output = new LinearInput(mixed, build.plan).apply(
    build.weight({ tensors: [layerName(layer, 'self_attn.o_proj.weight')], out: hidden, in: heads * headDim }),
  );
  return { output, key, value, ...slots };
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
function headNorm(build: Build, x: Value, { heads, tensor }: { heads: number; tensor: string }): Value {
  const { headDim, hasQueryKeyNorm, normEpsilon } = build.config;
  if (!hasQueryKeyNorm) return x;
  const normed = ops.rmsNorm(
    ops.reshape(x, [0, -1, heads, headDim]),
    build.plan.vector([tensor], headDim),
    normEpsilon,
  );
  return ops.reshape(normed, [0, -1, heads * headDim]);
}

function rotate({ config: { rope, headDim }, rotation }: Build, x: Value, heads: number): Value {
  const rotaryDim = rope.rotaryDim === headDim ? 0 : rope.rotaryDim;
  return ops.rotaryEmbedding(x, { ...rotation, heads, rotaryDim });
}

function rowSlot({ kvHeads, headDim }: DecoderConfig, layer: number, kind: 'key' | 'value'): StateSlot {
  return { name: `${baseOwner}.${layer}.${kind}`, kind, owner: baseOwner, width: kvHeads * headDim, dtype: 'float32' };
}

interface Parts {
  readonly build: Build;
  readonly layers: readonly LayerResult[];
  readonly logits: Value;
  readonly tokenIds: Value;
  readonly logitRows: Value;
  readonly tappedLayers: readonly number[];
}

function assemble({ build, layers, logits, tokenIds, logitRows, tappedLayers }: Parts): Graph {
  const { attention, rotation, config } = build;
  const slotInputs = layers.flatMap(({ keys, values }) => [keys.past, keys.tail, values.past, values.tail]);
  const hidden = tappedLayers.map((layer) => layers[layer]?.sum as Value);
  const bindings = layers.flatMap(({ keys, values }, layer) => [
    bindingOf(keys, keyRows, 2 * layer),
    bindingOf(values, keyRows, 2 * layer + 1),
  ]);
  return {
    name: 'decoder',
    inputs: [tokenIds, logitRows, ...Object.values(rotation), ...Object.values(attention), ...slotInputs],
    outputs: [
      { name: 'logits', value: logits },
      {
        name: keyRows,
        value: ops.concat(
          layers.flatMap(({ key, value }) => [key, value]),
          0,
        ),
      },
      ...(hidden.length === 0 ? [] : [{ name: hiddenRows, value: ops.concat(hidden, 0) }]),
    ],
    slots: [...bindings, ...tappedLayers.map((layer, index) => hiddenBinding(config, layer, index))],
    metadata: {},
  };
}

function hiddenBinding({ hidden }: DecoderConfig, layer: number, rowsIndex: number): SlotBinding {
  const slot: StateSlot = {
    name: hiddenSlotName(layer),
    kind: 'hidden',
    owner: baseOwner,
    width: hidden,
    dtype: 'float32',
  };
  return { slot, pastInput: undefined, tailInput: undefined, rowsOutput: hiddenRows, rowsIndex };
}

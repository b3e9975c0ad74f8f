import {
  type AttendedSlot,
  type AttentionInputs,
  attendedSlot,
  attentionInputs,
  bindingOf,
  type FormatOf,
  groupedQueryAttention,
  rotationInputs,
  WeightPlan,
  weightChooser,
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
import { type DecoderParts, decoderLayers, embedTokens, headLogits, type LayerResult } from './decoder-layers.ts';

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

/**
 * Builds a decoder of the Llama family (Touvron et al., arXiv 2302.13971): inputs are token ids, rotations, masks and
 * the slots' rows; outputs are logits of the rows asked for, the likeliest token of each
 * with its logit, and the new rows of all slots.
 * @throws ConfigError for a precision or a tapped layer that does not exist.
 */
export function buildDecoder(options: DecoderGraphOptions): DecoderGraph {
  const { config, precision, profile, formatOf, tappedLayers = [] } = options;
  checkOptions(options);
  const tokenIds = input('tokenIds', 'int64', [1, 'seq']);
  const logitRows = input('logitRows', 'int64', ['rows']);
  const attention = attentionInputs(config);
  const slots = Array.from({ length: config.layers }, (_, layer) => ({
    keys: attendedSlot(rowSlot(config, layer, 'key'), config.headDim),
    values: attendedSlot(rowSlot(config, layer, 'value'), config.headDim),
  }));
  const build: DecoderParts = {
    config,
    plan: new WeightPlan(),
    weight: weightChooser({ precision, int8Weights: profile.int8Weights, formatOf }),
    rotation: rotationInputs(config),
    attend: (layer, rows) => groupedQueryAttention({ ...rows, ...(slots[layer] as LayerSlots) }, config, attention),
  };
  const layers = decoderLayers(build, embedTokens(build, tokenIds));
  const logits = headLogits(build, ops.gather(layers.at(-1)?.normed as Value, logitRows, 1));
  const graph = assemble({ build, slots, attention, layers, logits, tokenIds, logitRows, tappedLayers });
  return { graph, plan: build.plan };
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

function rowSlot({ kvHeads, headDim }: DecoderConfig, layer: number, kind: 'key' | 'value'): StateSlot {
  return { name: `${baseOwner}.${layer}.${kind}`, kind, owner: baseOwner, width: kvHeads * headDim, dtype: 'float32' };
}

interface LayerSlots {
  readonly keys: AttendedSlot;
  readonly values: AttendedSlot;
}

interface Parts {
  readonly build: DecoderParts;
  readonly slots: readonly LayerSlots[];
  readonly attention: AttentionInputs;
  readonly layers: readonly LayerResult[];
  readonly logits: Value;
  readonly tokenIds: Value;
  readonly logitRows: Value;
  readonly tappedLayers: readonly number[];
}

function assemble({ build, slots, attention, layers, logits, tokenIds, logitRows, tappedLayers }: Parts): Graph {
  const { rotation, config } = build;
  const best = ops.argMax(logits, -1);
  const slotInputs = slots.flatMap(({ keys, values }) => [keys.past, keys.tail, values.past, values.tail]);
  const hidden = tappedLayers.map((layer) => layers[layer]?.sum as Value);
  const bindings = slots.flatMap(({ keys, values }, layer) => [
    bindingOf(keys, keyRows, 2 * layer),
    bindingOf(values, keyRows, 2 * layer + 1),
  ]);
  return {
    name: 'decoder',
    inputs: [tokenIds, logitRows, ...Object.values(rotation), ...Object.values(attention), ...slotInputs],
    outputs: [
      { name: 'logits', value: logits },
      { name: 'best', value: best },
      { name: 'bestLogits', value: ops.gatherElements(logits, ops.unsqueeze(best, [-1]), -1) },
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

import { rotationInputs, WeightPlan, weightChooser } from '@recyclegpt/nn';
import type { DecoderConfig } from '@recyclegpt/spec';
import { input, ops, scalar, type Value } from '@recyclegpt/tensor';
import type { DecoderGraph, DecoderGraphOptions } from './decoder-graph.ts';
import { type DecoderParts, decoderLayers, embedTokens, headLogits, type NewRows } from './decoder-layers.ts';

export interface BatchDecoderOptions extends DecoderGraphOptions {
  /** Sequences of a pass. */
  readonly batch: number;
  /** Longest sequence. */
  readonly capacity: number;
}

/** Inputs of a layer's past in a batch. */
export const batchKeyName = (layer: number): string => `keys.${layer}`;
export const batchValueName = (layer: number): string => `values.${layer}`;

/**
 * A decoder that writes one token of each of many sequences in a pass, for making data. It reads int64 `tokenIds`,
 * `positions` (0 to batch − 1) `[1, batch]`, `rotary.cos` and `rotary.sin` `[batch, rotaryDim / 2]` of each sequence's
 * position, `mask` `[batch, 1, capacity]` (0 where a sequence has a row, a large negative number elsewhere), and for each
 * layer `keys.L` and `values.L` `[batch · kvHeads, capacity, headDim]`. It gives `logits` `[1, batch, vocab]` and `rows`
 * `[2 · layers, batch, kvHeads · headDim]`: each layer's new keys, then its values; with tapped layers also `hidden`
 * `[taps, batch, hidden]`.
 *
 * Its sums run in another order than those of `buildDecoder`: texts agree with decoding up to near ties.
 */
export function buildBatchDecoder(options: BatchDecoderOptions): DecoderGraph {
  const { config, precision, profile, formatOf, tappedLayers = [], batch, capacity } = options;
  const { layers: numLayers, headDim, kvHeads } = config;
  const past = (name: string): Value => input(name, 'float32', [batch * kvHeads, capacity, headDim]);
  const pasts = Array.from({ length: numLayers }, (_, layer) => ({
    keys: past(batchKeyName(layer)),
    values: past(batchValueName(layer)),
  }));
  const tokenIds = input('tokenIds', 'int64', [1, batch]);
  const mask = input('mask', 'float32', [batch, 1, capacity]);
  const build: DecoderParts = {
    config,
    plan: new WeightPlan(),
    weight: weightChooser({ precision, int8Weights: profile.int8Weights, formatOf }),
    rotation: rotationInputs(config, batch),
    attend: (layer, rows) => batchAttention(rows, { ...(pasts[layer] as BatchPast), mask, config, batch, capacity }),
  };
  const layers = decoderLayers(build, embedTokens(build, tokenIds));
  const logits = headLogits(build, layers.at(-1)?.normed as Value);
  const rows = layers.flatMap(({ key, value }) => [key, value]);
  const tapped = tappedLayers.map((layer) => layers[layer]?.sum as Value);
  return {
    plan: build.plan,
    graph: {
      name: 'batch decoder',
      inputs: [
        tokenIds,
        ...Object.values(build.rotation),
        mask,
        ...pasts.flatMap(({ keys, values }) => [keys, values]),
      ],
      outputs: [
        { name: 'logits', value: logits },
        { name: 'rows', value: ops.concat(rows, 0) },
        ...(tapped.length === 0 ? [] : [{ name: 'hidden', value: ops.concat(tapped, 0) }]),
      ],
      slots: [],
      metadata: {},
    },
  };
}

interface BatchPast {
  readonly keys: Value;
  readonly values: Value;
}

interface BatchShape {
  readonly mask: Value;
  readonly config: DecoderConfig;
  readonly batch: number;
  readonly capacity: number;
}

/** Attention of one new row of each sequence over the sequence's past and itself. */
function batchAttention({ query, key, value }: NewRows, past: BatchPast & BatchShape): Value {
  const { keys, values, mask, batch, capacity } = past;
  const { heads, kvHeads, headDim } = past.config;
  const group = heads / kvHeads;
  const scale = 1 / Math.sqrt(headDim);
  const grouped = ops.reshape(query, [batch * kvHeads, group, headDim]);
  const own = (x: Value): Value => ops.reshape(x, [batch * kvHeads, 1, headDim]);
  const pastScores = ops.fusedMatMul(grouped, keys, { transB: 1, alpha: scale });
  const ownScores = ops.multiply(ops.reduceSum(ops.multiply(grouped, own(key)), [2]), scalar(scale));
  const seen = ops.add(ops.reshape(pastScores, [batch, heads, capacity]), mask);
  const weights = ops.softmax(ops.concat([seen, ops.reshape(ownScores, [batch, heads, 1])], 2));
  const [overPast, overOwn] = ops.split(weights, [capacity, 1], 2) as [Value, Value];
  const mixed = ops.fusedMatMul(ops.reshape(overPast, [batch * kvHeads, group, capacity]), values, {});
  const added = ops.multiply(ops.reshape(overOwn, [batch * kvHeads, group, 1]), own(value));
  return ops.reshape(ops.add(mixed, added), [1, batch, heads * headDim]);
}

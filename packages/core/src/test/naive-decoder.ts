import type { DecoderConfig, WeightSource } from '@recyclegpt/spec';
import { naiveFrequencies } from './naive-frequencies.ts';

type Row = Float64Array;
type Weights = ReadonlyMap<string, Float64Array>;

/** What the naive decoder computes for each token. */
export interface NaiveResult {
  /** `[vocab]` each. */
  readonly logits: readonly Row[];
  /** Output of each layer, `[layers][seq]`, `[hidden]` each. */
  readonly hidden: readonly (readonly Row[])[];
}

function linear(x: Row, weights: Weights, name: string, bias?: string): Row {
  const matrix = weights.get(name) as Float64Array;
  const out = matrix.length / x.length;
  const added = bias === undefined ? undefined : (weights.get(bias) as Float64Array);
  return Float64Array.from({ length: out }, (_, o) => {
    let sum = added?.[o] ?? 0;
    for (let i = 0; i < x.length; i += 1) sum += (matrix[o * x.length + i] as number) * (x[i] as number);
    return sum;
  });
}

function rmsNorm(x: Row, weight: Float64Array, epsilon: number): Row {
  const mean = x.reduce((sum, value) => sum + value * value, 0) / x.length;
  return x.map((value, i) => (value / Math.sqrt(mean + epsilon)) * (weight[i] as number));
}

/** Heads of a row, normed where the model does so, and rotated by position. */
function headsOf(
  x: Row,
  position: number,
  { config, norm }: { config: DecoderConfig; norm: Float64Array | undefined },
): readonly Row[] {
  const { headDim, normEpsilon } = config;
  const { frequencies, amplitude } = naiveFrequencies(config);
  const half = frequencies.length;
  return Array.from({ length: x.length / headDim }, (_, head) => {
    const plain = x.slice(head * headDim, (head + 1) * headDim);
    const normed = norm === undefined ? plain : rmsNorm(plain, norm, normEpsilon);
    const rotated = normed.slice();
    for (const [i, frequency] of frequencies.entries()) {
      const [a, b] = [normed[i] as number, normed[i + half] as number];
      const [cos, sin] = [Math.cos(position * frequency) * amplitude, Math.sin(position * frequency) * amplitude];
      rotated[i] = a * cos - b * sin;
      rotated[i + half] = b * cos + a * sin;
    }
    return rotated;
  });
}

interface Attended {
  readonly queries: readonly (readonly Row[])[];
  readonly keys: readonly (readonly Row[])[];
  readonly values: readonly Row[];
}

function attend(
  { queries, keys, values }: Attended,
  position: number,
  { heads, kvHeads, headDim, slidingWindow }: DecoderConfig,
): Row {
  const mixed = new Float64Array(heads * headDim);
  const first = slidingWindow === undefined ? 0 : Math.max(0, position - slidingWindow + 1);
  for (let head = 0; head < heads; head += 1) {
    const shared = Math.floor(head / (heads / kvHeads));
    const query = queries[position]?.[head] as Row;
    const scores = keys
      .slice(first, position + 1)
      .map((row) => (row[shared] as Row).reduce((sum, k, i) => sum + k * (query[i] as number), 0) / Math.sqrt(headDim));
    const greatest = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - greatest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [i, weight] of weights.entries()) {
      const value = values[first + i] as Row;
      for (let d = 0; d < headDim; d += 1)
        mixed[head * headDim + d] =
          (mixed[head * headDim + d] as number) + ((value[shared * headDim + d] as number) * weight) / total;
    }
  }
  return mixed;
}

function attentionOutputs(
  rows: readonly Row[],
  layer: number,
  { config, weights }: { config: DecoderConfig; weights: Weights },
): readonly Row[] {
  const prefix = `model.layers.${layer}.self_attn`;
  const project = (row: Row, name: string): Row =>
    linear(row, weights, `${prefix}.${name}.weight`, config.hasAttentionBias ? `${prefix}.${name}.bias` : undefined);
  const norm = (name: string): Float64Array | undefined =>
    config.hasQueryKeyNorm ? weights.get(`${prefix}.${name}.weight`) : undefined;
  const attended: Attended = {
    queries: rows.map((row, at) => headsOf(project(row, 'q_proj'), at, { config, norm: norm('q_norm') })),
    keys: rows.map((row, at) => headsOf(project(row, 'k_proj'), at, { config, norm: norm('k_norm') })),
    values: rows.map((row) => project(row, 'v_proj')),
  };
  return rows.map((_, at) => linear(attend(attended, at, config), weights, `${prefix}.o_proj.weight`));
}

const add = (a: Row, b: Row): Row => a.map((value, i) => value + (b[i] as number));

function layerOutputs(
  rows: readonly Row[],
  layer: number,
  model: { config: DecoderConfig; weights: Weights },
): readonly Row[] {
  const { config, weights } = model;
  const name = (part: string): string => `model.layers.${layer}.${part}.weight`;
  const norm = (row: Row, part: string): Row =>
    rmsNorm(row, weights.get(name(part)) as Float64Array, config.normEpsilon);
  const mixed = attentionOutputs(
    rows.map((row) => norm(row, 'input_layernorm')),
    layer,
    model,
  );
  return rows.map((row, at) => {
    const between = add(row, mixed[at] as Row);
    const normed = norm(between, 'post_attention_layernorm');
    const gate = linear(normed, weights, name('mlp.gate_proj'));
    const up = linear(normed, weights, name('mlp.up_proj'));
    const activated = gate.map((value, i) => (value / (1 + Math.exp(-value))) * (up[i] as number));
    return add(between, linear(activated, weights, name('mlp.down_proj')));
  });
}

/**
 * A decoder of the Llama family in plain loops and double precision over the whole text: no cache, no passes, no
 * graph. The truth that graphs and states are compared with.
 */
export async function naiveDecoder(source: WeightSource, tokenIds: readonly number[]): Promise<NaiveResult> {
  const { config } = source;
  const read = [...source.tensors.keys()].map(
    async (name) => [name, Float64Array.from(await source.readFloat32(name))] as const,
  );
  const weights = new Map(await Promise.all(read));
  const table = weights.get('model.embed_tokens.weight') as Float64Array;
  let rows: readonly Row[] = tokenIds.map((id) => table.slice(id * config.hidden, (id + 1) * config.hidden));
  const hidden: (readonly Row[])[] = [];
  for (let layer = 0; layer < config.layers; layer += 1) {
    rows = layerOutputs(rows, layer, { config, weights });
    hidden.push(rows);
  }
  const head = config.hasTiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const norm = weights.get('model.norm.weight') as Float64Array;
  return { hidden, logits: rows.map((row) => linear(rmsNorm(row, norm, config.normEpsilon), weights, head)) };
}

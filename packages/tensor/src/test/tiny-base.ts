import type { Value } from '../graph.ts';
import { apply } from '../graph.ts';
import * as ops from '../ops.ts';
import { causalAttention, negativeLogLikelihood, rotaryTable } from './golden-functions.ts';

/** Sizes of the golden base. */
export interface TinyConfig {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly layers: number;
}

/** A layer's weights; matrices are `[in, out]`, unlike the project's. */
type LayerWeight = 'attentionNorm' | 'q' | 'k' | 'v' | 'o' | 'mlpNorm' | 'gate' | 'up' | 'down';

/** Values by the paths of the golden file: `embedding`, `layers.0.q`. */
export type Weights = Readonly<Record<string, Value>>;

/** The golden base over whole sequences: everything that JAX wrote down about it. */
export interface TinyBase {
  /** Mean cross-entropy, a scalar. */
  readonly loss: Value;
  /** `[seq, vocab]`. */
  readonly logits: Value;
  /** `[seq, hidden]` after each layer. */
  readonly hiddenStates: readonly Value[];
}

const epsilon = 1e-5;

/** Two-layer decoder from int64 tokens `[seq]` to the loss of int64 targets `[seq]`. */
export function tinyBase(
  weights: Weights,
  { tokens, targets, positions }: { tokens: Value; targets: Value; positions: Value },
  config: TinyConfig,
): TinyBase {
  const embedding = weights['embedding'] as Value;
  const hiddenStates: Value[] = [];
  let hidden = ops.gather(embedding, tokens);
  for (let layer = 0; layer < config.layers; layer += 1) {
    const weightOf = (name: LayerWeight): Value => weights[`layers.${layer}.${name}`] as Value;
    hidden = ops.add(
      hidden,
      attention(ops.rmsNorm(hidden, weightOf('attentionNorm'), epsilon), weightOf, { positions, config }),
    );
    hidden = ops.add(hidden, mlp(ops.rmsNorm(hidden, weightOf('mlpNorm'), epsilon), weightOf));
    hiddenStates.push(hidden);
  }
  const logits = ops.gemm(ops.rmsNorm(hidden, weights['norm'] as Value, epsilon), embedding, undefined, { transB: 1 });
  const [loss] = apply('ReduceMean', [negativeLogLikelihood(logits, targets)], { attributes: { keepdims: 0 } });
  return { loss: loss as Value, logits, hiddenStates };
}

function attention(
  x: Value,
  weightOf: (name: LayerWeight) => Value,
  { positions, config }: { positions: Value; config: TinyConfig },
): Value {
  const { heads, kvHeads, headDim } = config;
  const [seq] = x.shape as [number];
  const tableSizes = { positions: seq, dim: headDim, base: 10_000, dtype: x.dtype as 'float32' | 'float64' };
  const [cos, sin] = [rotaryTable(tableSizes, Math.cos), rotaryTable(tableSizes, Math.sin)];
  const rowsOf = (name: 'q' | 'k' | 'v'): Value => ops.gemm(x, weightOf(name));
  const rotated = (rows: Value, count: number): Value => {
    const batch = ops.unsqueeze(rows, [0]);
    return ops.rotaryEmbedding(batch, { positions, cos, sin, heads: count, rotaryDim: 0 });
  };
  const byHead = (rows: Value, count: number): Value => ops.reshape(rows, [seq, count, headDim]);
  const mixed = causalAttention(
    byHead(rotated(rowsOf('q'), heads), heads),
    byHead(rotated(rowsOf('k'), kvHeads), kvHeads),
    byHead(rowsOf('v'), kvHeads),
  );
  return ops.gemm(ops.reshape(mixed, [seq, heads * headDim]), weightOf('o'));
}

function mlp(x: Value, weightOf: (name: LayerWeight) => Value): Value {
  const gated = ops.multiply(ops.silu(ops.gemm(x, weightOf('gate'))), ops.gemm(x, weightOf('up')));
  return ops.gemm(gated, weightOf('down'));
}

import { ops, scalar, type Value } from '@recyclegpt/tensor';
import type { AttentionShape } from './attention.ts';

/** Whole sequences side by side, as training sees them: row `b · seq + s` is position s of sequence b. */
export interface SequenceShape extends AttentionShape {
  readonly batch: number;
  readonly seq: number;
}

/** What masks add to the score of a row that is not seen: its weight is then 0, and no row of scores is all −∞. */
export const hiddenScore = -1e9;

/** A key and a value for each row, seen by that row alone. */
export interface OwnRows {
  /** `[batch · seq, kvHeads · headDim]`, rotated. */
  readonly key: Value;
  /** `[batch · seq, kvHeads · headDim]`. */
  readonly value: Value;
}

export interface SequenceAttention {
  /** `[batch · seq, heads · headDim]`, rotated. */
  readonly query: Value;
  /** `[batch · seq, kvHeads · headDim]`, rotated. */
  readonly key: Value;
  /** `[batch · seq, kvHeads · headDim]`. */
  readonly value: Value;
  /** `[batch, 1, seq, seq]`: 0 where a row (second last axis) sees another, `hiddenScore` elsewhere. */
  readonly mask: Value;
  /** What rows see besides. */
  readonly own?: readonly OwnRows[];
}

/**
 * Grouped-query attention (Ainslie et al., arXiv 2305.13245) over whole sequences, differentiable:
 * `[batch · seq, heads · headDim]`. Its sums run in another order than those of `groupedQueryAttention`, so its
 * results agree with decoding up to rounding.
 */
export function sequenceAttention(tensors: SequenceAttention, shape: SequenceShape): Value {
  const { batch, seq, heads, kvHeads, headDim } = shape;
  const { own = [] } = tensors;
  const group = heads / kvHeads;
  const grouped = ops.reshape(tensors.query, [batch, seq, kvHeads, group, headDim]);
  const query = ops.reshape(ops.transpose(grouped, [0, 2, 3, 1, 4]), [batch * kvHeads, group * seq, headDim]);
  const keys = byHead(tensors.key, shape);
  const values = byHead(tensors.value, shape);
  const scale = 1 / Math.sqrt(headDim);
  const products = ops.fusedMatMul(query, keys, { transB: 1, alpha: scale });
  const scores = ops.add(ops.reshape(products, [batch, heads, seq, seq]), tensors.mask);
  const ownScores = own.map(({ key }) => ownScore(grouped, key, { shape, scale }));
  const weights = ops.softmax(own.length === 0 ? scores : ops.concat([scores, ...ownScores], 3));
  const sizes = [seq, ...own.map(() => 1)];
  const [overRows, ...overOwn] = own.length === 0 ? [weights] : ops.split(weights, sizes, 3);
  const mixed = ops.fusedMatMul(ops.reshape(overRows as Value, [batch * kvHeads, group * seq, seq]), values, {});
  const rows = rowsFirst(ops.reshape(mixed, [batch, kvHeads, group, seq, headDim]), shape);
  return overOwn.reduce((sum, weight, i) => {
    const { value } = own[i] as OwnRows;
    const perRow = ops.transpose(ops.reshape(weight, [batch, kvHeads, group, seq, 1]), [0, 3, 1, 2, 4]);
    const added = ops.multiply(perRow, ops.reshape(value, [batch, seq, kvHeads, 1, headDim]));
    return ops.add(sum, ops.reshape(added, [batch * seq, heads * headDim]));
  }, rows);
}

/** `[batch · seq, kvHeads · headDim]` to `[batch · kvHeads, seq, headDim]`. */
function byHead(x: Value, { batch, seq, kvHeads, headDim }: SequenceShape): Value {
  const heads = ops.transpose(ops.reshape(x, [batch, seq, kvHeads, headDim]), [0, 2, 1, 3]);
  return ops.reshape(heads, [batch * kvHeads, seq, headDim]);
}

/** `[batch, kvHeads, group, seq, headDim]` to `[batch · seq, heads · headDim]`. */
function rowsFirst(x: Value, { batch, seq, heads, headDim }: SequenceShape): Value {
  return ops.reshape(ops.transpose(x, [0, 3, 1, 2, 4]), [batch * seq, heads * headDim]);
}

/** Scores of each row's query with a key of its own: `[batch, heads, seq, 1]`. */
function ownScore(
  grouped: Value,
  key: Value,
  { shape, scale }: { readonly shape: SequenceShape; readonly scale: number },
): Value {
  const { batch, seq, heads, kvHeads, headDim } = shape;
  const products = ops.multiply(grouped, ops.reshape(key, [batch, seq, kvHeads, 1, headDim]));
  const sums = ops.multiply(ops.reduceSum(products, [-1]), scalar(scale));
  return ops.reshape(ops.transpose(sums, [0, 2, 3, 1, 4]), [batch, heads, seq, 1]);
}

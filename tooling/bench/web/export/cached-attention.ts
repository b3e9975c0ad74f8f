import type { DecoderConfig } from '@recyclegpt/spec';
import { apply, constant, input, int64s, ops, scalar, type Value } from '@recyclegpt/tensor';

/** A layer's keys or values as transformers.js hands them over and takes them back. */
export interface CachedRows {
  /** `[1, kvHeads, past, headDim]` float32 */
  readonly past: Value;
  /** `[1, kvHeads, total, headDim]` float32: the past and the new rows. */
  readonly present: Value;
}

/** The new rows of `[1, seq, kvHeads · headDim]` behind those of the past, which is the graph's input of this name. */
export function cachedRows(name: string, rows: Value, { kvHeads, headDim }: DecoderConfig): CachedRows {
  const past = input(name, 'float32', [1, kvHeads, 'past', headDim]);
  const byHead = ops.transpose(ops.reshape(rows, [1, -1, kvHeads, headDim]), [0, 2, 1, 3]);
  return { past, present: ops.concat([past, byHead], 2) };
}

/** Added to the scores of rows that a query does not see: far below every score, and finite. */
const unseen = -1e9;

/**
 * float32 `[1, 1, heads / kvHeads · seq, total]`: what is added to scores, from the two inputs that say where queries and
 * rows stand.
 */
export function causalMask(
  attentionMask: Value,
  positions: Value,
  { contextLength, heads, kvHeads }: DecoderConfig,
): Value {
  const total = ops.reshape(ops.reduceSum(attentionMask, [1]), [1]);
  const all = constant({
    dtype: 'int64',
    shape: [contextLength],
    data: BigInt64Array.from({ length: contextLength }, (_, i) => BigInt(i)),
  });
  const [rows] = apply('Slice', [all, int64s([0]), total, int64s([0])], { declaredShapes: [['past+seq']] });
  const isLater = ops.greater(ops.unsqueeze(rows as Value, [0, 1]), ops.unsqueeze(positions, [-1]));
  const mask = ops.unsqueeze(ops.where(isLater, scalar(unseen), scalar(0)), [1]);
  return ops.concat(Array<Value>(heads / kvHeads).fill(mask), 2);
}

/**
 * Attention of new rows over all rows, as exports for transformers.js do it: `query` is `[1, seq, heads · headDim]`, the
 * result has its shape. Queries of one key head are multiplied together, which costs least on a processor.
 */
export function cachedAttention(
  query: Value,
  { keys, values }: { readonly keys: CachedRows; readonly values: CachedRows },
  { mask, config }: { readonly mask: Value; readonly config: DecoderConfig },
): Value {
  const { heads, kvHeads, headDim } = config;
  const byHead = ops.transpose(ops.reshape(query, [1, -1, heads, headDim]), [0, 2, 1, 3]);
  const grouped = ops.reshape(byHead, [1, kvHeads, -1, headDim]);
  const scores = ops.fusedMatMul(grouped, keys.present, { transB: 1, alpha: 1 / Math.sqrt(headDim) });
  const weights = ops.softmax(ops.add(scores, mask));
  const mixed = ops.reshape(ops.matMul(weights, values.present), [1, heads, -1, headDim]);
  return ops.reshape(ops.transpose(mixed, [0, 2, 1, 3]), [1, -1, heads * headDim]);
}

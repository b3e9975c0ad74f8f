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
  /** `[batch, 1, seq, seq]`: 0 where a row (second last axis) sees another, `hiddenScore` elsewhere and on all later rows. */
  readonly mask: Value;
  /** What rows see besides. */
  readonly own?: readonly OwnRows[];
}

/** Rows whose queries are taken at once: enough for products at full speed, few enough to leave much above the diagonal out. */
const queryBlock = 128;

/**
 * Causal grouped-query attention (Ainslie et al., arXiv 2305.13245) over whole sequences, differentiable:
 * `[batch · seq, heads · headDim]`. Queries go in blocks, each over the rows up to its last one, so that most of what a causal
 * mask hides is never computed. Its sums run in another order than those of `groupedQueryAttention`, so its results agree
 * with decoding up to rounding.
 */
export function sequenceAttention(tensors: SequenceAttention, shape: SequenceShape): Value {
  const { batch, seq, heads, kvHeads, headDim } = shape;
  const grouped = ops.reshape(tensors.query, [batch, seq, kvHeads, heads / kvHeads, headDim]);
  const parts = {
    query: ops.transpose(grouped, [0, 2, 3, 1, 4]),
    keys: byHead(tensors.key, shape),
    values: byHead(tensors.value, shape),
    mask: tensors.mask,
    ownScores: (tensors.own ?? []).map(({ key }) => ownScore(grouped, key, shape)),
  };
  const blocks: BlockResult[] = [];
  for (let start = 0; start < seq; start += queryBlock)
    blocks.push(attendBlock(parts, { start, end: Math.min(seq, start + queryBlock), shape }));
  const rows = rowsFirst(join(blocks.map(({ mixed }) => mixed)), shape);
  return (tensors.own ?? []).reduce((sum, { value }, i) => {
    const weight = join(blocks.map(({ ownWeights }) => ownWeights[i] as Value));
    const added = ops.multiply(
      ops.transpose(weight, [0, 3, 1, 2, 4]),
      ops.reshape(value, [batch, seq, kvHeads, 1, headDim]),
    );
    return ops.add(sum, ops.reshape(added, [batch * seq, heads * headDim]));
  }, rows);
}

interface AttentionParts {
  /** `[batch, kvHeads, group, seq, headDim]`. */
  readonly query: Value;
  /** `[batch · kvHeads, seq, headDim]`. */
  readonly keys: Value;
  readonly values: Value;
  readonly mask: Value;
  /** `[batch, heads, seq, 1]`. */
  readonly ownScores: readonly Value[];
}

/** What the queries of a block make of what they see. */
interface BlockResult {
  /** `[batch, kvHeads, group, rows, headDim]`: without the values of own rows. */
  readonly mixed: Value;
  /** `[batch, kvHeads, group, rows, 1]`. */
  readonly ownWeights: readonly Value[];
}

function attendBlock(
  { query, keys, values, mask, ownScores }: AttentionParts,
  { start, end, shape }: { readonly start: number; readonly end: number; readonly shape: SequenceShape },
): BlockResult {
  const { batch, heads, kvHeads, headDim } = shape;
  const [group, rows] = [heads / kvHeads, end - start];
  const block = (x: Value, axis: number): Value => cut(x, { axis, start, end });
  const seen = (x: Value, axis: number): Value => cut(x, { axis, start: 0, end });
  const products = ops.fusedMatMul(
    ops.reshape(block(query, 3), [batch * kvHeads, group * rows, headDim]),
    seen(keys, 1),
    { transB: 1, alpha: 1 / Math.sqrt(headDim) },
  );
  const scores = ops.add(ops.reshape(products, [batch, heads, rows, end]), seen(block(mask, 2), 3));
  const own = ownScores.map((score) => block(score, 2));
  const weights = ops.softmax(own.length === 0 ? scores : ops.concat([scores, ...own], 3));
  const [over, ...overOwn] = own.length === 0 ? [weights] : ops.split(weights, [end, ...own.map(() => 1)], 3);
  const mixed = ops.fusedMatMul(ops.reshape(over as Value, [batch * kvHeads, group * rows, end]), seen(values, 1), {});
  return {
    mixed: ops.reshape(mixed, [batch, kvHeads, group, rows, headDim]),
    ownWeights: overOwn.map((weight) => ops.reshape(weight, [batch, kvHeads, group, rows, 1])),
  };
}

/** A part of an axis; the value itself if that is all of it. */
function cut(x: Value, part: { readonly axis: number; readonly start: number; readonly end: number }): Value {
  return part.start === 0 && part.end === x.shape[part.axis] ? x : ops.slice(x, part);
}

/** Blocks of rows, behind each other along axis 3. */
function join(blocks: readonly Value[]): Value {
  return blocks.length === 1 ? (blocks[0] as Value) : ops.concat(blocks, 3);
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
function ownScore(grouped: Value, key: Value, { batch, seq, heads, kvHeads, headDim }: SequenceShape): Value {
  const products = ops.multiply(grouped, ops.reshape(key, [batch, seq, kvHeads, 1, headDim]));
  const sums = ops.multiply(ops.reduceSum(products, [-1]), scalar(1 / Math.sqrt(headDim)));
  return ops.reshape(ops.transpose(sums, [0, 2, 3, 1, 4]), [batch, heads, seq, 1]);
}

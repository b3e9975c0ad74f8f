import { blockRows, type SlotBinding, type StateSlot } from '@recyclegpt/spec';
import { type Dim, input, multiplyDims, ops, type Value } from '@recyclegpt/tensor';

/** Sizes of an attention layer. */
export interface AttentionShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** Inputs that all attention layers of a pass share. */
export interface AttentionInputs {
  /** `[seq · heads / kvHeads, past + 64]` float32: 0 where a query sees a row, −∞ elsewhere. */
  readonly mask: Value;
  /** `[1, pad, kvHeads · headDim]` zeros: fills the block after tail and new rows. */
  readonly padding: Value;
  /** int64 `[2]`: rows of the past, and 64. */
  readonly splitSizes: Value;
}

/** Declares the inputs shared by attention layers, for `seq` rows. */
export function attentionInputs({ heads, kvHeads, headDim }: AttentionShape, seq: Dim = 'seq'): AttentionInputs {
  return {
    mask: input('attention.mask', 'float32', [multiplyDims(heads / kvHeads, seq), `past+${blockRows}`]),
    padding: input('attention.padding', 'float32', [1, 'pad', kvHeads * headDim]),
    splitSizes: input('attention.splitSizes', 'int64', [2]),
  };
}

/** A slot as an attention layer reads it. */
export interface AttendedSlot {
  readonly slot: StateSlot;
  /** `[past, kvHeads, headDim]`: whole blocks. */
  readonly past: Value;
  /** `[1, tail, kvHeads · headDim]`: rows after them. */
  readonly tail: Value;
}

/** Declares the inputs of a key or value slot. */
export function attendedSlot(slot: StateSlot, headDim: number): AttendedSlot {
  return {
    slot,
    past: input(`${slot.name}.past`, slot.dtype, ['past', slot.width / headDim, headDim]),
    tail: input(`${slot.name}.tail`, slot.dtype, [1, 'tail', slot.width]),
  };
}

/** The binding of an attended slot whose new rows are the `rowsIndex`-th of `rowsOutput`. */
export function bindingOf({ slot }: AttendedSlot, rowsOutput: string, rowsIndex: number): SlotBinding {
  return { slot, pastInput: `${slot.name}.past`, tailInput: `${slot.name}.tail`, rowsOutput, rowsIndex };
}

/** One layer's tensors. */
export interface AttentionTensors {
  /** `[1, seq, heads · headDim]`, rotated. */
  readonly query: Value;
  /** `[1, new, kvHeads · headDim]`, rotated: rows of this pass that the tail lacks, the queries' own last. */
  readonly key: Value;
  /** `[1, new, kvHeads · headDim]`. */
  readonly value: Value;
  readonly keys: AttendedSlot;
  readonly values: AttendedSlot;
}

/**
 * Grouped-query attention (Ainslie et al., arXiv 2305.13245) of new rows over past, tail and themselves:
 * `[1, seq, heads · headDim]`.
 *
 * A row's result does not depend on the pass that computes it. The past is a whole number of blocks; tail, new rows and
 * zeros always fill one more block. So every sum of a position has a length and an order that follow from the position
 * alone, for any kernel that treats rows alike; a pass must not cross a block (`docs/decisions/0003`).
 */
export function groupedQueryAttention(
  tensors: AttentionTensors,
  shape: AttentionShape,
  inputs: AttentionInputs,
): Value {
  const { heads, kvHeads, headDim } = shape;
  const group = heads / kvHeads;
  const lastBlock = ({ tail }: AttendedSlot, rows: Value): Value =>
    ops.reshape(ops.concat([tail, rows, inputs.padding], 1), [blockRows, kvHeads, headDim]);
  const keyBlock = lastBlock(tensors.keys, tensors.key);
  const valueBlock = lastBlock(tensors.values, tensors.value);
  const query = byKeyHead(tensors.query, [-1, kvHeads, group, headDim], [kvHeads, -1, headDim]);

  const product = { transB: 1, transBatchB: 1, alpha: 1 / Math.sqrt(headDim) };
  const scores = ops.concat(
    [ops.fusedMatMul(query, tensors.keys.past, product), ops.fusedMatMul(query, keyBlock, product)],
    2,
  );
  const weights = ops.softmax(ops.add(scores, inputs.mask));
  const rows = weights.shape[1] as Dim;
  const [overPast, overBlock] = ops.splitBy(weights, inputs.splitSizes, 2, [
    [kvHeads, rows, 'past'],
    [kvHeads, rows, blockRows],
  ]) as [Value, Value];
  const mixed = ops.add(
    ops.fusedMatMul(overPast, tensors.values.past, { transBatchB: 1 }),
    ops.fusedMatMul(overBlock, valueBlock, { transBatchB: 1 }),
  );
  return byKeyHead(mixed, [kvHeads, -1, group, headDim], [1, -1, heads * headDim]);
}

/** Exchanges positions and key heads: `from` and `to` are the shapes before and after. */
function byKeyHead(x: Value, from: readonly number[], to: readonly number[]): Value {
  return ops.reshape(ops.transpose(ops.reshape(x, from), [1, 0, 2, 3]), to);
}

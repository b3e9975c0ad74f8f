import { blockRows, type DecoderConfig, type Tensor } from '@recyclegpt/spec';
import { RotaryTable } from './rotary-table.ts';

/** What the feeds of a pass depend on. */
export type PassShape = Pick<DecoderConfig, 'heads' | 'kvHeads' | 'headDim' | 'rope' | 'slidingWindow'>;

/** Makes what attention layers are fed with beside their slots: positions, rotations, the mask, the padding. */
export class AttentionFeeds {
  readonly #shape: PassShape;
  readonly #rotary: RotaryTable;
  readonly #padding: Float32Array;

  constructor(shape: PassShape) {
    this.#shape = shape;
    this.#rotary = new RotaryTable(shape);
    this.#padding = new Float32Array(blockRows * shape.kvHeads * shape.headDim);
  }

  /**
   * Feeds of a pass over positions `past` to `past + count - 1`, all in one block of rows, by the names that
   * `attentionInputs` and `rotationInputs` declare. The padding is shared between calls and holds zeros.
   */
  feeds(past: number, count: number): Record<string, Tensor> {
    const { kvHeads, headDim, rope } = this.#shape;
    const half = (rope.rotaryDim || headDim) / 2;
    const tail = past % blockRows;
    const pad = blockRows - tail - count;
    const { cos, sin } = this.#rotary.rows(past, count);
    const width = kvHeads * headDim;
    return {
      positions: int64([1, count], (row) => row),
      'rotary.cos': { dtype: 'float32', shape: [count, half], data: cos },
      'rotary.sin': { dtype: 'float32', shape: [count, half], data: sin },
      'attention.mask': this.#mask(past, count),
      'attention.padding': { dtype: 'float32', shape: [1, pad, width], data: this.#padding.subarray(0, pad * width) },
      'attention.splitSizes': int64([2], (part) => (part === 0 ? Math.max(past - tail, blockRows) : blockRows)),
    };
  }

  /** `[count · group, past + 64]`: 0 where the row is seen. Columns: whole blocks (or a block of nothing), then the last block. */
  #mask(past: number, count: number): Tensor {
    const { heads, kvHeads, slidingWindow } = this.#shape;
    const group = heads / kvHeads;
    const whole = past - (past % blockRows);
    const columns = Math.max(whole, blockRows) + blockRows;
    const data = new Float32Array(count * group * columns);
    for (let row = 0; row < count * group; row += 1) {
      const position = past + Math.floor(row / group);
      const start = row * columns;
      const firstSeen = slidingWindow === undefined ? 0 : Math.max(0, position - slidingWindow + 1);
      const hiddenBefore = whole === 0 ? blockRows + firstSeen : firstSeen;
      data.fill(Number.NEGATIVE_INFINITY, start, start + hiddenBefore);
      data.fill(Number.NEGATIVE_INFINITY, start + columns - blockRows + (position - whole) + 1, start + columns);
    }
    return { dtype: 'float32', shape: [count * group, columns], data };
  }
}

function int64(shape: readonly number[], valueAt: (index: number) => number): Tensor {
  const data = new BigInt64Array(shape.at(-1) ?? 0);
  for (let i = 0; i < data.length; i += 1) data[i] = BigInt(valueAt(i));
  return { dtype: 'int64', shape, data };
}

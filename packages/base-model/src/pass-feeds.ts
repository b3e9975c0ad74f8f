import { RotaryTable } from '@recyclegpt/nn';
import { blockRows, type DecoderConfig, type Tensor } from '@recyclegpt/spec';

/** A pass over consecutive positions within one block of rows. */
export interface PassPlan {
  readonly tokenIds: readonly number[];
  /** Rows before the pass. */
  readonly past: number;
  /** Which of its rows' logits are wanted. */
  readonly logitRows: readonly number[];
}

const int64 = (shape: readonly number[], values: readonly number[]): Tensor => ({
  dtype: 'int64',
  shape,
  data: BigInt64Array.from(values, BigInt),
});

/** Makes the feeds of passes that do not come from slots. */
export class PassFeeds {
  readonly #config: DecoderConfig;
  readonly #rotary: RotaryTable;
  readonly #padding: Float32Array;

  constructor(config: DecoderConfig) {
    this.#config = config;
    this.#rotary = new RotaryTable(config);
    this.#padding = new Float32Array(blockRows * config.kvHeads * config.headDim);
  }

  /** Feeds by input name. */
  feeds({ tokenIds, past, logitRows }: PassPlan): Record<string, Tensor> {
    const { kvHeads, headDim, rope } = this.#config;
    const count = tokenIds.length;
    const half = (rope.rotaryDim || headDim) / 2;
    const tail = past % blockRows;
    const pad = blockRows - tail - count;
    const { cos, sin } = this.#rotary.rows(past, count);
    const width = kvHeads * headDim;
    return {
      tokenIds: int64([1, count], tokenIds),
      logitRows: int64([logitRows.length], logitRows),
      positions: int64([1, count], [...tokenIds.keys()]),
      'rotary.cos': { dtype: 'float32', shape: [count, half], data: cos },
      'rotary.sin': { dtype: 'float32', shape: [count, half], data: sin },
      'attention.mask': this.#mask(past, count),
      'attention.padding': { dtype: 'float32', shape: [1, pad, width], data: this.#padding.subarray(0, pad * width) },
      'attention.splitSizes': int64([2], [Math.max(past - tail, blockRows), blockRows]),
    };
  }

  /** `[count · group, past + 64]`: 0 where the row is seen. Columns: whole blocks (or a block of nothing), then the last block. */
  #mask(past: number, count: number): Tensor {
    const { heads, kvHeads, slidingWindow } = this.#config;
    const group = heads / kvHeads;
    const tail = past % blockRows;
    const whole = past - tail;
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

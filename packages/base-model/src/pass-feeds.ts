import { AttentionFeeds } from '@recyclegpt/nn';
import type { DecoderConfig, Tensor } from '@recyclegpt/spec';

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
  readonly #attention: AttentionFeeds;

  constructor(config: DecoderConfig) {
    this.#attention = new AttentionFeeds(config);
  }

  /** Feeds by input name. */
  feeds({ tokenIds, past, logitRows }: PassPlan): Record<string, Tensor> {
    const count = tokenIds.length;
    return {
      tokenIds: int64([1, count], tokenIds),
      logitRows: int64([logitRows.length], logitRows),
      ...this.#attention.feeds(past, count),
    };
  }
}

import { hiddenScore, RotaryTable } from '@recyclegpt/nn';
import type { DecoderConfig, Tensor } from '@recyclegpt/spec';
import { type TokenBatch, targetWeights, toInt64 } from '../data/token-rows.ts';

/** What a `BaseBatcher` needs to know of the graph that it feeds. */
export interface BaseBatchOptions {
  readonly config: DecoderConfig;
  readonly seq: number;
  /** A module that is trained too. */
  readonly drafting?: DraftBatch | undefined;
}

/** What the rows of a batch say to a module. */
export interface DraftBatch {
  readonly steps: number;
  /** What the first step counts, against the language-model loss. */
  readonly weight: number;
  /** What a later step counts, against the one before. */
  readonly stepWeight: number;
  /** `[vocab]`: draft ids, −1 for tokens that cannot be drafted; `undefined` if all can. */
  readonly draftIds: Int32Array | undefined;
}

/** Feeds of a batch of token rows, and what it weighs. */
export interface BaseBatch {
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Rows whose next token counts. */
  readonly rows: number;
}

/** Makes the feeds of training graphs from token rows. Texts see themselves only; positions begin anew with each. */
export class BaseBatcher {
  readonly #options: BaseBatchOptions;
  readonly #rotary: { readonly cos: Float32Array; readonly sin: Float32Array };

  constructor(options: BaseBatchOptions) {
    this.#options = options;
    this.#rotary = new RotaryTable(options.config).rows(0, options.seq);
  }

  /** Feeds of a batch, in arrays of their own. Its rows are those of `batch` that have a next token. */
  make(batch: TokenBatch): BaseBatch {
    const { seq, drafting } = this.#options;
    const rows = batch.batchSize * seq;
    const weights = targetWeights(batch);
    const feeds: Record<string, Tensor> = {
      tokenIds: this.#ids(batch, 0),
      targets: this.#ids(batch, 1),
      weights: { dtype: 'float32', shape: [rows, 1], data: weights },
      mask: this.#mask(batch, 0),
      ...this.#rotation(batch),
      ...(drafting === undefined ? {} : this.#drafts(batch, drafting)),
    };
    return { feeds, rows: weights.reduce((sum, weight) => sum + weight, 0) };
  }

  /** Tokens of each row, `offset` places further; the row's last ones where it ends. */
  #ids({ batchSize, tokenIds }: TokenBatch, offset: number): Tensor {
    const { seq } = this.#options;
    const ids = new Int32Array(batchSize * seq);
    for (let row = 0; row < batchSize; row++) {
      for (let at = 0; at < seq; at++) {
        ids[row * seq + at] = tokenIds[row * (seq + 1) + Math.min(seq, at + offset)] as number;
      }
    }
    return { dtype: 'int64', shape: [ids.length], data: toInt64(ids) };
  }

  #rotation({ batchSize, segmentStarts }: TokenBatch): Record<string, Tensor> {
    const { seq } = this.#options;
    const half = this.#rotary.cos.length / seq;
    const [cos, sin] = [new Float32Array(batchSize * seq * half), new Float32Array(batchSize * seq * half)];
    for (let row = 0; row < batchSize; row++) {
      for (let at = 0; at < seq; at++) {
        const position = at - (segmentStarts[row * (seq + 1) + at] as number);
        const target = (row * seq + at) * half;
        cos.set(this.#rotary.cos.subarray(position * half, (position + 1) * half), target);
        sin.set(this.#rotary.sin.subarray(position * half, (position + 1) * half), target);
      }
    }
    const shape = [batchSize * seq, half];
    return { cos: { dtype: 'float32', shape, data: cos }, sin: { dtype: 'float32', shape, data: sin } };
  }

  /** Rows see their own text up to `back` rows before them. */
  #mask({ batchSize, segmentStarts }: TokenBatch, back: number): Tensor {
    const { seq } = this.#options;
    const data = new Float32Array(batchSize * seq * seq).fill(hiddenScore);
    for (let row = 0; row < batchSize; row++) {
      for (let at = 0; at < seq; at++) {
        const first = (row * seq + at) * seq;
        const start = segmentStarts[row * (seq + 1) + at] as number;
        if (at - back >= start) data.fill(0, first + start, first + at - back + 1);
      }
    }
    return { dtype: 'float32', shape: [batchSize, 1, seq, seq], data };
  }

  #drafts(batch: TokenBatch, { steps, weight, stepWeight, draftIds }: DraftBatch): Record<string, Tensor> {
    const { batchSize, segmentStarts, tokenIds } = batch;
    const { seq } = this.#options;
    const rows = batchSize * seq;
    const targets = new Int32Array(rows);
    const weights = Array.from({ length: steps }, () => new Float32Array(rows));
    for (let row = 0; row < batchSize; row++) {
      const first = row * (seq + 1);
      for (let at = 0; at < seq - 1; at++) {
        const id = tokenIds[first + at + 2] as number;
        const draftId = draftIds === undefined ? id : (draftIds[id] as number);
        const start = segmentStarts[first + at] as number;
        if (draftId < 0 || segmentStarts[first + at + 2] !== start) continue;
        targets[row * seq + at] = draftId;
        for (const [step, array] of weights.entries()) {
          if (at - step >= start) array[row * seq + at] = weight * stepWeight ** step;
        }
      }
    }
    const feeds: Record<string, Tensor> = { draftTargets: { dtype: 'int64', shape: [rows], data: toInt64(targets) } };
    for (const [step, data] of weights.entries()) {
      feeds[`draftWeights.${step}`] = { dtype: 'float32', shape: [rows, 1], data };
      feeds[`mask.${step}`] = this.#mask(batch, step);
    }
    return feeds;
  }
}

import { ConfigError } from '@recyclegpt/spec';
import { permutedIndex } from './permutation.ts';
import type { TokenRange, TokenStream } from './token-stream.ts';

/** Where training is in its data; a checkpoint keeps it. */
export interface RowPosition {
  /** How often all rows have been seen. */
  readonly epoch: number;
  /** Rows of this epoch that have been seen. */
  readonly index: number;
}

/** Rows for one pass, densely one after the other. */
export interface TokenBatch {
  readonly batchSize: number;
  readonly seqLength: number;
  /** [batch, seqLength + 1] inputs are all but each row's last, targets all but its first. */
  readonly tokenIds: Int32Array;
  /**
   * [batch, seqLength + 1] place in the row where the token's document begins: it may look back as far as that, and its
   * position is the distance. All 0 where boundaries are ignored.
   */
  readonly segmentStarts: Int32Array;
  /** Where the next batch begins. */
  readonly next: RowPosition;
}

/** How a stream is cut into rows, and in which order they come. */
export interface TokenRowsOptions {
  readonly stream: TokenStream;
  /** Tokens that a pass takes of each row. */
  readonly seqLength: number;
  readonly batchSize: number;
  readonly seed: number;
  /** An order of its own for each epoch; else rows come as they lie. Default true. */
  readonly shuffle?: boolean;
  /** `kept`: attention and positions may stay inside documents. `ignored`: a row is one text. Default `ignored`. */
  readonly boundaries?: 'ignored' | 'kept';
}

/**
 * Documents packed into rows of `seqLength` + 1 tokens, the last token of a row being the first of the one behind it, so
 * that every token but the first is predicted once an epoch. What is left at the end is too short for a row and never
 * seen. Which rows a step gets follows from seed and step alone.
 */
export class TokenRows {
  readonly numRows: number;
  readonly seqLength: number;
  readonly batchSize: number;
  readonly #options: TokenRowsOptions;

  /** @throws ConfigError naming the option at fault, and if the stream is too short for a row */
  constructor(options: TokenRowsOptions) {
    const { stream, seqLength, batchSize, seed } = options;
    checkInteger('seqLength', seqLength, 1);
    checkInteger('batchSize', batchSize, 1);
    checkInteger('seed', seed, 0);
    this.#options = options;
    this.seqLength = seqLength;
    this.batchSize = batchSize;
    this.numRows = Math.floor((stream.numTokens - 1) / seqLength);
    if (this.numRows < 1 || this.numRows > 2 ** 32) {
      throw new ConfigError({
        what: 'The text does not make rows',
        where: 'seqLength',
        got: `${stream.numTokens} tokens in ${stream.numDocuments} documents`,
        expected: `more than ${seqLength} tokens, and at most 2^32 rows`,
        next: 'Add text, shorten seqLength, or change the share of documents kept for validation.',
      });
    }
  }

  /** Batches that see every row at least once. */
  get stepsPerEpoch(): number {
    return Math.ceil(this.numRows / this.batchSize);
  }

  /** Where a step's batch begins, counting steps from 0. @throws ConfigError for a step that is none */
  positionOf(step: number): RowPosition {
    checkInteger('step', step, 0);
    const row = step * this.batchSize;
    return { epoch: Math.floor(row / this.numRows), index: row % this.numRows };
  }

  /** The batch of a step; a batch may go on into the next epoch. @throws ConfigError for a step that is none */
  async batch(step: number): Promise<TokenBatch> {
    return await this.batchAt(this.positionOf(step));
  }

  /** The batch that begins at a position, such as a checkpoint's. @throws ConfigError for a position that is none */
  async batchAt(position: RowPosition): Promise<TokenBatch> {
    checkInteger('epoch', position.epoch, 0);
    checkInteger('index', position.index, 0);
    const { batchSize, seqLength } = this;
    const width = seqLength + 1;
    const tokenIds = new Int32Array(batchSize * width);
    const segmentStarts = new Int32Array(batchSize * width);
    for (let row = 0; row < batchSize; row++) {
      const range = await this.#options.stream.read(this.#rowAt(position, row) * seqLength, width);
      tokenIds.set(range.tokenIds, row * width);
      if (this.#options.boundaries === 'kept') {
        writeSegments(segmentStarts.subarray(row * width, (row + 1) * width), range);
      }
    }
    return { batchSize, seqLength, tokenIds, segmentStarts, next: this.#after(position, batchSize) };
  }

  #after({ epoch, index }: RowPosition, rows: number): RowPosition {
    return { epoch: epoch + Math.floor((index + rows) / this.numRows), index: (index + rows) % this.numRows };
  }

  #rowAt(position: RowPosition, offset: number): number {
    const { epoch, index } = this.#after(position, offset);
    const { seed, shuffle = true } = this.#options;
    return shuffle ? permutedIndex(index, { count: this.numRows, seed, epoch }) : index;
  }
}

function checkInteger(where: string, got: number, least: number): void {
  if (Number.isSafeInteger(got) && got >= least) return;
  const expected = `an integer of at least ${least}`;
  throw new ConfigError({ what: 'Rows cannot be made with this', where, got: String(got), expected });
}

function writeSegments(starts: Int32Array, { documentStarts }: TokenRange): void {
  for (const start of documentStarts) starts.fill(start, start);
}

/**
 * Which predictions count: 1, or 0 where a token would have to be predicted from another document, which is nothing to
 * learn from.
 * @returns [batch, seqLength] float32
 */
export function targetWeights({ batchSize, seqLength, segmentStarts }: TokenBatch): Float32Array {
  const weights = new Float32Array(batchSize * seqLength);
  for (let row = 0; row < batchSize; row++) {
    for (let at = 0; at < seqLength; at++) {
      const startOfTarget = segmentStarts[row * (seqLength + 1) + at + 1]!;
      weights[row * seqLength + at] = startOfTarget === at + 1 ? 0 : 1;
    }
  }
  return weights;
}

/** Ids as models take them. @returns int64, as many */
export function toInt64(ids: Int32Array): BigInt64Array {
  return BigInt64Array.from(ids, BigInt);
}

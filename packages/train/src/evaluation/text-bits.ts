import type { CausalModel, MutableState } from '@recyclegpt/spec';

/** A text as token ids, and the model that predicts it. */
export interface TextBitsOptions {
  readonly model: CausalModel;
  readonly createState: () => MutableState;
  /** A text. Longer ones than `window` are cut into pieces, each read without what was before. */
  readonly tokenIds: readonly number[];
  /** Tokens at the beginning that are read, not predicted. Default 1. */
  readonly given?: number;
  /** Tokens read at a time. Default 1,024, or the context if that is shorter. */
  readonly window?: number;
  /** Bytes that a token stands for. */
  readonly byteLength: (tokenId: number) => number;
  readonly signal?: AbortSignal | undefined;
}

/** How well a model predicts texts; sums, so that those of several texts can be added. */
export interface TextBits {
  readonly bits: number;
  /** Tokens that were predicted: all but the given ones, and the first of each later piece. */
  readonly tokens: number;
  /** Bytes that these stand for. */
  readonly bytes: number;
}

const usualWindow = 1024;

/** Bits that a model needs for a text. @throws what the model throws, the reason of `signal` */
export async function textBits(options: TextBitsOptions): Promise<TextBits> {
  const { model, createState, tokenIds, given = 1, byteLength, signal } = options;
  const window = Math.min(options.window ?? usualWindow, model.contextLength);
  let [bits, tokens, bytes] = [0, 0, 0];
  for (let first = 0; first < tokenIds.length; first += window) {
    const piece = tokenIds.slice(first, first + window);
    const start = Math.max(1, given - first);
    const count = piece.length - start;
    if (count < 1) continue;
    using state = createState();
    const { logits } = await model.forward(state, feed(state, piece), { logitsRows: count + 1, signal });
    for (let row = 0; row < count; row++) {
      const id = piece[start + row] as number;
      bits += bitsOf(logits.row(row), id);
      bytes += byteLength(id);
    }
    tokens += count;
  }
  return { bits, tokens, bytes };
}

function feed(state: MutableState, tokenIds: readonly number[]): readonly number[] {
  state.commit(tokenIds);
  return tokenIds;
}

/** −log2 of a token's probability. */
function bitsOf(logits: Float32Array, id: number): number {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > greatest) greatest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - greatest);
  return (Math.log(sum) + greatest - (logits[id] as number)) / Math.LN2;
}

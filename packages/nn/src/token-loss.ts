import { ops, scalar, type Value } from '@recyclegpt/tensor';

export interface TokenLossOptions {
  /** `[rows, hidden]`: what the head takes. */
  readonly states: Value;
  /** `[vocab, hidden]` */
  readonly head: Value;
  /** int64 `[rows]`: the tokens to predict. */
  readonly targets: Value;
  /** `[rows, 1]`: what a row counts; 0 where it does not. */
  readonly weights: Value;
  /** Bytes that the logits of a chunk of rows may take. Default 64 MiB. */
  readonly maxChunkBytes?: number;
}

/** A loss as its value and as something to differentiate. */
export interface TokenLoss {
  /** `[rows, 1]`: cross-entropy of each row, in nats; at most 87, what a probability in float32 can say. */
  readonly crossEntropy: Value;
  /** `[rows, 1]`: 1 where no token has a higher score than the one to predict, else 0. */
  readonly hits: Value;
  /** `[1, 1]`: its derivative is that of the weighted sum of cross-entropies, with `frozen` held constant. */
  readonly surrogate: Value;
  readonly frozen: readonly Value[];
}

/**
 * Cross-entropy of tokens over a large vocabulary: rows in chunks, so that the logits of a chunk are all that is held,
 * and the derivative by logits in closed form, softmax − one-hot. The ones are taken off in place, and weights are on the
 * states, which are narrower: nothing else walks over the logits.
 */
export function tokenLoss(options: TokenLossOptions): TokenLoss {
  const { states, head, targets, weights, maxChunkBytes = 64 * 2 ** 20 } = options;
  const [rows, vocab] = [states.shape[0] as number, head.shape[0] as number];
  const chunk = Math.max(1, Math.min(rows, Math.floor(maxChunkBytes / (4 * vocab))));
  const parts: TokenLoss[] = [];
  for (let start = 0; start < rows; start += chunk) {
    const end = Math.min(rows, start + chunk);
    const cut = (x: Value): Value => (chunk === rows ? x : ops.slice(x, { axis: 0, start, end }));
    parts.push(chunkLoss({ states: cut(states), head, targets: cut(targets), weights: cut(weights) }));
  }
  const joined = (pick: (part: TokenLoss) => Value): Value =>
    parts.length === 1 ? pick(parts[0] as TokenLoss) : ops.concat(parts.map(pick), 0);
  return {
    crossEntropy: joined(({ crossEntropy }) => crossEntropy),
    hits: joined(({ hits }) => hits),
    surrogate: parts.map(({ surrogate }) => surrogate).reduce((sum, part) => ops.add(sum, part)),
    frozen: parts.flatMap(({ frozen }) => frozen),
  };
}

const smallestProbability = 2 ** -126;

function chunkLoss({ states, head, targets, weights }: TokenLossOptions): TokenLoss {
  const logits = ops.gemm(states, head, undefined, { transB: 1 });
  const probabilities = ops.softmax(logits);
  const at = ops.unsqueeze(targets, [1]);
  const chosen = ops.gatherElements(probabilities, at, 1);
  const derivative = ops.scatterElements(probabilities, at, ops.subtract(chosen, scalar(1)), 1);
  const weighed = ops.gemm(ops.multiply(states, weights), head, undefined, { transB: 1 });
  return {
    crossEntropy: ops.negate(ops.log(ops.maximum(chosen, scalar(smallestProbability)))),
    hits: ops.subtract(
      scalar(1),
      ops.cast(ops.greater(ops.reduceMax(logits, [1]), ops.gatherElements(logits, at, 1)), 'float32'),
    ),
    surrogate: ops.reduceSum(ops.multiply(weighed, derivative), [0, 1]),
    frozen: [derivative],
  };
}

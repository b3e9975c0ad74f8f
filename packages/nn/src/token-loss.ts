import { ops, type Value } from '@recyclegpt/tensor';

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
  /** `[rows, 1]`: cross-entropy of each row, in nats. */
  readonly crossEntropy: Value;
  /** `[1, 1]`: its derivative is that of the weighted sum of cross-entropies, with `frozen` held constant. */
  readonly surrogate: Value;
  readonly frozen: readonly Value[];
}

/**
 * Cross-entropy of tokens over a large vocabulary: rows in chunks, so that the logits of a chunk are all that is held,
 * and the derivative by logits in closed form, softmax − one-hot.
 */
export function tokenLoss(options: TokenLossOptions): TokenLoss {
  const { states, head, targets, weights, maxChunkBytes = 64 * 2 ** 20 } = options;
  const [rows, vocab] = [states.shape[0] as number, head.shape[0] as number];
  const chunk = Math.max(1, Math.min(rows, Math.floor(maxChunkBytes / (4 * vocab))));
  const parts: TokenLoss[] = [];
  for (let start = 0; start < rows; start += chunk) {
    const cut = (x: Value): Value => ops.slice(x, { axis: 0, start, end: Math.min(rows, start + chunk) });
    parts.push(chunkLoss({ states: cut(states), head, targets: cut(targets), weights: cut(weights) }));
  }
  return {
    crossEntropy:
      parts.length === 1
        ? (parts[0] as TokenLoss).crossEntropy
        : ops.concat(
            parts.map((part) => part.crossEntropy),
            0,
          ),
    surrogate: parts.map(({ surrogate }) => surrogate).reduce((sum, part) => ops.add(sum, part)),
    frozen: parts.flatMap(({ frozen }) => frozen),
  };
}

function chunkLoss({ states, head, targets, weights }: TokenLossOptions): TokenLoss {
  const logits = ops.gemm(states, head, undefined, { transB: 1 });
  const probabilities = ops.softmax(logits);
  const wanted = ops.oneHot(targets, head.shape[0] as number);
  const derivative = ops.multiply(ops.subtract(probabilities, wanted), weights);
  const largest = ops.reduceMax(logits, [1]);
  const logNorm = ops.subtract(largest, ops.log(ops.reduceMax(probabilities, [1])));
  const chosenLogit = ops.gatherElements(logits, ops.unsqueeze(targets, [1]), 1);
  return {
    crossEntropy: ops.subtract(logNorm, chosenLogit),
    surrogate: ops.reduceSum(ops.multiply(logits, derivative), [0, 1]),
    frozen: [derivative],
  };
}

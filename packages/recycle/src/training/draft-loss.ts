import { ops, scalar, type Value } from '@recyclegpt/tensor';

/**
 * What the module's distribution q is pulled towards the base's p by.
 * - `ce`: cross-entropy, −Σ p log q; its gradient is that of KL(p‖q).
 * - `lk`: λ · KL + (1 − λ) · TV with λ = exp(−3α), not differentiated; α = Σ min(p, q) is the acceptance rate of
 *   speculative sampling, TV = 1 − α (LK losses, arXiv 2602.23881, in the hybrid form).
 */
export type DraftLoss = 'ce' | 'lk';

/**
 * The derivative of a loss by logits in closed form, as a matrix of the width of the logits and a factor for each of its
 * rows: rows of states are narrower, so the factor is better applied to these.
 */
export interface DraftLossTerms {
  /** `[answers, draftVocab]`. */
  readonly derivative: Value;
  /** `[answers, 1]`. */
  readonly factor: Value;
  /** `[answers, 1]`: cross-entropy of each row, whatever the loss; a target's share of it is at most 87 nats. */
  readonly crossEntropy: Value;
}

export interface DraftLossOptions {
  /** `[answers, draftVocab]`. */
  readonly logits: Value;
  /** int64 `[answers, topK]`: draft ids of the tokens that the base may write; what fills up repeats none that counts. */
  readonly targetIds: Value;
  /** `[answers, topK]`: the base's distribution over these; rows sum to 1, what fills up is 0. */
  readonly targets: Value;
  /** `[answers, 1]`: 0 where a row does not count. */
  readonly weights: Value;
  readonly loss: DraftLoss;
}

const smallestProbability = 2 ** -126;

/** Derivative and value of a draft's loss. Targets are few, so softmax is the only walk over the vocabulary. */
export function draftLoss({ logits, targetIds, targets, weights, loss }: DraftLossOptions): DraftLossTerms {
  const probabilities = ops.softmax(logits);
  const chosen = ops.gatherElements(probabilities, targetIds, 1);
  const logs = ops.log(ops.maximum(chosen, scalar(smallestProbability)));
  const crossEntropy = ops.negate(ops.reduceSum(ops.multiply(targets, logs), [1]));
  const { excess, share } = loss === 'ce' ? { excess: targets, share: undefined } : mixedTerms(chosen, targets);
  return {
    derivative: ops.scatterElements(probabilities, targetIds, ops.subtract(chosen, excess), 1),
    factor: share === undefined ? weights : ops.multiply(share, weights),
    crossEntropy,
  };
}

/**
 * The hybrid loss, λ · (q − p) + (1 − λ) · (q · m − q·[p > q]) with m = Σ q·[p > q], as share · (q − excess): what is
 * taken off q is zero but for the targets.
 */
function mixedTerms(chosen: Value, targets: Value): { readonly excess: Value; readonly share: Value } {
  const lacking = ops.cast(ops.greater(targets, chosen), 'float32');
  const kept = ops.multiply(chosen, lacking);
  const keptMass = ops.reduceSum(kept, [1]);
  const acceptance = ops.add(keptMass, ops.reduceSum(ops.multiply(targets, ops.subtract(scalar(1), lacking)), [1]));
  const lambda = ops.exp(ops.multiply(acceptance, scalar(-3)));
  const rest = ops.subtract(scalar(1), lambda);
  const share = ops.add(lambda, ops.multiply(rest, keptMass));
  const taken = ops.add(ops.multiply(targets, lambda), ops.multiply(kept, rest));
  return { excess: ops.divide(taken, share), share };
}

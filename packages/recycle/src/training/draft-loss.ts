import { ops, scalar, type Value } from '@recyclegpt/tensor';

/**
 * What the module's distribution q is pulled towards the base's p by.
 * - `ce`: cross-entropy, −Σ p log q; its gradient is that of KL(p‖q).
 * - `lk`: λ · KL + (1 − λ) · TV with λ = exp(−3α), not differentiated; α = Σ min(p, q) is the acceptance rate of
 *   speculative sampling, TV = 1 − α (LK losses, arXiv 2602.23881, in the hybrid form).
 */
export type DraftLoss = 'ce' | 'lk';

export interface DraftLossTerms {
  /** `[answers, draftVocab]`: derivative of the weighted loss by the logits, in closed form. */
  readonly gradient: Value;
  /** `[answers, 1]`: cross-entropy of each row, whatever the loss. */
  readonly crossEntropy: Value;
}

export interface DraftLossOptions {
  /** `[answers, draftVocab]`. */
  readonly logits: Value;
  /** `[answers, draftVocab]`: the base's distribution over the draft vocabulary; rows sum to 1. */
  readonly targets: Value;
  /** `[answers, 1]`: 0 where a row does not count. */
  readonly weights: Value;
  readonly loss: DraftLoss;
}

/** Derivative and value of a draft's loss, without a second array of logarithms over the vocabulary. */
export function draftLoss({ logits, targets, weights, loss }: DraftLossOptions): DraftLossTerms {
  const [answers, vocab] = logits.shape as [number, number];
  const probabilities = ops.softmax(logits);
  const logNorm = ops.subtract(ops.reduceMax(logits, [1]), ops.log(ops.reduceMax(probabilities, [1])));
  const dot = ops.fusedMatMul(ops.reshape(targets, [answers, 1, vocab]), ops.reshape(logits, [answers, vocab, 1]), {});
  const crossEntropy = ops.subtract(logNorm, ops.reshape(dot, [answers, 1]));
  const excess = ops.subtract(probabilities, targets);
  if (loss === 'ce') return { gradient: ops.multiply(excess, weights), crossEntropy };
  const lacking = ops.cast(ops.greater(targets, probabilities), 'float32');
  const kept = ops.multiply(probabilities, lacking);
  const keptMass = ops.reduceSum(kept, [1]);
  const acceptance = ops.add(keptMass, ops.reduceSum(ops.multiply(targets, ops.subtract(scalar(1), lacking)), [1]));
  const share = ops.exp(ops.multiply(acceptance, scalar(-3)));
  const variation = ops.subtract(ops.multiply(probabilities, keptMass), kept);
  const mixed = ops.add(
    ops.multiply(excess, ops.multiply(share, weights)),
    ops.multiply(variation, ops.multiply(ops.subtract(scalar(1), share), weights)),
  );
  return { gradient: mixed, crossEntropy };
}

import type { Acceptance, AcceptanceContext } from '@recyclegpt/spec';

/** Draws from max(0, base - draft), normalised: what is left for the base once the drafter's share is taken. */
function drawResidual({ token, baseChoice, baseDistribution, draftDistribution, uniform }: AcceptanceContext): number {
  const base = baseDistribution();
  const residualOf = (id: number): number => {
    const drafted = draftDistribution === undefined ? Number(id === token) : draftDistribution[id]!;
    return Math.max(0, base[id]! - drafted);
  };
  let sum = 0;
  for (let id = 0; id < base.length; id++) sum += residualOf(id);
  let left = uniform() * sum;
  let last = baseChoice;
  for (let id = 0; id < base.length; id++) {
    const residual = residualOf(id);
    if (residual === 0) continue;
    last = id;
    left -= residual;
    if (left < 0) break;
  }
  return last;
}

/**
 * Speculative sampling (Leviathan et al., arXiv 2211.17192, algorithm 1): keeps a token with probability
 * min(1, base / draft), else draws from the residual. The distribution is the base's, the text is not; a drafter that
 * gives no distribution counts as certain of its token. With lengths chosen by the clock its text is not repeatable.
 */
export const maximal: Acceptance = {
  name: 'maximal',
  keeps: 'distribution',
  wantsDistributions: true,
  decide(context) {
    const { token, baseDistribution, draftDistribution, uniform } = context;
    const drafted = draftDistribution === undefined ? 1 : draftDistribution[token]!;
    return uniform() * drafted < baseDistribution()[token]! ? token : drawResidual(context);
  },
};

/** Tokens that may still be drawn, in the order of their ids, with scaled logits. Memory is reused from row to row. */
export interface Candidates {
  readonly ids: Int32Array;
  readonly scores: Float64Array;
  count: number;
}

/** Room for the candidates of a vocabulary. */
export function createCandidates(vocab: number): Candidates {
  return { ids: new Int32Array(vocab), scores: new Float64Array(vocab), count: 0 };
}

/** Logits to take candidates from. */
export interface CandidateSource {
  readonly logits: Float32Array;
  /** The tokens that they score, ascending. Default: all. */
  readonly tokenIds: Int32Array | undefined;
  readonly temperature: number;
  /** Lower logits are left out. */
  readonly floor: number;
}

/** Takes the tokens that are not forbidden and whose logits reach `floor`; scores are logits over temperature. */
export function fillCandidates(candidates: Candidates, source: CandidateSource): void {
  const { logits, tokenIds, temperature, floor } = source;
  const { ids, scores } = candidates;
  let count = 0;
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i]!;
    if (!(logit >= floor) || logit === -Infinity) continue;
    ids[count] = tokenIds === undefined ? i : tokenIds[i]!;
    scores[count++] = logit / temperature;
  }
  candidates.count = count;
}

/** Keeps the candidates at the indices for which `keeps` holds. */
export function keepCandidates(candidates: Candidates, keeps: (index: number) => boolean): void {
  const { ids, scores } = candidates;
  let count = 0;
  for (let i = 0; i < candidates.count; i++) {
    if (!keeps(i)) continue;
    ids[count] = ids[i]!;
    scores[count++] = scores[i]!;
  }
  candidates.count = count;
}

/** The largest score. */
export function bestScore(candidates: Candidates): number {
  let best = -Infinity;
  for (let i = 0; i < candidates.count; i++) if (candidates.scores[i]! > best) best = candidates.scores[i]!;
  return best;
}

/**
 * Writes each candidate's probability times the returned sum into `weights`: exp(score - best). Infinite scores, which
 * a processor may set to force a token, share all of the probability.
 */
export function weighCandidates(candidates: Candidates, weights: Float64Array): number {
  const best = bestScore(candidates);
  let sum = 0;
  for (let i = 0; i < candidates.count; i++) {
    const score = candidates.scores[i]!;
    const weight = score === best ? 1 : Math.exp(score - best);
    weights[i] = weight;
    sum += weight;
  }
  return sum;
}

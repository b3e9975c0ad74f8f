import { bestScore, type Candidates, keepCandidates, weighCandidates } from './candidates.ts';
import type { ResolvedSettings } from './resolve-settings.ts';
import { selectByMass } from './select-by-mass.ts';

/** Memory of a sampler's filters, `[vocab]` each. */
export interface FilterMemory {
  readonly keys: Float64Array;
  readonly masses: Float64Array;
}

/** Keys that put likelier tokens first. */
function keysByScore(candidates: Candidates, keys: Float64Array): void {
  const best = bestScore(candidates);
  for (let i = 0; i < candidates.count; i++) {
    keys[i] = candidates.scores[i] === best ? 0 : best - candidates.scores[i]!;
  }
}

function keepTopK(candidates: Candidates, topK: number, { keys, masses }: FilterMemory): void {
  if (candidates.count <= topK) return;
  keysByScore(candidates, keys);
  masses.fill(1, 0, candidates.count);
  const mask = selectByMass(keys, masses, candidates.count, topK);
  keepCandidates(candidates, (i) => mask[i] === 1);
}

/** Nucleus sampling (Holtzman et al., arXiv 1904.09751, section 3.1). */
function keepTopP(candidates: Candidates, topP: number, { keys, masses }: FilterMemory): void {
  const sum = weighCandidates(candidates, masses);
  keysByScore(candidates, keys);
  const mask = selectByMass(keys, masses, candidates.count, topP * sum);
  keepCandidates(candidates, (i) => mask[i] === 1);
}

/** Locally typical sampling (Meister et al., arXiv 2202.00666, equation 10): information nearest to the entropy first. */
function keepTypical(candidates: Candidates, typicalP: number, { keys, masses }: FilterMemory): void {
  const sum = weighCandidates(candidates, masses);
  let entropy = 0;
  for (let i = 0; i < candidates.count; i++) {
    const p = masses[i]! / sum;
    if (p > 0) entropy -= p * Math.log(p);
  }
  for (let i = 0; i < candidates.count; i++) keys[i] = Math.abs(-Math.log(masses[i]! / sum) - entropy);
  const mask = selectByMass(keys, masses, candidates.count, typicalP * sum);
  keepCandidates(candidates, (i) => mask[i] === 1);
}

function keepMinP(candidates: Candidates, minP: number): void {
  const threshold = bestScore(candidates) + Math.log(minP);
  keepCandidates(candidates, (i) => candidates.scores[i]! >= threshold);
}

/** Drops candidates by top-k, typical-p, top-p and min-p, in this order; each sees what the ones before it left. */
export function filterCandidates(candidates: Candidates, settings: ResolvedSettings, memory: FilterMemory): void {
  const { topK, typicalP, topP, minP } = settings;
  if (topK !== undefined) keepTopK(candidates, topK, memory);
  if (typicalP !== undefined) keepTypical(candidates, typicalP, memory);
  if (topP !== undefined) keepTopP(candidates, topP, memory);
  if (minP !== undefined) keepMinP(candidates, minP);
}

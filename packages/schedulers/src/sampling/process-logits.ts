import { DecodingError, type LogitsContext, type LogitsProcessor } from '@recyclegpt/spec';
import type { ResolvedSettings } from './resolve-settings.ts';
import { logitBias, penalties } from './setting-processors.ts';

/** Scores after bias, penalties and processors, in the order of the logits; memory that the next call overwrites. */
export type ProcessLogits = (logits: Float32Array, context: LogitsContext, tokenIds?: Int32Array) => Float32Array;

/** Where tokens stand in a part of the vocabulary: -1 for those that are not in it. */
type Places = (tokenIds: Int32Array) => Int32Array;

/** Made once for each part, and kept as long as the part is. */
function placesOver(vocab: number): Places {
  const known = new WeakMap<Int32Array, Int32Array>();
  return (tokenIds) => {
    const found = known.get(tokenIds);
    if (found !== undefined) return found;
    const places = new Int32Array(vocab).fill(-1);
    tokenIds.forEach((id, index) => {
      places[id] = index;
    });
    known.set(tokenIds, places);
    return places;
  };
}

function checkWidth(logits: Float32Array, width: number): void {
  if (logits.length === width) return;
  throw new DecodingError({
    what: 'Logits do not fit the tokens that they score',
    where: 'sampler',
    got: `${logits.length} logits`,
    expected: `${width}`,
    next: 'Give one logit for each token of the vocabulary, or of tokenIds.',
  });
}

/** Runs custom processors over a part of the vocabulary as if nothing else could be chosen. */
function processPart(
  scores: Float32Array,
  full: Float32Array,
  tokenIds: Int32Array,
  process: (full: Float32Array) => void,
): void {
  full.fill(-Infinity);
  for (let i = 0; i < tokenIds.length; i++) full[tokenIds[i]!] = scores[i]!;
  process(full);
  for (let i = 0; i < tokenIds.length; i++) scores[i] = full[tokenIds[i]!]!;
}

/** Whether settings alone change scores before the temperature does. */
export function changesScores(settings: ResolvedSettings): boolean {
  return logitBias(settings) !== undefined || penalties(settings) !== undefined;
}

/** Runs bias, penalties and processors over a copy; without any, the logits themselves are read. */
export function processLogits(
  settings: ResolvedSettings,
  processors: readonly LogitsProcessor[],
  vocab: number,
): ProcessLogits {
  const own = [logitBias(settings), penalties(settings)].filter((process) => process !== undefined);
  const placesOf = placesOver(vocab);
  const copy = new Float32Array(own.length + processors.length > 0 ? vocab : 0);
  const full = new Float32Array(processors.length > 0 ? vocab : 0);
  return (logits, context, tokenIds) => {
    checkWidth(logits, tokenIds?.length ?? vocab);
    if (copy.length === 0) return logits;
    const scores = copy.subarray(0, logits.length);
    scores.set(logits);
    const places = tokenIds === undefined || own.length === 0 ? undefined : placesOf(tokenIds);
    for (const process of own) process(scores, context, places);
    const custom = (row: Float32Array): void => {
      for (const processor of processors) processor.process(row, context);
    };
    if (tokenIds === undefined) custom(scores);
    else if (processors.length > 0) processPart(scores, full, tokenIds, custom);
    return scores;
  };
}

import { DecodingError, type LogitsContext, type LogitsProcessor, type SamplerSettings } from '@recyclegpt/spec';
import { argMax } from './arg-max.ts';
import { createCandidates, fillCandidates, weighCandidates } from './candidates.ts';
import { filterCandidates } from './filters.ts';
import { floorOfTopK } from './floor-of-top-k.ts';
import { drawFromCandidates, drawFromLogits } from './gumbel-draw.ts';
import { keyedUniform, noiseKey } from './keyed-noise.ts';
import { changesScores, type ProcessLogits, processLogits } from './process-logits.ts';
import { type ResolvedSettings, resolveSettings } from './resolve-settings.ts';

/** How a draw differs from the base's own. */
export interface DrawOptions {
  /**
   * Ascending: `logits[i]` scores `tokenIds[i]`, and the draw, bias, penalties and filters run over these only. The same
   * array at every call, since what is derived from it is kept.
   */
  readonly tokenIds?: Int32Array | undefined;
  /** `choice`, the default, is the base's own noise; `draft` is independent of it. */
  readonly noise?: 'choice' | 'draft';
}

/** Chooses tokens from logits: a function of seed, history and logits, whatever it chose before. */
export interface Sampler {
  readonly settings: ResolvedSettings;
  readonly vocab: number;
  /** Whether `choose` is the likeliest token whatever the text: temperature 0, and nothing changes the scores. */
  readonly isPlainGreedy: boolean;
  /**
   * The token after `context.history`; its position is the history's length. Leaves the logits as they are.
   * @throws DecodingError if no token is left to choose, or the logits are not one a token.
   */
  choose(logits: Float32Array, context: LogitsContext, options?: DrawOptions): number;
  /** `[vocab]` float32: the distribution that `choose` draws from, in memory of its own. @throws as `choose`. */
  distribution(logits: Float32Array, context: LogitsContext, options?: DrawOptions): Float32Array;
  /** The `index`-th uniform number of a position in [0, 1), independent of the noise that `choose` uses there. */
  uniform(position: number, index: number): number;
}

/** What `choose` throws where no score is a number above -Infinity. */
export function nothingLeft(context: LogitsContext): DecodingError {
  return new DecodingError({
    what: 'No token can be chosen',
    where: `position ${context.history.length}`,
    got: 'logits that are all -Infinity or NaN',
    expected: 'at least one token with a logit above -Infinity',
    next: 'Check logitBias and the logits processors; without any, the model itself gives no numbers.',
  });
}

type Core = Pick<Sampler, 'choose' | 'distribution'>;

function greedy(process: ProcessLogits, vocab: number): Core {
  const choose: Sampler['choose'] = (logits, context, { tokenIds } = {}) => {
    const choice = argMax(process(logits, context, tokenIds));
    if (choice === undefined) throw nothingLeft(context);
    return tokenIds === undefined ? choice : tokenIds[choice]!;
  };
  return {
    choose,
    distribution(logits, context, options) {
      const result = new Float32Array(vocab);
      result[choose(logits, context, options)] = 1;
      return result;
    },
  };
}

function random(process: ProcessLogits, settings: ResolvedSettings, vocab: number): Core {
  const { temperature, seed } = settings;
  const candidates = createCandidates(vocab);
  const memory = { keys: new Float64Array(vocab), masses: new Float64Array(vocab) };
  const hasFilter = [settings.topK, settings.topP, settings.minP, settings.typicalP].some((each) => each !== undefined);
  const gather = (logits: Float32Array, context: LogitsContext, tokenIds: Int32Array | undefined): void => {
    const processed = process(logits, context, tokenIds);
    const floor = settings.topK === undefined ? -Infinity : floorOfTopK(processed, settings.topK);
    fillCandidates(candidates, { logits: processed, tokenIds, temperature, floor });
    if (candidates.count === 0) throw nothingLeft(context);
    filterCandidates(candidates, settings, memory);
  };
  return {
    choose(logits, context, { tokenIds, noise = 'choice' } = {}) {
      const key = noiseKey(seed, context.history.length, noise);
      if (hasFilter) {
        gather(logits, context, tokenIds);
        return drawFromCandidates(candidates, key)!;
      }
      const processed = process(logits, context, tokenIds);
      const likeliest = argMax(processed);
      const choice = drawFromLogits({ logits: processed, tokenIds, temperature, likeliest }, key);
      if (choice === undefined) throw nothingLeft(context);
      return choice;
    },
    distribution(logits, context, { tokenIds } = {}) {
      gather(logits, context, tokenIds);
      const sum = weighCandidates(candidates, memory.masses);
      const result = new Float32Array(vocab);
      for (let i = 0; i < candidates.count; i++) result[candidates.ids[i]!] = memory.masses[i]! / sum;
      return result;
    },
  };
}

/**
 * A sampler for a vocabulary. Logits pass through, in this order: logit bias, penalties, `processors` as listed,
 * temperature, top-k, typical-p, top-p, min-p. The draw is the Gumbel-max trick with noise keyed by (seed, position,
 * token id); temperature 0 is the same without noise, the lowest id winning ties.
 * @throws ConfigError naming a setting that is unknown, out of range or contradicted by another.
 */
export function createSampler(
  settings: SamplerSettings,
  vocab: number,
  processors: readonly LogitsProcessor[] = [],
): Sampler {
  const resolved = resolveSettings(settings, vocab);
  const process = processLogits(resolved, processors, vocab);
  const core = resolved.temperature === 0 ? greedy(process, vocab) : random(process, resolved, vocab);
  return {
    settings: resolved,
    vocab,
    isPlainGreedy: resolved.temperature === 0 && processors.length === 0 && !changesScores(resolved),
    ...core,
    uniform: (position, index) => keyedUniform(resolved.seed, position, index),
  };
}

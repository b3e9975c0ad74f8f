import type { LogitsContext } from '@recyclegpt/spec';
import type { ResolvedSettings } from './resolve-settings.ts';

/**
 * Changes scores in place. `places` says where a token stands in them if they are those of a part of the vocabulary;
 * tokens at -1 are passed over.
 */
export type SettingProcessor = (scores: Float32Array, context: LogitsContext, places?: Int32Array) => void;

interface Occurrences {
  /** Tokens in the window, each once. */
  readonly seen: ReadonlySet<number>;
  /** How often a token stands in the part of the window that is output. */
  readonly inOutput: ReadonlyMap<number, number>;
}

function countTokens(history: readonly number[], promptLength: number, window: number): Occurrences {
  const seen = new Set<number>();
  const inOutput = new Map<number, number>();
  for (let i = Math.max(0, history.length - window); i < history.length; i++) {
    const id = history[i]!;
    seen.add(id);
    if (i >= promptLength) inOutput.set(id, (inOutput.get(id) ?? 0) + 1);
  }
  return { seen, inOutput };
}

/**
 * Penalties over the last `penaltyWindow` tokens: repetition over prompt and output (CTRL, arXiv 1909.05858, section
 * 4.1), presence and frequency over the output. `undefined` if none acts.
 */
export function penalties(settings: ResolvedSettings): SettingProcessor | undefined {
  const { repetitionPenalty, presencePenalty, frequencyPenalty, penaltyWindow } = settings;
  if (repetitionPenalty === 1 && presencePenalty === 0 && frequencyPenalty === 0) return undefined;
  return (scores, { history, promptLength }, places) => {
    const { seen, inOutput } = countTokens(history, promptLength, penaltyWindow);
    const change = (id: number, by: (score: number) => number): void => {
      const place = places === undefined ? id : places[id]!;
      if (place >= 0) scores[place] = by(scores[place]!);
    };
    if (repetitionPenalty !== 1) {
      for (const id of seen) change(id, (score) => score * (score > 0 ? 1 / repetitionPenalty : repetitionPenalty));
    }
    for (const [id, count] of inOutput) change(id, (score) => score - (presencePenalty + frequencyPenalty * count));
  };
}

/** Adds the bias of each token to its logit; `undefined` if there is none. */
export function logitBias(settings: ResolvedSettings): SettingProcessor | undefined {
  if (settings.logitBias.length === 0) return undefined;
  return (scores, _, places) => {
    for (const [id, bias] of settings.logitBias) {
      const place = places === undefined ? id : places[id]!;
      if (place >= 0) scores[place]! += bias;
    }
  };
}

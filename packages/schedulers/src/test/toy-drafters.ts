import type { Draft, Drafter } from '@recyclegpt/spec';
import { toyVocab } from './toy-model.ts';

type Guess = (tokens: readonly number[], index: number) => number | undefined;

/** A drafter that guesses token by token. */
export function guesser(name: string, guess: Guess): Drafter {
  return {
    name,
    async draft({ state }, maxTokens): Promise<Draft> {
      const tokens: number[] = [];
      while (tokens.length < maxTokens) {
        const token = guess([...state.tokens, ...tokens], tokens.length);
        if (token === undefined) break;
        tokens.push(token);
      }
      return { tokens, origins: tokens.map(() => name) };
    },
  };
}

/** Right everywhere, `text` being what the base writes from the beginning on. */
export function perfect(text: readonly number[], name = 'perfect'): Drafter {
  return guesser(name, (tokens) => text[tokens.length]);
}

/** Wrong everywhere. */
export function alwaysWrong(text: readonly number[]): Drafter {
  return guesser('always-wrong', (tokens) => ((text[tokens.length] ?? 0) + 1) % toyVocab);
}

/** Random, from a generator of its own. */
export function randomGuesses(seed: number, name = 'random'): Drafter {
  let state = seed;
  return guesser(name, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % toyVocab;
  });
}

/** Right with probability `share`. */
export function sometimesRight(text: readonly number[], share: number, name = 'recycle'): Drafter {
  let state = 1;
  return guesser(name, (tokens) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const right = text[tokens.length] ?? 0;
    return state / 2 ** 32 < share ? right : (right + 1) % toyVocab;
  });
}

export interface ModuleLikeOptions {
  /** What the base writes from the beginning on. */
  readonly text: readonly number[];
  /** How often a token is right, given its confidence. Default: as often as it says. */
  readonly shareAt?: (confidence: number) => number;
  /** What it is sure to be of a token, by a uniform number. Default: that number, squeezed into [0.05, 0.95]. */
  readonly confidenceAt?: (uniform: number) => number;
  /** Told of each token drafted, so that a clock can move. */
  readonly onStep?: () => void;
  readonly name?: string;
  /** Default 1. */
  readonly seed?: number;
}

/** Drafts step by step as a model does: tells confidences, and asks whether one more token pays. */
export function moduleLike(options: ModuleLikeOptions): Drafter {
  const {
    text,
    shareAt = (c) => c,
    confidenceAt = (u) => 0.05 + 0.9 * u,
    onStep,
    name = 'recycle',
    seed = 1,
  } = options;
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return {
    name,
    async draft(context, maxTokens): Promise<Draft> {
      const tokens: number[] = [];
      const confidences: number[] = [];
      while (tokens.length < maxTokens && (tokens.length === 0 || context.isWorthMore?.(confidences) !== false)) {
        onStep?.();
        const confidence = confidenceAt(uniform());
        const right = text[context.state.tokens.length + tokens.length] ?? 0;
        tokens.push(uniform() < shareAt(confidence) ? right : (right + 1) % toyVocab);
        confidences.push(confidence);
      }
      return { tokens, origins: tokens.map(() => name), confidences };
    },
  };
}

/** Throws every other time, and is random else. */
export function throwing(): Drafter {
  const random = randomGuesses(5, 'throwing');
  let calls = 0;
  return {
    name: 'throwing',
    draft: (context, maxTokens) => {
      if (calls++ % 2 === 0) throw new Error('out of ideas');
      return random.draft(context, maxTokens);
    },
    observe: () => {
      throw new Error('does not listen');
    },
  };
}

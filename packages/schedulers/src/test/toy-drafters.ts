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

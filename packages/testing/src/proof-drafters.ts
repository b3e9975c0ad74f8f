import type { Draft, DraftContext, Drafter } from '@recyclegpt/spec';
import { seededRandom } from './seeded-random.ts';

/** What every proof drafter may be told. */
export interface ProofDrafterOptions {
  /** Milliseconds that a drafted token burns, as a module's would; counted as time in a session. Default 0. */
  readonly costMs?: number;
  /** A clock in milliseconds. */
  readonly now?: () => number;
  readonly name?: string;
}

/** A drafter that knows the text. */
export interface KnownTextOptions extends ProofDrafterOptions {
  /** Prompt and output, as plain decoding writes it. Beyond its end nothing is drafted. */
  readonly text: readonly number[];
}

/** Proposes the token at a place of the text; `undefined` ends the draft. */
type Guess = (position: number) => number | undefined;

interface GuesserParts extends ProofDrafterOptions {
  readonly guess: Guess;
  /** How sure it says that it is. */
  readonly confidence?: number | undefined;
  readonly name: string;
}

/** Guesses token by token as a model does: asks whether one more pays, and takes its time. */
class Guesser implements Drafter {
  readonly name: string;
  readonly #parts: GuesserParts;
  #sessionMs = 0;

  constructor(parts: GuesserParts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  get sessionMs(): number {
    return this.#sessionMs;
  }

  async draft({ state, isWorthMore }: DraftContext, maxTokens: number): Promise<Draft> {
    const { guess, confidence } = this.#parts;
    const tokens: number[] = [];
    const confidences: number[] = [];
    while (tokens.length < maxTokens && (tokens.length === 0 || isWorthMore?.(confidences) !== false)) {
      const token = guess(state.tokens.length + tokens.length);
      if (token === undefined) break;
      this.#burn();
      tokens.push(token);
      if (confidence !== undefined) confidences.push(confidence);
    }
    const draft = { tokens, origins: tokens.map(() => this.name) };
    return confidence === undefined ? draft : { ...draft, confidences };
  }

  /** Keeps the thread busy: a module's time is not there for anything else. */
  #burn(): void {
    const { costMs = 0, now = () => performance.now() } = this.#parts;
    if (costMs <= 0) return;
    const startMs = now();
    while (now() - startMs < costMs);
    this.#sessionMs += now() - startMs;
  }
}

/** A number in [0, 1) that depends on seed and position only, so that drafts do not depend on what was drafted before. */
function uniformAt(seed: number, position: number): number {
  return seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(position + 1, 0x85ebca6b)).next();
}

/** Any token but this one. */
function another(token: number, vocab: number): number {
  return (token + 1) % vocab;
}

/** Drafts random tokens, those of a position always the same. */
export function randomDrafter(
  options: ProofDrafterOptions & { readonly seed: number; readonly vocab: number },
): Drafter {
  const { seed, vocab, name = 'random' } = options;
  return new Guesser({ ...options, name, guess: (position) => Math.floor(uniformAt(seed, position) * vocab) });
}

/** Drafts what the text is not, everywhere: what bad luck can cost at most. */
export function alwaysWrongDrafter(options: KnownTextOptions & { readonly vocab: number }): Drafter {
  return sometimesRightDrafter({ name: 'always-wrong', ...options, share: 0, seed: 0 });
}

/** Drafts the text: what luck can bring at most. */
export function perfectDrafter(options: KnownTextOptions): Drafter {
  const { text, name = 'perfect' } = options;
  return new Guesser({ ...options, name, confidence: 1, guess: (position) => text[position] });
}

/** Right at a share of the places, which the seed chooses; it says so with its confidence. Stands in for a module. */
export function sometimesRightDrafter(
  options: KnownTextOptions & { readonly vocab: number; readonly share: number; readonly seed: number },
): Drafter {
  const { text, vocab, share, seed, name = 'sometimes-right' } = options;
  const guess: Guess = (position) => {
    const right = text[position];
    if (right === undefined) return undefined;
    return uniformAt(seed, position) < share ? right : another(right, vocab);
  };
  return new Guesser({ ...options, name, confidence: share, guess });
}

/** Throws at every other draft, and whenever it is told of a round; else drafts as `drafter` does. */
export function throwingDrafter(drafter: Drafter): Drafter {
  let calls = 0;
  return {
    name: drafter.name,
    draft: (context, maxTokens) => {
      if (calls++ % 2 === 0) throw new Error('out of ideas');
      return drafter.draft(context, maxTokens);
    },
    observe: () => {
      throw new Error('does not listen');
    },
  };
}

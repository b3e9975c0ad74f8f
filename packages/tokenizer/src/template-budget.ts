import { TokenizerError } from '@recyclegpt/spec';

export interface TemplateBudgetOptions {
  /** Characters that the conversation has: long ones may take more. */
  readonly inputCharacters: number;
  readonly now: () => number;
}

const unitsOfWork = 6_000_000;
const charactersPerUnit = 16;
const baseCharacters = 2 ** 20;
const charactersPerInput = 32;
const timeLimitMs = 3000;
const stepsBetweenClocks = 64;

/** What a template may spend before it is stopped: work (some tenths of a µs a unit), characters in one value, time. */
export class TemplateBudget {
  /** The most characters that one value may have, written out. */
  readonly maxCharacters: number;
  readonly #now: () => number;
  readonly #deadline: number;
  #work: number;
  #steps = 0;

  constructor({ inputCharacters, now }: TemplateBudgetOptions) {
    this.maxCharacters = baseCharacters + charactersPerInput * inputCharacters;
    this.#work = unitsOfWork + inputCharacters;
    this.#now = now;
    this.#deadline = now() + timeLimitMs;
  }

  /** @throws TokenizerError when work or time is used up. */
  spend(work: number): void {
    this.#work -= work;
    this.#steps += 1;
    if (this.#work < 0) throw this.exceeded('takes too many steps');
    if (this.#steps % stepsBetweenClocks === 0 && this.#now() > this.#deadline) throw this.exceeded('takes too long');
  }

  /** Work for looking at so many characters. @throws TokenizerError as `spend`. */
  spendOnCharacters(characters: number): void {
    this.spend(characters / charactersPerUnit);
  }

  /** @throws TokenizerError if one value would have more characters than it may. */
  checkCharacters(characters: number): void {
    if (characters > this.maxCharacters) throw this.exceeded(`writes more than ${this.maxCharacters} characters`);
  }

  exceeded(does: string): TokenizerError {
    return new TokenizerError({
      what: `The chat template ${does} and was stopped`,
      where: 'chat template',
      next: 'The template loops, or is hostile: pass the prompt as plain text, or use another copy of the model.',
    });
  }
}

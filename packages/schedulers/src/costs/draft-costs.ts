/** How far an observation moves what was known. */
const rate = 0.2;

/**
 * Milliseconds of a drafter's drafts by their length: a drafter may make several tokens in one run, so that three cost
 * little more than one. Lengths that were not seen lie on lines between those that were.
 */
export class DraftCosts {
  readonly #perToken: number;
  readonly #byLength = new Map<number, number>();

  /** @param perToken milliseconds of a token, until drafts have been seen */
  constructor(perToken: number) {
    this.#perToken = perToken;
  }

  /** Milliseconds of a draft of so many tokens. */
  ms(tokens: number): number {
    let below = 0;
    let above = Number.POSITIVE_INFINITY;
    for (const length of this.#byLength.keys()) {
      if (length <= tokens) below = Math.max(below, length);
      if (length >= tokens) above = Math.min(above, length);
    }
    const from = this.#byLength.get(below) ?? 0;
    const to = this.#byLength.get(above);
    if (to === undefined) return from + (tokens - below) * this.#perToken;
    return above === below ? to : from + ((to - from) * (tokens - below)) / (above - below);
  }

  /** Tells the time of a draft of so many tokens. Single slow ones, of a busy machine, count for little. */
  observe(tokens: number, ms: number): void {
    const known = this.ms(tokens);
    this.#byLength.set(tokens, known + rate * (Math.min(ms, 4 * known + tokens) - known));
  }
}

/** How far drafts would have been accepted, counted over starts of drafts. */
export interface DraftAgreement {
  /** Share of starts whose first token is the base's own; then of those, of the second; and so on. */
  readonly byPosition: readonly number[];
  /** Tokens that a pass of the base would have written, with drafts of all steps. */
  readonly tokensPerPass: number;
}

/** Counts of drafts over batches. */
export class AgreementCount {
  readonly #reached: number[];
  readonly #kept: number[];

  constructor(steps: number) {
    this.#reached = Array<number>(steps).fill(0);
    this.#kept = Array<number>(steps).fill(0);
  }

  /**
   * Adds a batch. Draft `i` takes the first step's choice at answer i, the second step's at answer i + 1, and so on,
   * each given the text so far, which is what it would have been given had the draft been right so far.
   * @param choices by step, `[answers]`: token ids
   * @param bestIds `[answers]`: what the base would have written, −1 for rows that stand for nothing
   * @param textOf `[answers]`: drafts end with the text
   */
  add(choices: readonly ArrayLike<number>[], bestIds: Int32Array, textOf: Int32Array): void {
    for (let start = 0; start < bestIds.length; start++) {
      for (let step = 0; step < choices.length; step++) {
        const at = start + step;
        if (at >= bestIds.length || (bestIds[at] as number) < 0 || textOf[at] !== textOf[start]) break;
        this.#reached[step] = (this.#reached[step] as number) + 1;
        if ((choices[step] as ArrayLike<number>)[at] !== bestIds[at]) break;
        this.#kept[step] = (this.#kept[step] as number) + 1;
      }
    }
  }

  /** Shares of all that was added so far; 0 where no draft got so far. */
  result(): DraftAgreement {
    const byPosition = this.#kept.map((kept, step) => kept / Math.max(1, this.#reached[step] as number));
    let reach = 1;
    let tokensPerPass = 1;
    for (const share of byPosition) {
      reach *= share;
      tokensPerPass += reach;
    }
    return { byPosition, tokensPerPass };
  }
}

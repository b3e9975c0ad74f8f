/** What followed a token last, and how often in a row it did. */
export interface Successor {
  readonly id: number;
  readonly times: number;
}

/**
 * The last successor of each token, learned from the tokens that were written. Generations of one model may share a
 * record, also at the same time: it decides what is drafted, never what is written.
 */
export class SuccessorRecord {
  readonly #successors = new Map<number, Successor>();

  /** Notes that `successor` came after `token`. */
  learn(token: number, successor: number): void {
    const known = this.#successors.get(token);
    const times = known?.id === successor ? known.times + 1 : 1;
    this.#successors.set(token, { id: successor, times });
  }

  /** What came after a token, if it was ever seen. */
  after(token: number): Successor | undefined {
    return this.#successors.get(token);
  }
}

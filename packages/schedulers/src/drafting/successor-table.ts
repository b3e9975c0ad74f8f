import type { Draft, DraftContext, Round } from '@recyclegpt/spec';
import type { FreeDrafter } from './free-drafter.ts';

export interface SuccessorTableOptions {
  /** Likeliest successors known beforehand; what is learned takes precedence. */
  readonly fixed?: ReadonlyMap<number, number>;
  /** Learns from the text that is written. Default true. */
  readonly learns?: boolean;
}

interface Successor {
  readonly id: number;
  /** How often in a row it was the one. */
  readonly times: number;
}

class SuccessorTable implements FreeDrafter {
  readonly name = 'successors';
  readonly isFree = true;
  readonly #fixed: ReadonlyMap<number, number>;
  readonly #learns: boolean;
  readonly #learned = new Map<number, Successor>();
  /** The last token observed, and the length of the text with it. */
  #last: { readonly id: number; readonly length: number } | undefined;

  constructor({ fixed = new Map(), learns = true }: SuccessorTableOptions) {
    this.#fixed = fixed;
    this.#learns = learns;
  }

  async draft({ state }: DraftContext, maxTokens: number): Promise<Draft> {
    const tokens: number[] = [];
    const confidences: number[] = [];
    let last = state.tokens.at(-1);
    while (last !== undefined && tokens.length < maxTokens) {
      const learned = this.#learned.get(last);
      last = learned?.id ?? this.#fixed.get(last);
      if (last === undefined) break;
      tokens.push(last);
      confidences.push(learned === undefined ? 0.25 : learned.times / (learned.times + 1));
    }
    return { tokens, origins: tokens.map(() => this.name), confidences };
  }

  observe(round: Round): void {
    if (!this.#learns) return;
    let previous = this.#last?.length === round.start ? this.#last.id : undefined;
    for (const { id } of round.tokens) {
      if (previous !== undefined) this.#learn(previous, id);
      previous = id;
    }
    if (previous !== undefined) this.#last = { id: previous, length: round.start + round.tokens.length };
  }

  #learn(token: number, successor: number): void {
    const known = this.#learned.get(token);
    const times = known?.id === successor ? known.times + 1 : 1;
    this.#learned.set(token, { id: successor, times });
  }
}

/**
 * Drafts each token's last successor: Token Recycling (arXiv 2408.08696) reduced to one candidate a token, learned from
 * the tokens that were written. It may outlive a generation and then knows the conversation.
 */
export function successorTable(options: SuccessorTableOptions = {}): FreeDrafter {
  return new SuccessorTable(options);
}

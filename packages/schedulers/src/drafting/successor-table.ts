import type { Draft, DraftContext, Drafter, Round } from '@recyclegpt/spec';
import { SuccessorRecord } from './successor-record.ts';

export interface SuccessorTableOptions {
  /** What is learned. Several tables may share it. Default: one of its own. */
  readonly record?: SuccessorRecord;
  /** `[vocab]`: each token's likeliest successor, -1 where none is known (`buildSuccessorTable`). What is learned goes first. */
  readonly fixed?: Int32Array | undefined;
  /** Learns from the text that is written. Default true. */
  readonly learns?: boolean;
}

/** How sure a fixed successor is before anything was observed. */
const fixedConfidence = 0.25;

class SuccessorTable implements Drafter {
  readonly name: string;
  readonly isFree = true;
  readonly #record: SuccessorRecord;
  readonly #fixed: Int32Array | undefined;
  readonly #learns: boolean;
  /** The last token observed, and the length of the text with it. */
  #last: { readonly id: number; readonly length: number } | undefined;

  constructor(name: string, { record = new SuccessorRecord(), fixed, learns = true }: SuccessorTableOptions) {
    this.name = name;
    this.#record = record;
    this.#fixed = fixed;
    this.#learns = learns;
  }

  async draft({ state }: DraftContext, maxTokens: number): Promise<Draft> {
    const tokens: number[] = [];
    const confidences: number[] = [];
    let last = state.tokens.at(-1);
    while (last !== undefined && tokens.length < maxTokens) {
      const learned = this.#record.after(last);
      last = learned?.id ?? this.#fixedAfter(last);
      if (last === undefined) break;
      tokens.push(last);
      confidences.push(learned === undefined ? fixedConfidence : learned.times / (learned.times + 1));
    }
    return { tokens, origins: tokens.map(() => this.name), confidences };
  }

  observe(round: Round): void {
    if (!this.#learns) return;
    let previous = this.#last?.length === round.start && round.index > 0 ? this.#last.id : undefined;
    for (const { id } of round.tokens) {
      if (previous !== undefined) this.#record.learn(previous, id);
      previous = id;
    }
    if (previous !== undefined) this.#last = { id: previous, length: round.start + round.tokens.length };
  }

  #fixedAfter(token: number): number | undefined {
    const successor = this.#fixed?.[token];
    return successor === undefined || successor < 0 ? undefined : successor;
  }
}

/**
 * Drafts each token's last successor: Token Recycling (arXiv 2408.08696) reduced to one candidate a token, learned from
 * the tokens that were written, and where nothing was learned, the fixed one. It may outlive a generation and then
 * knows the conversation; generations at the same time need a table each, and may share its record.
 */
export function successorTable(options: SuccessorTableOptions = {}): Drafter {
  return new SuccessorTable('successors', options);
}

/** Drafts by a fixed table alone: `[vocab]`, each token's likeliest successor, -1 where none is known. It learns nothing. */
export function fixedSuccessors({ table }: { readonly table: Int32Array }): Drafter {
  return new SuccessorTable('fixed-successors', { fixed: table, learns: false });
}

import type { MergeRule } from './merge-symbols.ts';
import type { TokenTable } from './token-table.ts';

/**
 * Neighbours merge when their concatenation is a token, the highest score first: SentencePiece's BPE as vocabularies
 * without a merge list carry it (llama.cpp `llm_tokenizer_spm`, llama2.c `encode`).
 */
export class ScoredMerges implements MergeRule {
  readonly #table: TokenTable;
  /** [vocab] */
  readonly #scores: ArrayLike<number>;

  constructor(table: TokenTable, scores: ArrayLike<number>) {
    this.#table = table;
    this.#scores = scores;
  }

  find(left: number, right: number): number | undefined {
    return this.#table.idOfPlain(this.#table.nameOf(left) + this.#table.nameOf(right));
  }

  priorityOf(merge: number): number {
    return -this.#scores[merge]!;
  }

  resultOf(merge: number): number {
    return merge;
  }
}

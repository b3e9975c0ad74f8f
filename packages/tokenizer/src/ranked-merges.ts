import { TokenizerError } from '@recyclegpt/spec';
import type { MergeRule } from './merge-symbols.ts';
import type { TokenTable } from './token-table.ts';

/** A merge as files write it: `"Ġ t"`, or `["Ġ", "t"]` in newer tokenizer.json files. */
export type WrittenMerge = string | readonly [string, string];

function partsOf(merge: WrittenMerge): readonly [string, string] {
  if (typeof merge !== 'string') return merge;
  // From the second character on, as llama.cpp does: the first may itself be a space.
  const space = merge.indexOf(' ', 1);
  return space < 0 ? [merge, ''] : [merge.slice(0, space), merge.slice(space + 1)];
}

/** Merges in the order of a list, as GPT-2 and its descendants learnt them. */
export class RankedMerges implements MergeRule {
  readonly #vocab: number;
  /** Key: left id * vocab + right id. */
  readonly #ranks = new Map<number, number>();
  /** [merges] the token that each merge makes */
  readonly #results: Int32Array;

  /** @throws TokenizerError if a merge names a token that the table lacks. */
  constructor(merges: readonly WrittenMerge[], table: TokenTable, where: string) {
    this.#vocab = table.size;
    this.#results = new Int32Array(merges.length);
    for (let rank = 0; rank < merges.length; rank++) {
      const [left, right] = partsOf(merges[rank]!);
      const leftId = table.idOf(left);
      const rightId = table.idOf(right);
      const merged = table.idOf(left + right);
      if (leftId === undefined || rightId === undefined || merged === undefined) {
        throw unknownToken([left, right, left + right], table, `${where}[${rank}]`);
      }
      const key = leftId * this.#vocab + rightId;
      if (!this.#ranks.has(key)) this.#ranks.set(key, rank);
      this.#results[rank] = merged;
    }
  }

  find(left: number, right: number): number | undefined {
    return this.#ranks.get(left * this.#vocab + right);
  }

  priorityOf(merge: number): number {
    return merge;
  }

  resultOf(merge: number): number {
    return this.#results[merge]!;
  }
}

function unknownToken(names: readonly string[], table: TokenTable, where: string): TokenizerError {
  return new TokenizerError({
    what: 'A merge names a token that is not in the vocabulary',
    where,
    got: JSON.stringify(names.find((name) => table.idOf(name) === undefined)),
    expected: 'two tokens whose concatenation is a token too',
    next: 'Merges and vocabulary are from different models, or the file is damaged.',
  });
}

import { createJsonLibrary } from '../json-library.ts';
import type { TokenizerJsonPreTokenizer } from './tokenizer-json.ts';

export interface WordTableOptions {
  /** Cut out of texts wherever they stand: no word holds one. */
  readonly specialTokens: readonly string[];
  readonly preTokenizer: TokenizerJsonPreTokenizer;
  /** Beyond so many different words the rarest are forgotten. */
  readonly maxWords?: number;
}

/** Far below what a `Map` holds, and some gigabyte at most. */
const defaultMaxWords = 2 ** 22;
const loneSurrogates = /\p{Surrogate}/gu;

function escapeRegex(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Longest first, so that of two tokens that begin alike the longer is found, as encoding does. */
function separatorOf(specialTokens: readonly string[]): RegExp | undefined {
  if (specialTokens.length === 0) return undefined;
  const longestFirst = [...specialTokens].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(escapeRegex).join('|'), 'u');
}

/**
 * Counts the words of texts in the spelling of byte-level vocabularies. Words come from the same code that encodes with
 * the finished tokenizer, so that what is learnt is what will be used.
 */
export class WordTable {
  readonly #counts = new Map<string, number>();
  readonly #separator: RegExp | undefined;
  readonly #split: (text: string) => readonly string[];
  readonly #maxWords: number;
  #forgetsUpTo = 0;

  /** @throws TokenizerError if the pre-tokenizer is not supported. */
  constructor({ specialTokens, preTokenizer, maxWords = defaultMaxWords }: WordTableOptions) {
    this.#separator = separatorOf(specialTokens);
    const library = createJsonLibrary(
      { pre_tokenizer: preTokenizer },
      { type: 'BPE', vocab: {}, merges: [] },
    ).pre_tokenizer;
    this.#split = (text) => (library === null ? [text] : library(text, { section_index: 0 }));
    this.#maxWords = maxWords;
  }

  get size(): number {
    return this.#counts.size;
  }

  /** Different words and how often each was seen, in the order of first sight. */
  get words(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(text: string): void {
    const clean = text.replace(loneSurrogates, '\uFFFD');
    const sections = this.#separator === undefined ? [clean] : clean.split(this.#separator);
    for (const section of sections) {
      if (section === '') continue;
      for (const word of this.#split(section)) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    }
    while (this.#counts.size > this.#maxWords) this.#forgetRarest();
  }

  #forgetRarest(): void {
    this.#forgetsUpTo++;
    for (const [word, count] of this.#counts) if (count <= this.#forgetsUpTo) this.#counts.delete(word);
  }
}

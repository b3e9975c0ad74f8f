import { type MergeRule, mergeSymbols } from './merge-symbols.ts';
import type { TokenTable } from './token-table.ts';

export interface BpeModelOptions {
  readonly table: TokenTable;
  readonly rule: MergeRule;
  /** Take a word that is a token as it is, whatever the merges would make of it (Llama 3). Default false. */
  readonly takesWholeWords?: boolean;
  /** Spell characters outside the vocabulary with `<0x0A>` tokens. Default false. */
  readonly hasByteFallback?: boolean;
  /** Stands for characters that nothing else covers; without it they are left out. */
  readonly unknownTokenId?: number | undefined;
  /** One unknown token for a run of unknown characters. Default false. */
  readonly fusesUnknown?: boolean;
}

const cachedWords = 8192;
const longestCachedWord = 64;
const encoder = new TextEncoder();

/** Token ids of one word at a time, by byte-pair encoding. */
export class BpeModel {
  readonly #options: BpeModelOptions;
  readonly #cache = new Map<string, readonly number[]>();

  constructor(options: BpeModelOptions) {
    this.#options = options;
  }

  /** The ids of a word in the spelling of the table. */
  encode(word: string): readonly number[] {
    if (word.length > longestCachedWord) return this.#encode(word);
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const ids = this.#encode(word);
    if (this.#cache.size >= cachedWords) this.#cache.clear();
    this.#cache.set(word, ids);
    return ids;
  }

  #encode(word: string): readonly number[] {
    const { table, rule, takesWholeWords = false } = this.#options;
    const whole = takesWholeWords ? table.idOfPlain(word) : undefined;
    if (whole !== undefined) return [whole];
    const unknown: string[] = [];
    const symbols = Array.from(word, (character) => table.idOfPlain(character) ?? -unknown.push(character));
    const ids = mergeSymbols(symbols, rule);
    return unknown.length === 0 ? ids : this.#replaceUnknown(ids, unknown);
  }

  #replaceUnknown(ids: readonly number[], unknown: readonly string[]): number[] {
    const { unknownTokenId, fusesUnknown = false } = this.#options;
    const replaced: number[] = [];
    let isAfterUnknown = false;
    for (const id of ids) {
      const bytes = id >= 0 ? [id] : this.#spellWithBytes(unknown[-id - 1]!);
      if (bytes !== undefined) replaced.push(...bytes);
      else if (unknownTokenId !== undefined && !(isAfterUnknown && fusesUnknown)) replaced.push(unknownTokenId);
      isAfterUnknown = bytes === undefined;
    }
    return replaced;
  }

  #spellWithBytes(character: string): number[] | undefined {
    if (this.#options.hasByteFallback !== true) return undefined;
    const ids: number[] = [];
    for (const byte of encoder.encode(character)) {
      const id = this.#options.table.idOf(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
      if (id === undefined) return undefined;
      ids.push(id);
    }
    return ids;
  }
}

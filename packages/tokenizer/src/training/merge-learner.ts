import { PairQueue, type SymbolPair } from './pair-queue.ts';

export interface MergeLearnerOptions {
  /** Different words and how often each occurs. */
  readonly words: ReadonlyMap<string, number>;
  /** [tokens] that there are before any merge; every character of the words is one of them. */
  readonly tokens: readonly string[];
  /** Tokens there may be in the end; smaller than 2^26. */
  readonly vocabSize: number;
  readonly minFrequency: number;
  /** Characters, which are bytes in the spelling of the words. */
  readonly maxTokenLength: number;
  /** Names that no merge may make. */
  readonly reserved: ReadonlySet<string>;
}

const end = -1;
const gone = -1;

/**
 * Learns merges: the most frequent pair of neighbours becomes a token, again and again (Sennrich, Haddow and Birch,
 * arXiv 1508.07909, algorithm 1). Of equally frequent pairs the one with the lowest left id goes first, then the lowest
 * right id, as in huggingface/tokenizers, tokenizers/src/models/bpe/trainer.rs. All words lie in one chain of symbols,
 * and each pair knows its places, so that a merge costs as much as it changes.
 */
export class MergeLearner {
  readonly tokens: string[];
  readonly merges: (readonly [string, string])[] = [];
  readonly #options: MergeLearnerOptions;
  readonly #ids: Map<string, number>;
  /** By place, over all words: the symbol, its neighbours' places, and how often its word occurs. */
  readonly #symbols: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #weights: Float64Array;
  readonly #pairs = new Map<number, SymbolPair>();
  readonly #queue = new PairQueue();
  readonly #learnt = new Set<number>();

  constructor(options: MergeLearnerOptions) {
    this.#options = options;
    this.tokens = [...options.tokens];
    this.#ids = new Map(this.tokens.map((token, id) => [token, id]));
    let numSymbols = 0;
    for (const word of options.words.keys()) numSymbols += word.length;
    this.#symbols = new Int32Array(numSymbols);
    this.#next = new Int32Array(numSymbols);
    this.#previous = new Int32Array(numSymbols);
    this.#weights = new Float64Array(numSymbols);
    this.#layOut();
    for (const pair of this.#pairs.values()) this.#queue.push(pair);
  }

  /** Makes the next merge; false once the vocabulary is full or no pair is frequent enough. */
  learnNext(): boolean {
    if (this.tokens.length >= this.#options.vocabSize) return false;
    const pair = this.#queue.popMostFrequent(this.#options.minFrequency);
    if (pair === undefined) return false;
    this.#pairs.delete(this.#keyOf(pair.left, pair.right));
    this.#replace(pair, this.#tokenOf(pair));
    return true;
  }

  #layOut(): void {
    let place = 0;
    for (const [word, count] of this.#options.words) {
      for (let index = 0; index < word.length; index++, place++) {
        this.#symbols[place] = this.#ids.get(word[index]!)!;
        this.#weights[place] = count;
        this.#previous[place] = index === 0 ? end : place - 1;
        this.#next[place] = index + 1 === word.length ? end : place + 1;
        if (index > 0) this.#addPair(place - 1, place);
      }
    }
  }

  /** The token that a pair makes, which other pairs may have made before. */
  #tokenOf({ left, right }: SymbolPair): number {
    const parts = [this.tokens[left]!, this.tokens[right]!] as const;
    const name = parts[0] + parts[1];
    const key = this.#keyOf(left, right);
    // A pair comes up again only when one of its tokens is made in a second way.
    if (!this.#learnt.has(key)) this.merges.push(parts);
    this.#learnt.add(key);
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.tokens.length);
    return this.tokens.push(name) - 1;
  }

  /** Merges a pair at all its places, from left to right. */
  #replace({ left, right, positions }: SymbolPair, merged: number): void {
    const symbols = this.#symbols;
    const raised = new Set<SymbolPair>();
    for (const place of Int32Array.from(positions).sort()) {
      const absorbed = this.#next[place]!;
      if (symbols[place] !== left || absorbed === end || symbols[absorbed] !== right) continue;
      const before = this.#previous[place]!;
      const after = this.#next[absorbed]!;
      if (before !== end) this.#lower(before, place);
      if (after !== end) this.#lower(absorbed, after);
      symbols[place] = merged;
      symbols[absorbed] = gone;
      this.#next[place] = after;
      if (after !== end) this.#previous[after] = place;
      for (const pair of [this.#addPair(before, place), this.#addPair(place, after)]) if (pair) raised.add(pair);
    }
    for (const pair of raised) this.#queue.push(pair);
  }

  /** Counts two neighbours once more; not if they could not become a token. */
  #addPair(place: number, after: number): SymbolPair | undefined {
    if (place === end || after === end) return undefined;
    const left = this.#symbols[place]!;
    const right = this.#symbols[after]!;
    const key = this.#keyOf(left, right);
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      if (!this.#mayMerge(left, right)) return undefined;
      pair = { left, right, count: 0, positions: [] };
      this.#pairs.set(key, pair);
    }
    pair.count += this.#weights[place]!;
    pair.positions.push(place);
    return pair;
  }

  #lower(place: number, after: number): void {
    const pair = this.#pairs.get(this.#keyOf(this.#symbols[place]!, this.#symbols[after]!));
    if (pair !== undefined) pair.count -= this.#weights[place]!;
  }

  #mayMerge(left: number, right: number): boolean {
    const { maxTokenLength, reserved } = this.#options;
    const name = this.tokens[left]! + this.tokens[right]!;
    return name.length <= maxTokenLength && !reserved.has(name);
  }

  #keyOf(left: number, right: number): number {
    return left * this.#options.vocabSize + right;
  }
}

/** Where a run of tokens was seen before. */
export interface SuffixMatch {
  /** Index of the token after the earlier occurrence. */
  readonly next: number;
  /** Tokens of the suffix that agree. */
  readonly length: number;
}

/** One length of n-grams: the latest place of each, and behind each place the one before it. */
interface Grams {
  readonly latest: Map<number, number>;
  /** By place: the key that was entered there, and the place that it stood at before. */
  readonly keys: number[];
  readonly before: (number | undefined)[];
}

/**
 * The n-grams of a sequence by the place that follows their latest occurrence. Appending a token costs a constant
 * time, and so does taking one back: each entry remembers what it replaced.
 */
export class SuffixIndex {
  readonly tokens: number[] = [];
  readonly #lengths: readonly number[];
  readonly #grams: readonly Grams[];

  /** Longest first. */
  constructor(lengths: readonly number[]) {
    this.#lengths = lengths;
    this.#grams = lengths.map(() => ({ latest: new Map(), keys: [], before: [] }));
  }

  /** Enters the n-grams that the token follows, then the token. */
  append(token: number): void {
    const place = this.tokens.length;
    this.#lengths.forEach((length, i) => {
      if (place < length) return;
      const { latest, keys, before } = this.#grams[i]!;
      const key = this.#keyOf(place, length);
      keys.push(key);
      before.push(latest.get(key));
      latest.set(key, place);
    });
    this.tokens.push(token);
  }

  /** Forgets everything after the first `length` tokens. */
  rewindTo(length: number): void {
    while (this.tokens.length > length) this.#removeLast();
  }

  /** Makes the index that of another sequence; what they begin with in common stays. */
  follow(tokens: readonly number[]): void {
    let common = 0;
    const shorter = Math.min(tokens.length, this.tokens.length);
    while (common < shorter && tokens[common] === this.tokens[common]) common++;
    this.rewindTo(common);
    for (let i = common; i < tokens.length; i++) this.append(tokens[i]!);
  }

  /** The latest earlier occurrence of the longest suffix that has one. */
  find(): SuffixMatch | undefined {
    const end = this.tokens.length;
    for (const [i, length] of this.#lengths.entries()) {
      if (end < length) continue;
      const next = this.#grams[i]!.latest.get(this.#keyOf(end, length));
      if (next !== undefined && this.#agrees(next, end, length)) return { next, length };
    }
    return undefined;
  }

  #removeLast(): void {
    this.tokens.pop();
    const place = this.tokens.length;
    this.#lengths.forEach((length, i) => {
      if (place < length) return;
      const { latest, keys, before } = this.#grams[i]!;
      const key = keys.pop()!;
      const previous = before.pop();
      if (previous === undefined) latest.delete(key);
      else latest.set(key, previous);
    });
  }

  /** A hash of the tokens before `end`; equal hashes are compared. */
  #keyOf(end: number, length: number): number {
    let key = length;
    for (let i = end - length; i < end; i++) key = Math.imul(key ^ this.tokens[i]!, 0x9e3779b1) ^ (key >>> 15);
    return key;
  }

  #agrees(end: number, otherEnd: number, length: number): boolean {
    for (let i = 1; i <= length; i++) if (this.tokens[end - i] !== this.tokens[otherEnd - i]) return false;
    return true;
  }
}

import { ConfigError, type MutableState } from '@recyclegpt/spec';

/** Shorter beginnings are computed as fast as they are looked up. */
const fewestTokens = 8;

interface Entry {
  /** Nobody else holds it, and nothing changes it: only forks leave the cache. */
  readonly state: MutableState;
  /** Greater is later. */
  usedAt: number;
}

export interface PrefixCacheOptions {
  /** Bytes that all kept rows together may take; 0 keeps nothing. */
  readonly maxBytes: number;
  /** Whose rows have to be there for a token to be kept: the base's. */
  readonly owner: string;
  /** Keeps nothing, whatever the size. Default false. */
  readonly isOff?: boolean;
}

/**
 * Rows of texts that were computed lately, so that another text with the same beginning goes on from there. A kept text
 * stands for all its beginnings, since a fork may be cut anywhere; hidden states and a module's rows come with it. The
 * least recently used make room. It copies rows, which takes tens of microseconds a token (of 135 million
 * weights), where computing them takes milliseconds.
 */
export class PrefixCache implements Disposable {
  readonly #maxBytes: number;
  readonly #owner: string;
  #entries: Entry[] = [];
  #uses = 0;

  /** @throws ConfigError for a size that is none. */
  constructor({ maxBytes, owner, isOff = false }: PrefixCacheOptions) {
    if (!(maxBytes >= 0)) {
      throw new ConfigError({
        what: 'The cache of prefixes cannot have this size',
        where: 'prefixCacheBytes',
        got: String(maxBytes),
        expected: 'bytes, 0 or more',
      });
    }
    this.#maxBytes = isOff ? 0 : maxBytes;
    this.#owner = owner;
  }

  /** Bytes that the kept rows take. */
  get sizeBytes(): number {
    return this.#entries.reduce((sum, { state }) => sum + state.sizeBytes, 0);
  }

  /** A state with the longest known beginning of a text, the caller's to dispose; `undefined` if there is none. */
  fork(tokenIds: readonly number[]): MutableState | undefined {
    let best: Entry | undefined;
    let longest = fewestTokens - 1;
    for (const entry of this.#entries) {
      const length = sharedLength(entry.state.tokens, tokenIds);
      if (length > longest) [best, longest] = [entry, length];
    }
    if (best === undefined) return undefined;
    best.usedAt = ++this.#uses;
    return best.state.fork(longest);
  }

  /** Keeps a copy of a state's tokens that have rows. A text that is known already costs nothing. */
  keep(state: MutableState): void {
    const length = Math.min(state.tokens.length, state.rowsOf(this.#owner));
    if (this.#maxBytes === 0 || length < fewestTokens) return;
    const covering = this.#entries.find((entry) => sharedLength(entry.state.tokens, state.tokens) >= length);
    if (covering !== undefined) {
      covering.usedAt = ++this.#uses;
      return;
    }
    const kept = state.fork(length);
    if (kept.sizeBytes > this.#maxBytes) {
      kept.dispose();
      return;
    }
    this.#drop((entry) => sharedLength(entry.state.tokens, kept.tokens) === entry.state.tokens.length);
    this.#entries.push({ state: kept, usedAt: ++this.#uses });
    this.#makeRoom();
  }

  [Symbol.dispose](): void {
    this.#drop(() => true);
  }

  #makeRoom(): void {
    while (this.sizeBytes > this.#maxBytes) {
      const oldest = Math.min(...this.#entries.map(({ usedAt }) => usedAt));
      this.#drop(({ usedAt }) => usedAt === oldest);
    }
  }

  #drop(isDropped: (entry: Entry) => boolean): void {
    const dropped = this.#entries.filter(isDropped);
    this.#entries = this.#entries.filter((entry) => !dropped.includes(entry));
    for (const { state } of dropped) state.dispose();
  }
}

/** Tokens that two texts begin with in common. */
export function sharedLength(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < end && a[shared] === b[shared]) shared += 1;
  return shared;
}

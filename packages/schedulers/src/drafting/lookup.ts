import {
  ConfigError,
  type Draft,
  type DraftContext,
  type Drafter,
  type ReadonlyState,
  type Round,
} from '@recyclegpt/spec';
import { emptyDraft } from './empty-draft.ts';
import { SuffixIndex, type SuffixMatch } from './suffix-index.ts';

export interface LookupOptions {
  /** Longest suffix to look for. Default 4. */
  readonly longestSuffix?: number;
  /**
   * Shortest suffix to go by. Default 2: matches of one token are seldom right, and where drafters are asked in turn they
   * would keep the better ones behind from drafting. 1 is for `adaptive`, which knows what they are worth.
   */
  readonly shortestSuffix?: number;
}

/** How sure a match of so many tokens is before anything was observed; each length has a level of its own. */
function confidenceOf(length: number): number {
  return 1 - 0.75 ** length;
}

function checkSuffixes(longest: number, shortest: number): void {
  if (Number.isSafeInteger(longest) && Number.isSafeInteger(shortest) && shortest >= 1 && shortest <= longest) return;
  throw new ConfigError({
    what: 'Lookup cannot use these suffixes',
    where: 'longestSuffix, shortestSuffix',
    got: `${longest}, ${shortest}`,
    expected: 'integers with 1 <= shortestSuffix <= longestSuffix',
  });
}

/** What followed, copied on into the draft itself where the match reaches the end, so that repetitions go on. */
function continuation(tokens: readonly number[], match: SuffixMatch, maxTokens: number): number[] {
  const draft: number[] = [];
  for (let i = match.next; draft.length < maxTokens; i++) draft.push(tokens[i] ?? draft[i - tokens.length]!);
  return draft;
}

class Lookup implements Drafter {
  readonly name = 'lookup';
  readonly isFree = true;
  readonly #index: SuffixIndex;
  #state: ReadonlyState | undefined;
  /** The index may lag behind or belong to another text: compare it whole before it is used. */
  #isStale = true;

  constructor(longest: number, shortest: number) {
    this.#index = new SuffixIndex(Array.from({ length: longest - shortest + 1 }, (_, i) => longest - i));
  }

  async draft({ state }: DraftContext, maxTokens: number): Promise<Draft> {
    const { tokens } = state;
    if (this.#isStale || state !== this.#state || tokens.length !== this.#index.tokens.length)
      this.#index.follow(tokens);
    this.#isStale = false;
    this.#state = state;
    const match = this.#index.find();
    if (match === undefined || maxTokens < 1) return emptyDraft;
    const drafted = continuation(this.#index.tokens, match, maxTokens);
    return {
      tokens: drafted,
      origins: drafted.map(() => this.name),
      confidences: drafted.map(() => confidenceOf(match.length)),
    };
  }

  /** Follows the text in constant time a token; a round that does not fit makes the next draft compare. */
  observe(round: Round): void {
    if (round.index === 0 || round.start !== this.#index.tokens.length) this.#isStale = true;
    if (this.#isStale) return;
    for (const { id } of round.tokens) this.#index.append(id);
  }
}

/**
 * Drafts what followed the latest earlier occurrence of the text's last tokens, in prompt and output (prompt lookup,
 * github.com/apoorvumang/prompt-lookup-decoding). Of one text at a time: give each concurrent generation its own.
 * @throws ConfigError for suffix lengths out of order.
 */
export function lookup({ longestSuffix = 4, shortestSuffix = 2 }: LookupOptions = {}): Drafter {
  checkSuffixes(longestSuffix, shortestSuffix);
  return new Lookup(longestSuffix, shortestSuffix);
}

/** A special token as a tokenizer.json lists it. */
export interface TokenizerJsonAddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  readonly normalized: boolean;
  readonly special: boolean;
}

/** How Hugging Face's library cuts a text into words: GPT-2's pattern inside `ByteLevel`, or a `Split` before it. */
export type TokenizerJsonPreTokenizer = Readonly<Record<string, unknown>>;

/** A byte-level BPE tokenizer in the format of Hugging Face's `tokenizer.json`: ready for `JSON.stringify`. */
export interface TokenizerJson {
  readonly version: '1.0';
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly TokenizerJsonAddedToken[];
  readonly normalizer: null;
  readonly pre_tokenizer: TokenizerJsonPreTokenizer;
  readonly post_processor: null;
  readonly decoder: Readonly<Record<string, unknown>>;
  readonly model: {
    readonly type: 'BPE';
    readonly dropout: null;
    readonly unk_token: null;
    readonly continuing_subword_prefix: null;
    readonly end_of_word_suffix: null;
    readonly fuse_unk: false;
    readonly byte_fallback: false;
    readonly ignore_merges: false;
    /** Ids by token. JavaScript puts tokens that are digits first, whatever their ids. */
    readonly vocab: Readonly<Record<string, number>>;
    /** Pairs of tokens, the first learnt first. */
    readonly merges: readonly (readonly [string, string])[];
  };
}

export interface TokenizerJsonParts {
  /** [vocab] by id, the special ones first. */
  readonly tokens: readonly string[];
  readonly numSpecialTokens: number;
  readonly merges: readonly (readonly [string, string])[];
  readonly preTokenizer: TokenizerJsonPreTokenizer;
}

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };

/** The file for a vocabulary and its merges. */
export function tokenizerJson({ tokens, numSpecialTokens, merges, preTokenizer }: TokenizerJsonParts): TokenizerJson {
  const marks = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: tokens.slice(0, numSpecialTokens).map((content, id) => ({ id, content, ...marks })),
    normalizer: null,
    pre_tokenizer: preTokenizer,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}

/** GPT-2's words are `ByteLevel`'s own; digits are cut off before it, as in SmolLM's file, and so are patterns. */
export function byteLevelPreTokenizer(words: 'gpt-2' | 'gpt-2-digits' | readonly string[]): TokenizerJsonPreTokenizer {
  if (words === 'gpt-2') return byteLevel;
  if (words === 'gpt-2-digits') {
    return { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel] };
  }
  const splits = words.map((regex) => ({
    type: 'Split',
    pattern: { Regex: regex },
    behavior: 'Isolated',
    invert: false,
  }));
  return { type: 'Sequence', pretokenizers: [...splits, { ...byteLevel, use_regex: false }] };
}

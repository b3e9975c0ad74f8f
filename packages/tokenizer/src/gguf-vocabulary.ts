import { GgufMetadataReader } from './gguf-metadata-reader.ts';

/** The vocabulary of a GGUF file, as plain data. */
export interface GgufVocabulary {
  /** `gpt2`: byte-level BPE with merges. `llama`: SentencePiece BPE with scores and byte fallback. */
  readonly model: string;
  /** Name of the pre-tokenizer, for `gpt2` models. */
  readonly pre?: string;
  /** [vocab] */
  readonly tokens: readonly string[];
  /** [vocab] Needed by `llama` models. */
  readonly scores?: ArrayLike<number>;
  /** [vocab] 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte; all normal if missing. */
  readonly tokenTypes?: ArrayLike<number>;
  /** Needed by `gpt2` models; two tokens with a space between. */
  readonly merges?: readonly string[];
  readonly bosTokenId?: number;
  readonly eosTokenId?: number;
  readonly eotTokenId?: number;
  readonly unknownTokenId?: number;
  readonly paddingTokenId?: number;
  /** Default: what the kind of vocabulary does (`llama` and Llama 3 add it). */
  readonly addBos?: boolean;
  /** Default false. */
  readonly addEos?: boolean;
  /** Only for `llama` models; default true. */
  readonly addSpacePrefix?: boolean;
}

/** The entries of an object that are not `undefined`. */
type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

/**
 * Reads the `tokenizer.ggml.*` keys of a GGUF file's metadata.
 * Touches no key outside them; which models and pre-tokenizers work is for `tokenizerFromGguf` to say.
 * @throws TokenizerError naming the key that is missing, of a wrong type, of a wrong length or out of range.
 */
export function ggufVocabularyFromMetadata(metadata: ReadonlyMap<string, unknown>): GgufVocabulary {
  const reader = new GgufMetadataReader(metadata, 'tokenizer.ggml.');
  const tokens = reader.requiredStrings('tokens');
  return {
    model: reader.requiredString('model'),
    tokens,
    ...given({
      pre: reader.string('pre'),
      scores: reader.numbers('scores', tokens.length),
      tokenTypes: reader.numbers('token_type', tokens.length),
      merges: reader.strings('merges'),
      bosTokenId: reader.index('bos_token_id', tokens.length),
      eosTokenId: reader.index('eos_token_id', tokens.length),
      eotTokenId: reader.index('eot_token_id', tokens.length),
      unknownTokenId: reader.index('unknown_token_id', tokens.length),
      paddingTokenId: reader.index('padding_token_id', tokens.length),
      addBos: reader.boolean('add_bos_token'),
      addEos: reader.boolean('add_eos_token'),
      addSpacePrefix: reader.boolean('add_space_prefix'),
    }),
  };
}

import type { DecoderConfig } from '@recyclegpt/spec';
import type { GgufVocabulary } from '@recyclegpt/tokenizer';

/** Token types of GGUF: control tokens, and those that a user defined. */
const [control, userDefined] = [3, 4];

/** `config.json` for a Llama decoder whose weights lie beside the graph. */
export function configJson(config: DecoderConfig, { bosTokenId, eosTokenId }: GgufVocabulary): object {
  return {
    model_type: 'llama',
    architectures: ['LlamaForCausalLM'],
    vocab_size: config.vocab,
    hidden_size: config.hidden,
    intermediate_size: config.intermediate,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.normEpsilon,
    rope_theta: config.rope.base,
    tie_word_embeddings: config.hasTiedHead,
    bos_token_id: bosTokenId,
    eos_token_id: eosTokenId,
    'transformers.js_config': { use_external_data_format: true },
  };
}

/** `tokenizer.json` for a byte-level BPE whose digits are words of their own, as SmolLM's are. */
export function tokenizerJson({ tokens, tokenTypes, merges = [] }: GgufVocabulary): object {
  const marks = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const added = tokens.flatMap((content, id) => {
    const type = tokenTypes?.[id];
    return type === control || type === userDefined ? [{ id, content, ...marks, special: type === control }] : [];
  });
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel] },
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
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}

/** `tokenizer_config.json`. */
export function tokenizerConfigJson(
  { tokens, bosTokenId, eosTokenId }: GgufVocabulary,
  chatTemplate: unknown,
  contextLength: number,
): object {
  const named = (id: number | undefined): string | null => (id === undefined ? null : (tokens[id] ?? null));
  return {
    tokenizer_class: 'GPT2Tokenizer',
    bos_token: named(bosTokenId),
    eos_token: named(eosTokenId),
    chat_template: chatTemplate,
    model_max_length: contextLength,
    clean_up_tokenization_spaces: false,
  };
}

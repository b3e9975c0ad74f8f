import type { GgufVocabulary } from '../gguf-vocabulary.ts';

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };

/** The tokenizer.json that a byte-level vocabulary of GGUF was made from, with digits split as SmolLM and StarCoder do. */
export function jsonFromGguf({ tokens, tokenTypes, merges }: GgufVocabulary): Record<string, unknown> {
  const added = tokens.flatMap((content, id) => {
    const type = tokenTypes?.[id] ?? 1;
    return type === 3 || type === 4 ? [{ id, content, special: type === 3, normalized: false }] : [];
  });
  return {
    version: '1.0',
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'Digits', individual_digits: true }, byteLevel] },
    post_processor: null,
    decoder: byteLevel,
    model: { type: 'BPE', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges },
  };
}

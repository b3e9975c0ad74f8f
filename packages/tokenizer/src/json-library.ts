import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { TokenizerError } from '@recyclegpt/spec';
import { exactPreTokenizer } from './json-pre-tokenizer.ts';
import type { JsonObject } from './json-reader.ts';

/**
 * The parts of @huggingface/tokenizers that we call. Written out here, because its own declarations import without
 * file extensions and so are `any` under Node's module resolution.
 */
export interface JsonLibrary {
  readonly normalizer: ((text: string) => string) | null;
  readonly pre_tokenizer: ((text: string, options: { readonly section_index: number }) => string[]) | null;
  readonly model: ((words: readonly string[]) => string[]) | null;
  readonly post_processor:
    | ((tokens: readonly string[], pair: null, addSpecialTokens: boolean) => { readonly tokens: readonly string[] })
    | null;
}

/**
 * Constructs the library's parts for a tokenizer.json.
 * @throws TokenizerError if it has a part that the library does not know.
 */
export function createJsonLibrary(json: JsonObject, libraryModel: JsonObject): JsonLibrary {
  const parts = {
    normalizer: json['normalizer'] ?? null,
    pre_tokenizer: exactPreTokenizer(json['pre_tokenizer'], 'pre_tokenizer'),
    post_processor: json['post_processor'] ?? null,
    decoder: null,
    // Added tokens are found by VocabularyTokenizer, which can leave special ones alone.
    added_tokens: [],
    model: libraryModel,
  };
  try {
    return new HuggingFaceTokenizer(parts, {});
  } catch (cause) {
    throw new TokenizerError({
      what: 'The tokenizer file has a part that is not supported',
      where: 'tokenizer.json: normalizer, pre_tokenizer or post_processor',
      got: cause instanceof Error ? cause.message : String(cause),
      next: 'Use a GGUF file of the model.',
      cause,
    });
  }
}

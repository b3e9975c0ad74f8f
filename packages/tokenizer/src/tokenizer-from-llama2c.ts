import type { Tokenizer } from '@recyclegpt/spec';
import { llama2cVocabulary } from './llama2c-vocabulary.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

/**
 * A tokenizer from a `tokenizer.bin` of llama2.c: merging by score, byte fallback, a space before the text, BOS 1, EOS 2.
 * `vocabSize` comes from the model, since the file does not say it.
 * @throws TokenizerError if the bytes end early, go on, or hold no such file.
 */
export function tokenizerFromLlama2c(bytes: Uint8Array, vocabSize: number): Tokenizer {
  return tokenizerFromGguf(llama2cVocabulary(bytes, vocabSize));
}

import type { Tokenizer } from '@recyclegpt/spec';
import { tokenizerFromJson, trainBpe } from '@recyclegpt/tokenizer';

/** A byte-level tokenizer of some 280 tokens; `<|endoftext|>` is 0. */
export async function tinyTokenizer(): Promise<Tokenizer> {
  const texts = ['the cat sat on the mat and the dog sat on the cat'];
  return tokenizerFromJson(await trainBpe({ texts, vocabSize: 280, specialTokens: ['<|endoftext|>', '<|turn|>'] }));
}

/** The same tokenizer but for some members. */
export function changedTokenizer(tokenizer: Tokenizer, changes: Partial<Tokenizer>): Tokenizer {
  return {
    vocabSize: tokenizer.vocabSize,
    fingerprint: tokenizer.fingerprint,
    bosTokenId: tokenizer.bosTokenId,
    eosTokenIds: tokenizer.eosTokenIds,
    encode: (text, options) => tokenizer.encode(text, options),
    decode: (ids, options) => tokenizer.decode(ids, options),
    tokenBytes: (id) => tokenizer.tokenBytes(id),
    isSpecial: (id) => tokenizer.isSpecial(id),
    idOf: (token) => tokenizer.idOf(token),
    createStreamDecoder: () => tokenizer.createStreamDecoder(),
    ...changes,
  };
}

import type { StreamDecoder, Tokenizer } from '@recyclegpt/spec';

/** Ids 0 to 25 are letters, 26 a space, 27 "ab", 28 and 29 the halves of one character, 31 the end of text. */
const texts = [...'abcdefghijklmnopqrstuvwxyz', ' ', 'ab'];

function createStreamDecoder(): StreamDecoder {
  let hasHalf = false;
  return {
    push(id) {
      const broken = hasHalf && id !== 29 ? '\uFFFD' : '';
      if (id === 29) {
        const text = hasHalf ? 'é' : '\uFFFD';
        hasHalf = false;
        return text;
      }
      hasHalf = id === 28;
      return broken + (texts[id] ?? '');
    },
    flush() {
      const rest = hasHalf ? '\uFFFD' : '';
      hasHalf = false;
      return rest;
    },
  };
}

export const toyTokenizer: Pick<Tokenizer, 'eosTokenIds' | 'createStreamDecoder'> = {
  eosTokenIds: [31],
  createStreamDecoder,
};

import { ConfigError } from '@recyclegpt/spec';
import { KneserNey } from './kneser-ney.ts';
import { PairIndex } from './pair-index.ts';

/** What an n-gram model learns from and is tested on. */
export interface NgramBitsOptions {
  /** Token ids that the n-gram model learns from; documents closed by the end-of-text token. */
  readonly train: ArrayLike<number>;
  /** Token ids that it predicts, the first from nothing. */
  readonly test: ArrayLike<number>;
  /** Longest n-gram. Default 5. */
  readonly order?: number;
  readonly vocabSize: number;
  /** Bytes that a token stands for in the text: 0 for one that ends a document. `tokenizer.tokenBytes(id).length`, say. */
  readonly byteLength: (tokenId: number) => number;
}

/** How well an n-gram model predicts a text. */
export interface NgramBits {
  /** Bits for the test tokens over the bytes of their text: comparable between vocabularies. */
  readonly bitsPerByte: number;
  readonly bitsPerToken: number;
  readonly numTokens: number;
  readonly numBytes: number;
}

const largestOrder = 32;

/**
 * What an n-gram model of the training text needs to write down a test text: a baseline that a trained model has to beat.
 * Interpolated modified Kneser–Ney smoothing; deterministic.
 * @throws ConfigError naming the option at fault, and for a token id outside the vocabulary
 */
export function ngramBitsPerByte({ train, test, order = 5, vocabSize, byteLength }: NgramBitsOptions): NgramBits {
  if (!Number.isInteger(order) || order < 1 || order > largestOrder) {
    throw refused('order', order, `an integer from 1 to ${largestOrder}`);
  }
  if (!Number.isSafeInteger(vocabSize) || vocabSize < 1) throw refused('vocabSize', vocabSize, 'an integer above 0');
  checkTokens('train', train, vocabSize);
  checkTokens('test', test, vocabSize);
  const model = new KneserNey(train, { order, vocabSize });
  let bits = 0;
  let numBytes = 0;
  const context: number[] = [];
  for (let at = 0; at < test.length; at++) {
    const token = test[at]!;
    bits -= Math.log2(model.probability(token, context));
    numBytes += byteLength(token);
    context.push(token);
    if (context.length >= order) context.shift();
  }
  if (!(numBytes > 0)) throw refused('byteLength', `${numBytes} bytes in all`, 'a text of at least one byte');
  return { bitsPerByte: bits / numBytes, bitsPerToken: bits / test.length, numTokens: test.length, numBytes };
}

/**
 * How many different n-grams a text has.
 * @throws ConfigError for an `n` that is no length
 */
export function distinctNGrams(tokens: ArrayLike<number>, n: number): number {
  if (!Number.isInteger(n) || n < 1) throw refused('n', n, 'an integer above 0');
  // Numbers for tokens, then for pairs of a number and a token: an n-gram is its first n − 1 tokens and its last one.
  const names = new PairIndex();
  const plain = Int32Array.from(tokens, (token) => names.add(token));
  let numbers = plain;
  let count = names.size;
  for (let length = 2; length <= n; length++) {
    const longer = new PairIndex();
    numbers = Int32Array.from({ length: Math.max(0, numbers.length - 1) }, (_, at) => {
      return longer.add(numbers[at]! * names.size + plain[at + length - 1]!);
    });
    count = longer.size;
  }
  return count;
}

/**
 * Share of a text's n-grams that stood in it before: 0 for a text without repetition, near 1 for one that goes in circles;
 * 0 for a text shorter than `n`.
 * @throws ConfigError for an `n` that is no length
 */
export function repeatedNGramShare(tokens: ArrayLike<number>, n: number): number {
  const distinct = distinctNGrams(tokens, n);
  const total = tokens.length - n + 1;
  return total > 0 ? 1 - distinct / total : 0;
}

function checkTokens(where: string, tokens: ArrayLike<number>, vocabSize: number): void {
  if (tokens.length === 0) throw refused(where, 'no token', 'a token or more');
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (!(Number.isInteger(token) && token >= 0 && token < vocabSize)) {
      throw refused(`${where}[${at}]`, token, `a token id below ${vocabSize}`);
    }
  }
}

function refused(where: string, got: unknown, expected: string): ConfigError {
  return new ConfigError({ what: 'N-grams cannot be counted with this', where, got: String(got), expected });
}

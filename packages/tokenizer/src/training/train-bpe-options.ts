import { TokenizerError } from '@recyclegpt/spec';
import { characterOfByte } from '../byte-level-alphabet.ts';
import { byteLevelPreTokenizer, type TokenizerJsonPreTokenizer } from './tokenizer-json.ts';

/** What `trainBpe` is doing. */
export type TrainBpeProgress =
  | {
      readonly kind: 'text-counted';
      readonly numTexts: number;
      /** Different words so far. */
      readonly numWords: number;
    }
  | {
      readonly kind: 'token-learnt';
      /** Tokens so far, special ones and bytes included. */
      readonly numTokens: number;
      readonly vocabSize: number;
    };

/**
 * How texts are cut into words, which no token crosses. `gpt-2`: GPT-2's pattern. `gpt-2-digits`: the same, and every
 * digit is a word, as in SmolLM. Or patterns of your own, as regular expressions with the `u` flag, applied one after
 * the other; what lies between matches is a word too.
 */
export type BpePreTokenizer = 'gpt-2' | 'gpt-2-digits' | { readonly patterns: readonly string[] };

export interface TrainBpeOptions {
  /** Documents: no word crosses from one into the next. Read once, in order. */
  readonly texts: AsyncIterable<string> | Iterable<string>;
  /** Tokens in the end: special ones, 256 bytes and merges. Fewer if the texts lack pairs that are frequent enough. */
  readonly vocabSize: number;
  /** Get the first ids, in this order. Texts that hold one are cut there. Default: `<|endoftext|>`. */
  readonly specialTokens?: readonly string[];
  /** Default `gpt-2`. */
  readonly preTokenizer?: BpePreTokenizer;
  /** How often a pair must occur to become a token. Default 2. */
  readonly minFrequency?: number;
  /** Longest token, in bytes. Default 64. */
  readonly maxTokenLength?: number;
  readonly onProgress?: (progress: TrainBpeProgress) => void;
  /** Stops the training with its reason. */
  readonly signal?: AbortSignal;
}

/** The options with their defaults, checked. */
export interface CheckedBpeOptions {
  readonly vocabSize: number;
  readonly specialTokens: readonly string[];
  readonly preTokenizer: TokenizerJsonPreTokenizer;
  readonly minFrequency: number;
  readonly maxTokenLength: number;
}

const numBytes = 256;
const largestVocab = 2 ** 24;

function refused(where: string, got: unknown, expected: string): TokenizerError {
  const shown = typeof got === 'string' ? JSON.stringify(got) : String(got);
  return new TokenizerError({
    what: 'A tokenizer cannot be trained with this option',
    where,
    got: shown.slice(0, 100),
    expected,
    next: `Change ${where.replace(/[.[].*/, '')}.`,
  });
}

/** @throws TokenizerError naming the option at fault. */
export function checkBpeOptions({
  texts,
  vocabSize,
  specialTokens = ['<|endoftext|>'],
  preTokenizer = 'gpt-2',
  minFrequency = 2,
  maxTokenLength = 64,
}: TrainBpeOptions): CheckedBpeOptions {
  checkTexts(texts);
  checkSpecialTokens(specialTokens);
  checkInteger('vocabSize', vocabSize, { least: numBytes + specialTokens.length, most: largestVocab });
  checkInteger('minFrequency', minFrequency, { least: 1, most: Number.MAX_SAFE_INTEGER });
  checkInteger('maxTokenLength', maxTokenLength, { least: 1, most: largestVocab });
  return { vocabSize, specialTokens, preTokenizer: readPreTokenizer(preTokenizer), minFrequency, maxTokenLength };
}

function checkTexts(texts: unknown): void {
  const isIterable = typeof texts === 'object' && texts !== null;
  if (isIterable && (Symbol.iterator in texts || Symbol.asyncIterator in texts)) return;
  // A string is iterable too, and would be learnt letter by letter.
  throw refused('texts', typeof texts, 'an iterable of documents, such as an array of strings');
}

function checkInteger(name: string, value: unknown, { least, most }: { least: number; most: number }): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return;
  throw refused(name, value, `an integer from ${least} to ${most}`);
}

function checkSpecialTokens(specialTokens: readonly string[]): void {
  if (!Array.isArray(specialTokens)) throw refused('specialTokens', specialTokens, 'an array of strings');
  for (const [index, token] of specialTokens.entries()) {
    const where = `specialTokens[${index}]`;
    if (typeof token !== 'string' || token === '') throw refused(where, token, 'a text that is not empty');
    if (/\p{Surrogate}/u.test(token)) throw refused(where, token, 'a text without lone surrogates');
    if (specialTokens.indexOf(token) !== index) throw refused(where, token, 'a token that is not listed twice');
    if (characterOfByte.includes(token)) throw refused(where, token, 'more than the one character that writes a byte');
  }
}

function readPreTokenizer(preTokenizer: BpePreTokenizer): TokenizerJsonPreTokenizer {
  if (preTokenizer === 'gpt-2' || preTokenizer === 'gpt-2-digits') return byteLevelPreTokenizer(preTokenizer);
  const patterns: unknown = typeof preTokenizer === 'object' ? preTokenizer?.patterns : undefined;
  if (!Array.isArray(patterns) || patterns.length === 0) {
    throw refused('preTokenizer', JSON.stringify(preTokenizer), 'gpt-2, gpt-2-digits, or { patterns } with some');
  }
  for (const [index, pattern] of patterns.entries()) checkPattern(`preTokenizer.patterns[${index}]`, pattern);
  return byteLevelPreTokenizer(patterns);
}

function checkPattern(where: string, pattern: unknown): void {
  if (typeof pattern !== 'string' || pattern === '') throw refused(where, pattern, 'a regular expression');
  try {
    new RegExp(pattern, 'u');
  } catch (cause) {
    throw refused(where, pattern, `a regular expression (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

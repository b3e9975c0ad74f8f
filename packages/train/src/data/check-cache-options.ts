import { ConfigError } from '@recyclegpt/spec';
import type { TokenCacheOptions } from './token-cache.ts';

/** Options with their defaults. */
export interface CheckedCacheOptions {
  readonly endOfTextId: number;
  readonly minCharacters: number;
  readonly maxCharacters: number;
  readonly bytesPerToken: 2 | 4;
}

interface Fault {
  readonly what: string;
  readonly where: string;
  readonly got: unknown;
  readonly expected: string;
  readonly next?: string;
}

function refused({ got, ...fault }: Fault): ConfigError {
  return new ConfigError({ ...fault, got: String(got) });
}

/** @throws ConfigError naming the option at fault */
export function checkCacheOptions({
  sources,
  tokenizer,
  vocabSize = tokenizer.vocabSize,
  endOfTextId = tokenizer.eosTokenIds[0],
  minCharacters = 16,
  maxCharacters = 2 ** 20,
}: TokenCacheOptions): CheckedCacheOptions {
  if (sources.length === 0) {
    throw refused({ what: 'There is nothing to train on', where: 'sources', got: 'none', expected: 'a file or more' });
  }
  if (!(Number.isInteger(vocabSize) && tokenizer.vocabSize <= vocabSize)) {
    throw refused({
      what: "The tokenizer's vocabulary does not fit the model's",
      where: 'vocabSize',
      got: `${vocabSize} for a tokenizer of ${tokenizer.vocabSize} tokens`,
      expected: `an integer of at least ${tokenizer.vocabSize}`,
      next: 'Use the tokenizer of the model, or a larger vocabSize in its config.',
    });
  }
  checkCharacters('minCharacters', minCharacters, 1);
  checkCharacters('maxCharacters', maxCharacters, Math.max(2, minCharacters));
  const id = checkEndOfText(endOfTextId, tokenizer.vocabSize);
  return { endOfTextId: id, minCharacters, maxCharacters, bytesPerToken: tokenizer.vocabSize <= 2 ** 16 ? 2 : 4 };
}

function checkCharacters(where: string, got: number, least: number): void {
  if (Number.isInteger(got) && got >= least) return;
  throw refused({
    what: 'No document would have this length',
    where,
    got,
    expected: `an integer of at least ${least}`,
  });
}

function checkEndOfText(id: number | undefined, vocabSize: number): number {
  if (id !== undefined && Number.isInteger(id) && id >= 0 && id < vocabSize) return id;
  throw refused({
    what: 'Documents need a token that ends them',
    where: 'endOfTextId',
    got: id ?? 'a tokenizer without one',
    expected: `a token id below ${vocabSize}`,
    next: 'Train the tokenizer with <|endoftext|> among its special tokens, or name an id.',
  });
}

import { ConfigError } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../test/seeded-random.ts';
import { KneserNey } from './kneser-ney.ts';
import { distinctNGrams, type NgramBitsOptions, ngramBitsPerByte, repeatedNGramShare } from './ngram.ts';

/** Text in which each token tells much of the next. */
function chain(length: number, seed: number, vocab = 12): number[] {
  const random = seededRandom(seed);
  const tokens = [0];
  while (tokens.length < length) {
    const last = tokens.at(-1)!;
    tokens.push(random() < 0.7 ? (last * 5 + 3) % vocab : Math.floor(random() ** 2 * vocab));
  }
  return tokens;
}

describe('KneserNey', () => {
  test('single tokens by hand', () => {
    // Counts 3, 1 and 0 of 4; too few to estimate, so 1.5 is taken off 3 and 0.5 off 1: 2 for all three alike.
    const model = new KneserNey([0, 0, 1, 0], { order: 1, vocabSize: 3 });
    const left = 2 / 4 / 3;
    expect(model.probability(0, [])).toBeCloseTo(1.5 / 4 + left, 12);
    expect(model.probability(1, [])).toBeCloseTo(0.5 / 4 + left, 12);
    expect(model.probability(2, [])).toBeCloseTo(left, 12);
  });

  test('pairs by hand', () => {
    // Pairs of 0 1 0 1 2: 01 twice, 10 and 12 once. Before 0: the beginning and 1; before 1: 0; before 2: 1.
    const model = new KneserNey([0, 1, 0, 1, 2], { order: 2, vocabSize: 4 });
    // Continuation counts 2, 1, 1 of 4, less 1, 0.5 and 0.5; the 2 taken off go to four tokens.
    const single = [(2 - 1) / 4 + 2 / 4 / 4, 0.5 / 4 + 1 / 8, 0.5 / 4 + 1 / 8, 1 / 8];
    for (const [token, expected] of single.entries()) expect(model.probability(token, [])).toBeCloseTo(expected, 12);
    // After 0: 01 twice less 1; after 1: 10 and 12 once each less 0.5.
    expect(model.probability(1, [0])).toBeCloseTo((2 - 1) / 2 + (1 / 2) * single[1]!, 12);
    expect(model.probability(2, [0])).toBeCloseTo((1 / 2) * single[2]!, 12);
    expect(model.probability(0, [1])).toBeCloseTo(0.5 / 2 + (1 / 2) * single[0]!, 12);
    // Nothing follows 2, and 3 is unknown: what shorter contexts say counts.
    expect(model.probability(0, [2])).toBeCloseTo(single[0]!, 12);
    expect(model.probability(1, [3, 0])).toBe(model.probability(1, [0]));
  });

  test.each([1, 2, 3, 5])('order %d: probabilities sum to 1 after any context', (order) => {
    const tokens = chain(3000, order);
    const model = new KneserNey(tokens, { order, vocabSize: 15 });
    const random = seededRandom(order);
    const contexts = [[], [0], [14], tokens.slice(-4), tokens.slice(-1), tokens.slice(0, 6)];
    for (let round = 0; round < 50; round++) contexts.push(Array.from({ length: 5 }, () => Math.floor(random() * 15)));
    for (let at = 0; at < 50; at++) contexts.push(tokens.slice(at * 7, at * 7 + 5));
    for (const context of contexts) {
      const all = Array.from({ length: 15 }, (_, token) => model.probability(token, context));
      expect(Math.min(...all)).toBeGreaterThan(0);
      expect(all.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12);
    }
  });

  test('discounts are estimated where the text allows', () => {
    // Single tokens with counts 1 1 1 1 2 2 3 4: n1 = 4, n2 = 2, n3 = 1, n4 = 1; share 4 / 8.
    const tokens = [0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7];
    const model = new KneserNey(tokens, { order: 1, vocabSize: 8 });
    const [one, two, more] = [1 - (2 * 0.5 * 2) / 4, 2 - (3 * 0.5 * 1) / 2, 3 - (4 * 0.5 * 1) / 1] as const;
    const left = (4 * one + 2 * two + 2 * more) / 15 / 8;
    expect(model.probability(0, [])).toBeCloseTo((1 - one) / 15 + left, 12);
    expect(model.probability(4, [])).toBeCloseTo((2 - two) / 15 + left, 12);
    expect(model.probability(7, [])).toBeCloseTo((4 - more) / 15 + left, 12);
  });
});

describe('ngramBitsPerByte', () => {
  const options: NgramBitsOptions = { train: chain(4000, 1), test: chain(1000, 2), vocabSize: 12, byteLength: () => 2 };

  test('is the code length of the test over its bytes', () => {
    const model = new KneserNey(options.train, { order: 3, vocabSize: 12 });
    const tokens = Array.from(options.test);
    const bits = tokens.reduce((sum, token, at) => sum - Math.log2(model.probability(token, tokens.slice(0, at))), 0);
    const result = ngramBitsPerByte({ ...options, order: 3 });
    expect(result.bitsPerByte).toBeCloseTo(bits / 2000, 10);
    expect(result).toMatchObject({ numTokens: 1000, numBytes: 2000, bitsPerToken: result.bitsPerByte * 2 });
    expect(ngramBitsPerByte({ ...options, order: 3 })).toEqual(result);
  });

  test('knowing the token before helps; longer contexts that tell nothing hardly hurt', () => {
    const bits = [1, 2, 5].map((order) => ngramBitsPerByte({ ...options, order }).bitsPerByte);
    expect(bits[1]).toBeLessThan(bits[0]! * 0.8);
    expect(bits[2]).toBeLessThan(bits[1]! * 1.15);
    expect(ngramBitsPerByte(options).bitsPerByte).toBe(bits[2]);
  });

  test('a text that was learnt by heart costs little, noise all its bits', () => {
    const loop = Array.from({ length: 3000 }, (_, at) => (at * 7) % 11);
    expect(ngramBitsPerByte({ ...options, train: loop, test: loop }).bitsPerToken).toBeLessThan(0.1);
    const random = seededRandom(3);
    const noise = Array.from({ length: 20_000 }, () => Math.floor(random() * 8));
    const { bitsPerToken } = ngramBitsPerByte({
      ...options,
      train: noise,
      test: noise.slice(10_000),
      order: 1,
      vocabSize: 8,
    });
    expect(bitsPerToken).toBeCloseTo(3, 2);
  });

  test.each<[string, Partial<NgramBitsOptions>]>([
    ['order', { order: 0 }],
    ['order', { order: 1.5 }],
    ['vocabSize', { vocabSize: 0 }],
    ['train', { train: [] }],
    ['test', { test: [] }],
    ['train[1]', { train: [0, 12] }],
    ['test[0]', { test: [-1] }],
    ['byteLength', { byteLength: () => 0 }],
  ])('a wrong %s is refused', (where, change) => {
    expect(() => ngramBitsPerByte({ ...options, ...change })).toThrow(ConfigError);
    expect(() => ngramBitsPerByte({ ...options, ...change })).toThrow(`(${where})`);
  });
});

describe('n-grams of a text', () => {
  test('by hand', () => {
    const tokens = [1, 2, 1, 2, 3];
    expect([1, 2, 3, 4, 5, 6].map((n) => distinctNGrams(tokens, n))).toEqual([3, 3, 3, 2, 1, 0]);
    expect([1, 2, 3, 6].map((n) => repeatedNGramShare(tokens, n))).toEqual([1 - 3 / 5, 1 - 3 / 4, 0, 0]);
    expect(repeatedNGramShare([], 2)).toBe(0);
    expect(() => distinctNGrams(tokens, 0)).toThrow(ConfigError);
  });

  test('agrees with sets of strings', () => {
    const tokens = chain(5000, 4).map((token) => token * 1_000_003);
    for (const n of [1, 2, 3, 7]) {
      const grams = Array.from({ length: tokens.length - n + 1 }, (_, at) => tokens.slice(at, at + n).join());
      expect(distinctNGrams(tokens, n)).toBe(new Set(grams).size);
    }
  });
});

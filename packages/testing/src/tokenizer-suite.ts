import { type Tokenizer, TokenizerError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

export interface TokenizerSuiteOptions {
  /** Texts that it must give back; some vocabularies cannot write everything. Default: several scripts, emoji, spaces. */
  readonly texts?: readonly string[];
}

const severalScripts = [
  '',
  'Hello, world!',
  '  two  spaces\n\ttab\r\n',
  'naïve café — ½',
  '日本語のテキスト',
  '👩‍👩‍👧 🇪🇺',
  'a\u0301e\u0300',
  '12345.678e-9',
  'שלום عالم',
];

/** The rules T1 to T5 of SPEC.md. */
export function testTokenizer(
  name: string,
  createTokenizer: () => Promise<Tokenizer>,
  { texts = severalScripts }: TokenizerSuiteOptions = {},
): void {
  describe(`${name} as a Tokenizer`, () => {
    roundTrips(createTokenizer, texts);
    specialTokens(createTokenizer);
    refusals(createTokenizer);
  });
}

function roundTrips(create: () => Promise<Tokenizer>, texts: readonly string[]): void {
  it.each(texts)('[T1] gives back %j', async (text) => {
    const tokenizer = await create();
    const ids = tokenizer.encode(text, { addSpecialTokens: false });
    expect(tokenizer.decode(ids)).toBe(text);
    expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < tokenizer.vocabSize)).toBe(true);
    expect(tokenizer.encode(text, { addSpecialTokens: false })).toEqual(ids);
  });

  it.each(texts)('[T2] streams %j without a half character', async (text) => {
    const tokenizer = await create();
    const decoder = tokenizer.createStreamDecoder();
    const pieces = tokenizer.encode(text, { addSpecialTokens: false }).map((id) => decoder.push(id));
    expect(pieces.join('') + decoder.flush()).toBe(text);
    for (const piece of pieces) expect(piece).not.toContain('\uFFFD');
    expect(pieces.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([]);
  });

  it('[T2] what 500 random tokens stream is what they decode to', async () => {
    const tokenizer = await create();
    const random = seededRandom(8);
    const plain = Array.from({ length: 500 }, () => random.below(tokenizer.vocabSize)).filter(
      (id) => !tokenizer.isSpecial(id),
    );
    const decoder = tokenizer.createStreamDecoder();
    const streamed = plain.map((id) => decoder.push(id)).join('') + decoder.flush();
    expect(streamed).toBe(tokenizer.decode(plain));
  });
}

function specialTokens(create: () => Promise<Tokenizer>): void {
  it('[T3] special tokens written in a text are plain text, unless asked for', async () => {
    const tokenizer = await create();
    for (const id of tokenizer.eosTokenIds.filter((each) => tokenizer.isSpecial(each))) {
      const name = new TextDecoder().decode(tokenizer.tokenBytes(id));
      expect(tokenizer.idOf(name)).toBe(id);
      expect(tokenizer.encode(name, { addSpecialTokens: false })).not.toContain(id);
      expect(tokenizer.encode(name, { addSpecialTokens: false, parseSpecialTokens: true })).toEqual([id]);
      expect(tokenizer.decode([id], { skipSpecialTokens: true })).toBe('');
    }
  });

  it('[T5] ids of special tokens are inside the vocabulary; one vocabulary has one print', async () => {
    const [tokenizer, again] = [await create(), await create()];
    expect(tokenizer.fingerprint).toMatch(/^[0-9a-f]{8,}$/);
    expect(again.fingerprint).toBe(tokenizer.fingerprint);
    for (const id of [
      ...tokenizer.eosTokenIds,
      ...(tokenizer.bosTokenId === undefined ? [] : [tokenizer.bosTokenId]),
    ]) {
      expect(id).toBeLessThan(tokenizer.vocabSize);
    }
    expect(tokenizer.idOf('no token has this name, not even nearly')).toBeUndefined();
  });
}

function refusals(create: () => Promise<Tokenizer>): void {
  it('[T4] ids outside the vocabulary are refused', async () => {
    const tokenizer = await create();
    for (const id of [-1, tokenizer.vocabSize, 0.5, Number.NaN]) {
      expect(() => tokenizer.decode([id])).toThrow(TokenizerError);
      expect(() => tokenizer.tokenBytes(id)).toThrow(TokenizerError);
      expect(() => tokenizer.createStreamDecoder().push(id)).toThrow(TokenizerError);
    }
  });
}

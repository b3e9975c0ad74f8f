import { TokenizerError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { type GgufVocabulary, ggufVocabularyFromMetadata } from './gguf-vocabulary.ts';
import { randomText, seededRandom } from './test/seeded-random.ts';
import { tinyByteLevel, tinySentencePiece } from './test/tiny-vocabularies.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

const bare = { addSpecialTokens: false } as const;

function names(vocabulary: GgufVocabulary, ids: readonly number[]): (string | undefined)[] {
  return ids.map((id) => vocabulary.tokens[id]);
}

describe('byte-level vocabularies', () => {
  const vocabulary = tinyByteLevel();
  const tokenizer = tokenizerFromGguf(vocabulary);

  it('merges by rank within words', () => {
    expect(names(vocabulary, tokenizer.encode('hello world'))).toEqual(['hello', 'Ġw', 'or', 'l', 'd']);
    expect(tokenizer.encode('')).toEqual([]);
  });

  it('reads special tokens only when asked, user-defined ones always', () => {
    const text = '<|end|><tool>';
    expect(names(vocabulary, tokenizer.encode(text, { parseSpecialTokens: true }))).toEqual(['<|end|>', '<tool>']);
    expect(names(vocabulary, tokenizer.encode(text))).toEqual([...'<|end|>', '<tool>']);
    expect(tokenizer.isSpecial(tokenizer.idOf('<|end|>')!)).toBe(true);
    expect(tokenizer.isSpecial(tokenizer.idOf('<tool>')!)).toBe(false);
  });

  it('adds what the file says', () => {
    const adding = tokenizerFromGguf({ ...vocabulary, addBos: true, addEos: true });
    expect(names(vocabulary, adding.encode('he'))).toEqual(['<|start|>', 'he', '<|end|>']);
    expect(adding.encode('he', bare)).toHaveLength(1);
    expect(adding.decode(adding.encode('he'))).toBe('he');
    expect(adding.decode(adding.encode('he'), { skipSpecialTokens: false })).toBe('<|start|>he<|end|>');
  });

  it('tells ids and bytes', () => {
    expect(tokenizer.vocabSize).toBe(vocabulary.tokens.length);
    expect(tokenizer.eosTokenIds).toEqual([vocabulary.eosTokenId]);
    expect(tokenizer.bosTokenId).toBe(vocabulary.bosTokenId);
    expect(tokenizer.tokenBytes(tokenizer.idOf('Ġw')!)).toEqual(Uint8Array.of(0x20, 0x77));
    expect(tokenizer.idOf('nothing')).toBeUndefined();
    expect(tokenizer.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(tokenizerFromGguf(vocabulary).fingerprint).toBe(tokenizer.fingerprint);
  });

  it('takes whole words where Llama 3 does', () => {
    const tokens = [...vocabulary.tokens, 'world'];
    const llama3 = tokenizerFromGguf({
      ...vocabulary,
      pre: 'llama-bpe',
      tokens,
      tokenTypes: tokens.map((_, id) => vocabulary.tokenTypes?.[id] ?? 1),
    });
    expect(llama3.encode('world', bare)).toEqual([tokens.length - 1]);
    expect(llama3.encode('')).toEqual([vocabulary.bosTokenId]);
  });

  it('counts lone surrogates as U+FFFD', () => {
    expect(tokenizer.decode(tokenizer.encode('a\ud800b'))).toBe('a\ufffdb');
  });
});

describe('SentencePiece vocabularies', () => {
  const vocabulary = tinySentencePiece();
  const tokenizer = tokenizerFromGguf(vocabulary);

  it('merges by score, the best first', () => {
    expect(names(vocabulary, tokenizer.encode('abc', bare))).toEqual(['\u2581a', 'bc']);
    expect(names(vocabulary, tokenizer.encode('ab', bare))).toEqual(['\u2581ab']);
    expect(names(vocabulary, tokenizer.encode('ab'))).toEqual(['<s>', '\u2581ab']);
    expect(tokenizer.encode('', bare)).toEqual([]);
  });

  it('falls back to bytes and takes the space away again', () => {
    const ids = tokenizer.encode(' aé\u20ac\n', bare);
    expect(names(vocabulary, ids)).toEqual(['\u2581', '\u2581a', 'é', '<0xE2>', '<0x82>', '<0xAC>', '<0x0A>']);
    expect(tokenizer.decode(ids)).toBe(' aé\u20ac\n');
    expect(tokenizer.tokenBytes(ids[6]!)).toEqual(Uint8Array.of(10));
  });

  it('puts no space before the text if the file says so', () => {
    const plain = tokenizerFromGguf({ ...vocabulary, addSpacePrefix: false, addBos: false });
    expect(names(vocabulary, plain.encode('abc'))).toEqual(['abc']);
    expect(plain.decode(plain.encode(' a'))).toBe(' a');
  });

  it('does not make byte or special tokens of text', () => {
    const ids = tokenizer.encode('<0x0A></s>', bare);
    expect(ids.some((id) => tokenizer.isSpecial(id))).toBe(false);
    expect(tokenizer.decode(ids)).toBe('<0x0A></s>');
  });
});

describe.each([
  ['byte-level', tinyByteLevel()],
  ['SentencePiece', tinySentencePiece()],
])('%s streaming', (_, vocabulary) => {
  const tokenizer = tokenizerFromGguf(vocabulary);
  const random = seededRandom(7);

  it('decodes what it encodes', () => {
    for (let round = 0; round < 300; round++) {
      const text = randomText(random);
      const ids = tokenizer.encode(text);
      expect(tokenizer.decode(ids)).toBe(text.replaceAll('\u2581', vocabulary.model === 'llama' ? ' ' : '\u2581'));
    }
  });

  it('gives the same text in pieces as at once, for any ids, and never half a character', () => {
    for (let round = 0; round < 300; round++) {
      const ids = Array.from({ length: random(60) }, () => random(tokenizer.vocabSize));
      const decoder = tokenizer.createStreamDecoder();
      const pieces = ids.map((id) => decoder.push(id));
      pieces.push(decoder.flush());
      const bytes = ids.filter((id) => !tokenizer.isSpecial(id)).flatMap((id) => Array.from(tokenizer.tokenBytes(id)));
      const isPrefixed = vocabulary.model === 'llama' && bytes[0] === 0x20;
      const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
        Uint8Array.from(isPrefixed ? bytes.slice(1) : bytes),
      );
      expect(pieces.join('')).toBe(whole);
      expect(tokenizer.decode(ids)).toBe(whole);
      for (const piece of pieces) expect(piece).not.toMatch(/[\ud800-\udbff]$/);
    }
  });

  it('refuses ids outside the vocabulary and goes on', () => {
    const decoder = tokenizer.createStreamDecoder();
    for (const id of [-1, tokenizer.vocabSize, 0.5, Number.NaN]) {
      expect(() => decoder.push(id)).toThrow(TokenizerError);
      expect(() => tokenizer.decode([id])).toThrow(/outside the vocabulary.*integer from 0 to/);
      expect(() => tokenizer.tokenBytes(id)).toThrow(TokenizerError);
      expect(() => tokenizer.isSpecial(id)).toThrow(TokenizerError);
    }
    expect(decoder.push(tokenizer.idOf('a')!)).toBe('a');
  });
});

describe('vocabularies that cannot be used', () => {
  const good = tinyByteLevel();
  const scored = tinySentencePiece();
  const { merges: _merges, ...withoutMerges } = good;
  const { pre: _pre, ...withoutPre } = good;
  const { scores: _scores, ...withoutScores } = scored;
  const { eosTokenId: _eos, ...withoutEos } = good;
  const cases: Readonly<Record<string, readonly [GgufVocabulary, string]>> = {
    'another model': [{ ...good, model: 't5' }, '"t5"'],
    'no tokens': [{ ...good, tokens: [] }, 'vocabulary.tokens'],
    'an unknown pre-tokenizer': [{ ...good, pre: 'klingon' }, '"klingon"'],
    'no pre-tokenizer': [withoutPre, 'tokenizer.ggml.pre'],
    'no merges': [withoutMerges, 'tokenizer.ggml.merges'],
    'no scores': [withoutScores, 'tokenizer.ggml.scores'],
    'merges of unknown tokens': [{ ...good, merges: ['h e', 'q q'] }, 'tokenizer.ggml.merges[1]'],
    'merges of one token': [{ ...good, merges: ['h'] }, 'tokenizer.ggml.merges[0]'],
    'duplicate tokens': [{ ...good, tokens: good.tokens.map((token) => (token === 'o' ? 'l' : token)) }, '"l"'],
    'too few scores': [{ ...scored, scores: [1] }, 'vocabulary.scores'],
    'too few types': [{ ...good, tokenTypes: [1] }, 'vocabulary.tokenTypes'],
    'an id out of range': [{ ...good, bosTokenId: good.tokens.length }, 'vocabulary.bosTokenId'],
    'a fractional id': [{ ...good, eosTokenId: 0.5 }, 'vocabulary.eosTokenId'],
    'an end to add that is not named': [{ ...withoutEos, addEos: true }, 'tokenizer.ggml.eos_token_id'],
  };
  it.each(Object.entries(cases))('refuses %s', (_, [vocabulary, place]) => {
    expect(() => tokenizerFromGguf(vocabulary)).toThrow(TokenizerError);
    expect(() => tokenizerFromGguf(vocabulary)).toThrow(place);
  });
});

describe('ggufVocabularyFromMetadata', () => {
  const entries: readonly (readonly [string, unknown])[] = [
    ['model', 'llama'],
    ['tokens', ['<s>', 'a']],
    ['scores', Float32Array.of(0, -1)],
    ['token_type', [3n, 1n]],
    ['bos_token_id', 0n],
    ['add_bos_token', true],
  ];
  const metadata = (changes: Readonly<Record<string, unknown>> = {}) =>
    new Map([...entries, ...Object.entries(changes)].map(([key, value]) => [`tokenizer.ggml.${key}`, value]));

  it('reads numbers of all kinds and leaves out what is not there', () => {
    expect(ggufVocabularyFromMetadata(metadata())).toEqual({
      model: 'llama',
      tokens: ['<s>', 'a'],
      scores: Float64Array.of(0, -1),
      tokenTypes: Float64Array.of(3, 1),
      bosTokenId: 0,
      addBos: true,
    });
  });

  it.each([
    ['model', undefined],
    ['model', 3],
    ['tokens', undefined],
    ['tokens', 'a'],
    ['tokens', ['a', 3]],
    ['scores', [1]],
    ['scores', [1, 'x']],
    ['scores', 'x'],
    ['token_type', [1, Number.NaN]],
    ['merges', [1]],
    ['pre', false],
    ['bos_token_id', 2],
    ['eos_token_id', -1],
    ['eos_token_id', '1'],
    ['add_bos_token', 1],
    ['add_space_prefix', null],
  ])('refuses %s as %s', (key, value) => {
    expect(() => ggufVocabularyFromMetadata(metadata({ [key]: value }))).toThrow(TokenizerError);
    expect(() => ggufVocabularyFromMetadata(metadata({ [key]: value }))).toThrow(`tokenizer.ggml.${key}`);
  });
});

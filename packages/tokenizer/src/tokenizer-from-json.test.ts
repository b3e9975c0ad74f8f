import { TokenizerError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { jsonFromGguf } from './test/json-from-gguf.ts';
import { randomText, seededRandom } from './test/seeded-random.ts';
import { tinyByteLevel, tinySentencePiece } from './test/tiny-vocabularies.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';
import { tokenizerFromJson } from './tokenizer-from-json.ts';

const bare = { addSpecialTokens: false } as const;

/** Llama's tokenizer.json in small. */
function llamaJson(): Record<string, unknown> {
  const { tokens } = tinySentencePiece();
  return {
    added_tokens: ['<unk>', '<s>', '</s>'].map((content, id) => ({ id, content, special: true })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: '\u2581' },
        { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' },
      ],
    },
    pre_tokenizer: null,
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
      special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '\u2581' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: [
        ['b', 'c'],
        ['a', 'b'],
        ['\u2581', 'ab'],
        ['\u2581', 'a'],
        ['a', 'bc'],
      ],
      unk_token: '<unk>',
      fuse_unk: true,
      byte_fallback: true,
    },
  };
}

describe('tokenizerFromJson', () => {
  it('agrees with the byte-level vocabulary in GGUF', () => {
    const vocabulary = { ...tinyByteLevel(), pre: 'smollm' };
    const fromGguf = tokenizerFromGguf(vocabulary);
    const tokenizer = tokenizerFromJson(jsonFromGguf(vocabulary));
    const random = seededRandom(11);
    for (let round = 0; round < 300; round++) {
      const text = randomText(random);
      expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(fromGguf.encode(text));
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
    expect(tokenizer.fingerprint).toBe(fromGguf.fingerprint);
  });

  it('agrees with the SentencePiece vocabulary in GGUF', () => {
    const fromGguf = tokenizerFromGguf(tinySentencePiece());
    const tokenizer = tokenizerFromJson(llamaJson(), { bos_token: { content: '<s>' }, eos_token: '</s>' });
    for (const text of ['abc', 'ab', ' a', 'é\u20ac\n', 'c a', '']) {
      expect(tokenizer.encode(text)).toEqual(fromGguf.encode(text));
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }
    expect(tokenizer.fingerprint).toBe(fromGguf.fingerprint);
    expect([tokenizer.bosTokenId, tokenizer.eosTokenIds]).toEqual([1, [2]]);
  });

  it('runs Unigram models', () => {
    const vocab = ['<unk>', '\u2581', '\u2581a', 'b', 'ab', '\u2581ab'].map((token, id) => [token, -id - 1]);
    const tokenizer = tokenizerFromJson({
      added_tokens: [{ id: 0, content: '<unk>', special: true }],
      normalizer: null,
      pre_tokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always' },
      post_processor: null,
      decoder: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always' },
      model: { type: 'Unigram', unk_id: 0, vocab },
    });
    expect(tokenizer.encode('ab')).toEqual([5]);
    expect(tokenizer.encode('abz', bare)).toEqual([5, 0]);
    expect(tokenizer.decode([5, 2])).toBe('ab a');
  });

  it('swallows white space where added tokens say so, and finds whole words only', () => {
    const json = jsonFromGguf(tinyByteLevel());
    const size = tinyByteLevel().tokens.length;
    const added = [
      ...(json['added_tokens'] as unknown[]),
      { id: size, content: '<left>', special: true, lstrip: true },
      { id: size + 1, content: '<right>', special: true, rstrip: true },
      { id: size + 2, content: 'word', special: false, single_word: true },
    ];
    const tokenizer = tokenizerFromJson({ ...json, added_tokens: added });
    const encode = (text: string) => tokenizer.encode(text, { parseSpecialTokens: true });
    const a = tokenizer.idOf('a')!;
    expect(encode('a  <left>')).toEqual([a, size]);
    expect(encode('<right> \na')).toEqual([size + 1, a]);
    expect(encode('word')).toEqual([size + 2]);
    expect(encode('awordword')).not.toContain(size + 2);
  });
});

describe('tokenizer files that cannot be used', () => {
  const json = () => jsonFromGguf(tinyByteLevel());
  const model = () => json()['model'] as Record<string, unknown>;
  const vocab = () => model()['vocab'] as Record<string, unknown>;
  const withModel = (changes: object) => ({ ...json(), model: { ...model(), ...changes } });
  const cases: Readonly<Record<string, readonly [unknown, string]>> = {
    nothing: [undefined, 'tokenizer.json'],
    'a list': [[], 'tokenizer.json'],
    'no model': [{ ...json(), model: null }, 'model'],
    'another model': [withModel({ type: 'WordPiece' }), 'WordPiece'],
    'another decoder': [{ ...json(), decoder: { type: 'WordPiece' } }, 'decoder.type'],
    'no decoder': [{ ...json(), decoder: null }, 'decoder'],
    'a decoder step that is unknown': [
      { ...json(), decoder: { type: 'Sequence', decoders: [{ type: 'CTC' }] } },
      'CTC',
    ],
    'an unknown pre-tokenizer': [{ ...json(), pre_tokenizer: { type: 'Klingon' } }, 'Klingon'],
    'a split that would be run as another': [
      { ...json(), pre_tokenizer: { type: 'Split', pattern: { String: 'a' }, behavior: 'MergedWithNext' } },
      'MergedWithNext',
    ],
    'an unknown normalizer': [{ ...json(), normalizer: { type: 'Klingon' } }, 'Klingon'],
    'a vocabulary that is none': [withModel({ vocab: 3 }), 'model.vocab'],
    'ids that are none': [withModel({ vocab: { a: 'b' } }), 'model.vocab'],
    'an id given twice': [withModel({ vocab: { ...vocab(), twice: 5 } }), 'one token for id 5'],
    'a wild id': [withModel({ vocab: { ...vocab(), wild: 2 ** 40 } }), 'ids without gaps'],
    'a gap': [withModel({ vocab: { ...vocab(), late: Object.keys(vocab()).length + 1 } }), 'ids without gaps'],
    'merges of unknown tokens': [withModel({ merges: ['h e', 'q q'] }), 'model.merges[1]'],
    'merges that are none': [withModel({ merges: [3] }), 'model.merges[0]'],
    'merges of three': [withModel({ merges: [['h', 'e', 'l']] }), 'model.merges[0]'],
    dropout: [withModel({ dropout: 0.1 }), 'model.dropout'],
    'suffixes of words': [withModel({ end_of_word_suffix: '</w>' }), 'model.end_of_word_suffix'],
    'an unknown token that is none': [withModel({ unk_token: 'none' }), 'model.unk_token'],
    'added tokens without a text': [{ ...json(), added_tokens: [{ id: 1 }] }, 'added_tokens[0].content'],
    'a template with unknown tokens': [
      {
        ...json(),
        post_processor: {
          type: 'TemplateProcessing',
          single: [{ SpecialToken: { id: '<x>' } }, { Sequence: { id: 'A' } }],
        },
      },
      'post_processor',
    ],
  };
  it.each(Object.entries(cases))('refuses %s', (_, [value, place]) => {
    expect(() => tokenizerFromJson(value)).toThrow(TokenizerError);
    expect(() => tokenizerFromJson(value)).toThrow(place);
  });

  it('refuses a config that names unknown tokens', () => {
    expect(() => tokenizerFromJson(json(), { bos_token: '<x>' })).toThrow('bos_token');
    expect(() => tokenizerFromJson(json(), { eos_token: 3 })).toThrow('eos_token');
    expect(() => tokenizerFromJson(json(), 3)).toThrow('tokenizer_config.json');
  });
});

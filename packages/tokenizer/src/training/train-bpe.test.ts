import { readFileSync } from 'node:fs';
import { TokenizerError } from '@recyclegpt/spec';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { characterOfByte } from '../byte-level-alphabet.ts';
import { randomText, seededRandom } from '../test/seeded-random.ts';
import { tokenizerFromJson } from '../tokenizer-from-json.ts';
import { trainBpe } from './train-bpe.ts';
import type { TrainBpeOptions, TrainBpeProgress } from './train-bpe-options.ts';
import { WordTable } from './word-table.ts';

const bare = { addSpecialTokens: false } as const;

describe('trainBpe', () => {
  it('learns what a count by hand gives', async () => {
    // a b stands 3 times, b c twice; then ab c twice. Words are cut at spaces, which begin the next word.
    const { model, added_tokens } = await trainBpe({ texts: ['abc', 'abc ab'], vocabSize: 300, minFrequency: 2 });
    expect(model.merges).toEqual([
      ['a', 'b'],
      ['ab', 'c'],
    ]);
    expect(model.vocab['<|endoftext|>']).toBe(0);
    expect([model.vocab['!'], model.vocab['ab'], model.vocab['abc']]).toEqual([1, 257, 258]);
    expect(added_tokens.map(({ content, id, special }) => [content, id, special])).toEqual([
      ['<|endoftext|>', 0, true],
    ]);
  });

  it('breaks ties by the left id, then by the right', async () => {
    const { model } = await trainBpe({ texts: ['xz', 'xy', 'ba'], vocabSize: 300, minFrequency: 1 });
    expect(model.merges).toEqual([
      ['b', 'a'],
      ['x', 'y'],
      ['x', 'z'],
    ]);
  });

  it('merges runs from left to right and counts what becomes neighbours', async () => {
    const { model } = await trainBpe({ texts: ['aaaaa'], vocabSize: 300, minFrequency: 1 });
    // aa aa a: then (aa, a) and (aa, aa) stand once each, and a has the lower id.
    expect(model.merges).toEqual([
      ['a', 'a'],
      ['aa', 'a'],
      ['aa', 'aaa'],
    ]);
  });

  it('agrees with huggingface/tokenizers 0.23.3 on a text with runs and ties', async () => {
    const text =
      'low low low low low lower lower newest newest newest newest newest newest widest widest widest aaaa aaa';
    const { model } = await trainBpe({ texts: [text], vocabSize: 300, minFrequency: 1 });
    const merges =
      'e s|es t|l o|lo w|e w|n ew|Ġ low|Ġ new|Ġnew est|a a|d est|i dest|w idest|Ġ widest|e r|Ġ aa|Ġlow er|Ġaa a|Ġaa aa';
    expect(model.merges.map((pair) => pair.join(' ')).join('|')).toBe(merges);
  });

  it('gives the same file for the same words in another order, from an array or a stream', async () => {
    const random = seededRandom(3);
    const texts = Array.from({ length: 200 }, () => randomText(random));
    const stream = (async function* () {
      yield* [...texts].reverse();
    })();
    const first = await trainBpe({ texts, vocabSize: 400 });
    expect(JSON.stringify(await trainBpe({ texts: stream, vocabSize: 400 }))).toBe(JSON.stringify(first));
    expect(first.model.merges.length).toBe(400 - 257);
  });

  it.each(['gpt-2', 'gpt-2-digits', { patterns: ['\\p{L}+', '\\n'] }] as const)(
    'with words of %j it writes any text and any bytes, and encodes the texts it learnt from',
    async (preTokenizer) => {
      const random = seededRandom(7);
      const texts = Array.from({ length: 300 }, () => randomText(random));
      const tokenizer = tokenizerFromJson(
        JSON.parse(JSON.stringify(await trainBpe({ texts, vocabSize: 500, preTokenizer }))),
      );
      expect(tokenizer.vocabSize).toBe(500);
      for (const text of [...texts, ...Array.from({ length: 100 }, () => randomText(random))]) {
        expect(tokenizer.decode(tokenizer.encode(text, bare))).toBe(text);
      }
      const bytes = Uint8Array.from({ length: 2000 }, () => random(256));
      const ids = Array.from(bytes, (byte) => tokenizer.idOf(characterOfByte[byte]!)!);
      expect(Uint8Array.from(ids.flatMap((id) => [...tokenizer.tokenBytes(id)]))).toEqual(bytes);
      expect(tokenizer.eosTokenIds).toEqual([0]);
    },
  );

  it('never merges special tokens, nor makes one', async () => {
    const specialTokens = ['<|x|>', '<|x|>y', 'Ġthe'];
    const texts = Array.from({ length: 20 }, () => '<|x|>ab <|x|>yab of the the');
    const json = await trainBpe({ texts, vocabSize: 300, specialTokens });
    expect(specialTokens.map((token) => json.model.vocab[token])).toEqual([0, 1, 2]);
    for (const [left, right] of json.model.merges) {
      expect([left, right, left + right].some((token) => specialTokens.includes(token) || token.includes('|'))).toBe(
        false,
      );
    }
    const tokenizer = tokenizerFromJson(json);
    expect(tokenizer.encode('<|x|>ab', bare)).not.toContain(0);
    expect(tokenizer.encode('<|x|>yab', { ...bare, parseSpecialTokens: true })).toEqual([1, json.model.vocab['ab']]);
    expect(tokenizer.decode(tokenizer.encode('of the <|x|>', bare))).toBe('of the <|x|>');
  });

  it('keeps to minFrequency and maxTokenLength', async () => {
    const texts = ['abcabcabc', 'xy'];
    const rare = await trainBpe({ texts, vocabSize: 300, minFrequency: 3 });
    expect(rare.model.merges).toEqual([
      ['a', 'b'],
      ['ab', 'c'],
    ]);
    const short = await trainBpe({ texts, vocabSize: 300, minFrequency: 1, maxTokenLength: 2 });
    expect(short.model.merges.every(([left, right]) => (left + right).length === 2)).toBe(true);
    const small = await trainBpe({ texts, vocabSize: 258, minFrequency: 1 });
    expect(Object.keys(small.model.vocab)).toHaveLength(258);
    const none = await trainBpe({ texts, vocabSize: 257, specialTokens: ['<eos>'] });
    expect(none.model.merges).toEqual([]);
  });

  it('reports, and stops when it is told to', async () => {
    const seen: TrainBpeProgress[] = [];
    const controller = new AbortController();
    const texts = ['abc', 'abd'];
    await trainBpe({ texts, vocabSize: 258, onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { kind: 'text-counted', numTexts: 1, numWords: 1 },
      { kind: 'text-counted', numTexts: 2, numWords: 2 },
      { kind: 'token-learnt', numTokens: 258, vocabSize: 258 },
    ]);
    const onProgress = ({ kind }: TrainBpeProgress) => {
      if (kind === 'token-learnt') controller.abort(new Error('enough'));
    };
    const { signal } = controller;
    await expect(trainBpe({ texts, vocabSize: 300, onProgress, signal })).rejects.toThrow('enough');
    await expect(trainBpe({ texts, vocabSize: 300, signal })).rejects.toThrow('enough');
  });
});

describe('options that cannot be used', () => {
  const sound: TrainBpeOptions = { texts: ['some text'], vocabSize: 300 };
  const cases: readonly (readonly [string, object, string])[] = [
    ['a text instead of texts', { texts: 'abc' }, 'texts'],
    ['no texts', { texts: undefined }, 'texts'],
    ['texts without a word', { texts: ['', '<|endoftext|>'] }, 'texts'],
    ['texts that are none', { texts: ['a', 3] }, 'texts[1]'],
    ['a vocabulary without room for bytes', { vocabSize: 256 }, 'vocabSize'],
    ['a broken vocabSize', { vocabSize: 300.5 }, 'vocabSize'],
    ['a wild vocabSize', { vocabSize: 2 ** 30 }, 'vocabSize'],
    ['no vocabSize', { vocabSize: undefined }, 'vocabSize'],
    ['a minFrequency of 0', { minFrequency: 0 }, 'minFrequency'],
    ['a maxTokenLength of 0', { maxTokenLength: 0 }, 'maxTokenLength'],
    ['special tokens that are no list', { specialTokens: '<eos>' }, 'specialTokens'],
    ['an empty special token', { specialTokens: ['a b', ''] }, 'specialTokens[1]'],
    ['a special token listed twice', { specialTokens: ['<a>', '<a>'] }, 'specialTokens[1]'],
    ['a special token that is half a character', { specialTokens: ['<\ud800>'] }, 'specialTokens[0]'],
    ['a special token that is a byte', { specialTokens: ['Ġ'] }, 'specialTokens[0]'],
    ['an unknown pre-tokenizer', { preTokenizer: 'gpt-9' }, 'preTokenizer'],
    ['no patterns', { preTokenizer: { patterns: [] } }, 'preTokenizer'],
    ['a pattern that is none', { preTokenizer: { patterns: ['a', '('] } }, 'preTokenizer.patterns[1]'],
  ];
  it.each(cases)('refuses %s', async (_, changes, where) => {
    const refusal = trainBpe({ ...sound, ...changes } as TrainBpeOptions);
    await expect(refusal).rejects.toSatisfy(TokenizerError.isInstance);
    await expect(refusal).rejects.toThrow(`(${where})`);
  });
});

it('WordTable forgets the rarest words first when there are too many', () => {
  const table = new WordTable({ specialTokens: [], preTokenizer: { type: 'ByteLevel' }, maxWords: 3 });
  for (const text of ['a', 'b', 'b', 'c', 'c', 'c', 'd']) table.add(text);
  expect([...table.words]).toEqual([
    ['b', 2],
    ['c', 3],
  ]);
});

describe.skipIf(!hasShared)(sharedTitle('trainBpe on stories'), () => {
  it('makes a vocabulary whose tokens are four letters long on average', async () => {
    const texts = readFileSync(sharedFile('data/text/tinystories_sample/tinystories.txt'), 'utf8').split('\n\n');
    const tokenizer = tokenizerFromJson(await trainBpe({ texts, vocabSize: 2048 }));
    const numTokens = texts.reduce((sum, text) => sum + tokenizer.encode(text, bare).length, 0);
    expect(texts.join('').length / numTokens).toBeGreaterThan(3.5);
  });
});

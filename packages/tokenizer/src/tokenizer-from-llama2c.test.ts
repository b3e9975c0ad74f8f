import { readFileSync } from 'node:fs';
import { TokenizerError } from '@recyclegpt/spec';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import type { GgufVocabulary } from './gguf-vocabulary.ts';
import { llama2cVocabulary } from './llama2c-vocabulary.ts';
import { randomText, seededRandom } from './test/seeded-random.ts';
import { tinySentencePiece } from './test/tiny-vocabularies.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';
import { tokenizerFromLlama2c } from './tokenizer-from-llama2c.ts';

/** The file that llama2.c's export writes for a vocabulary. */
function llama2cFile({ tokens, scores }: { readonly tokens: readonly string[]; readonly scores: readonly number[] }) {
  const encoder = new TextEncoder();
  const written = tokens.map((token, id) => {
    if (id === 1 || id === 2) return encoder.encode(`\n${token}\n`);
    return encoder.encode(token.replaceAll('\u2581', ' '));
  });
  const bytes = new Uint8Array(4 + written.reduce((sum, { length }) => sum + 8 + length, 0));
  const view = new DataView(bytes.buffer);
  view.setInt32(0, Math.max(...written.map(({ length }) => length)), true);
  let offset = 4;
  for (const [id, text] of written.entries()) {
    view.setFloat32(offset, scores[id]!, true);
    view.setInt32(offset + 4, text.length, true);
    bytes.set(text, offset + 8);
    offset += 8 + text.length;
  }
  return bytes;
}

describe('tokenizerFromLlama2c', () => {
  const vocabulary = tinySentencePiece();
  const vocab = vocabulary.tokens.length;
  const bytes = llama2cFile(vocabulary);

  it('is the tokenizer of the same vocabulary in GGUF', () => {
    const tokenizer = tokenizerFromLlama2c(bytes, vocab);
    const fromGguf = tokenizerFromGguf(vocabulary);
    expect(tokenizer.fingerprint).toBe(fromGguf.fingerprint);
    expect([tokenizer.bosTokenId, tokenizer.eosTokenIds, tokenizer.vocabSize]).toEqual([1, [2], vocab]);
    const random = seededRandom(3);
    for (let round = 0; round < 100; round++) {
      const text = randomText(random);
      expect(tokenizer.encode(text)).toEqual(fromGguf.encode(text));
    }
  });

  it('reads a file that lies inside a larger buffer', () => {
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 3);
    expect(tokenizerFromLlama2c(larger.subarray(3, 3 + bytes.length), vocab).vocabSize).toBe(vocab);
  });

  it('refuses the file cut off anywhere, or longer', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => tokenizerFromLlama2c(bytes.subarray(0, length), vocab), String(length)).toThrow(TokenizerError);
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(() => tokenizerFromLlama2c(longer, vocab)).toThrow('1 more bytes');
  });

  it.each([0, -1, 258, 1.5, Number.NaN, 2 ** 31, vocab - 1, vocab + 1])('refuses a vocabulary of %d', (size) => {
    expect(() => tokenizerFromLlama2c(bytes, size)).toThrow(TokenizerError);
  });

  it('refuses lengths, scores and texts that cannot be', () => {
    const damaged = (change: (view: DataView, copy: Uint8Array) => void) => {
      const copy = bytes.slice();
      change(new DataView(copy.buffer), copy);
      return () => tokenizerFromLlama2c(copy, vocab);
    };
    expect(damaged((view) => view.setInt32(8, -1, true))).toThrow('length -1');
    expect(damaged((view) => view.setInt32(8, 2 ** 31 - 1, true))).toThrow('length 2147483647');
    expect(damaged((view) => view.setInt32(0, 2, true))).toThrow('from 0 to 2');
    expect(damaged((view) => view.setFloat32(4, Number.NaN, true))).toThrow('NaN');
    expect(damaged((_, copy) => copy.fill(0xff, 12, 13))).toThrow('invalid UTF-8');
  });
});

/** run.c's `encode`, line by line: quadratic, and with none of our code but the reading of the file. */
function encodeAsRunC(text: string, { tokens, scores }: GgufVocabulary): number[] {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const sequence = [1];
  if (text !== '') sequence.push(ids.get('\u2581')!);
  for (const character of text.replaceAll(' ', '\u2581')) {
    const id = ids.get(character);
    if (id !== undefined) sequence.push(id);
    else for (const byte of new TextEncoder().encode(character)) sequence.push(byte + 3);
  }
  for (;;) {
    let best = { score: -1e10, id: -1, index: -1 };
    for (let index = 0; index + 1 < sequence.length; index++) {
      const id = ids.get(tokens[sequence[index]!]! + tokens[sequence[index + 1]!]!);
      if (id !== undefined && scores![id]! > best.score) best = { score: scores![id]!, id, index };
    }
    if (best.index < 0) return sequence;
    sequence.splice(best.index, 2, best.id);
  }
}

describe.skipIf(!hasShared)(sharedTitle('stories260K'), () => {
  it('encodes as run.c does', () => {
    const bytes = readFileSync(sharedFile('models/stories260K/tok512.bin'));
    const tokenizer = tokenizerFromLlama2c(bytes, 512);
    const vocabulary = llama2cVocabulary(bytes, 512);
    const words = readFileSync(sharedFile('golden/stories260k.json'), 'utf8').split(' ');
    const random = seededRandom(23);
    for (let round = 0; round < 100; round++) {
      const story = Array.from({ length: random(12) }, () => words[random(words.length)]).join(' ');
      const text = story + randomText(random);
      expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(encodeAsRunC(text, vocabulary));
    }
  });

  it('encodes and decodes the golden story', () => {
    const bytes = readFileSync(sharedFile('models/stories260K/tok512.bin'));
    const tokenizer = tokenizerFromLlama2c(bytes, 512);
    const { text }: { text: string } = JSON.parse(readFileSync(sharedFile('golden/stories260k.json'), 'utf8'));
    const ids = tokenizer.encode(text);
    expect(ids[0]).toBe(1);
    expect(tokenizer.decode(ids)).toBe(text);
    // The beginning of the sequence, and the 200 tokens that llama2.c wrote.
    expect(ids.length).toBe(201);
  });
});

import { readFileSync } from 'node:fs';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { ggufVocabularyFromMetadata } from './gguf-vocabulary.ts';
import { ggufMetadata } from './test/gguf-metadata.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';

function load(path: string) {
  return tokenizerFromGguf(ggufVocabularyFromMetadata(ggufMetadata(sharedFile(path))));
}

const plain = { addSpecialTokens: false, parseSpecialTokens: false } as const;

describe.skipIf(!hasShared)(sharedTitle('llama.cpp vocabulary vectors'), () => {
  it.each(['gpt-2', 'starcoder', 'qwen2'])('encodes and decodes every string of %s', (name) => {
    const path = `conformance/tokenizers/ggml-vocab-${name}.gguf`;
    const tokenizer = load(path);
    const texts = readFileSync(sharedFile(`${path}.inp`), 'utf8').split('\n__ggml_vocab_test__\n');
    const lines = readFileSync(sharedFile(`${path}.out`), 'utf8').split('\n');
    const expected = texts.map((_, index) => (lines[index]?.match(/\d+/g) ?? []).map(Number));
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.map((text) => tokenizer.encode(text, plain))).toEqual(expected);
    expect(expected.map((ids) => tokenizer.decode(ids))).toEqual(texts);
  });
});

import { readFileSync } from 'node:fs';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { chatTemplateFromGguf } from './chat-template-from-gguf.ts';
import { ggufVocabularyFromMetadata } from './gguf-vocabulary.ts';
import { ggufMetadata } from './test/gguf-metadata.ts';
import { jsonFromGguf } from './test/json-from-gguf.ts';
import { tokenizerFromGguf } from './tokenizer-from-gguf.ts';
import { tokenizerFromJson } from './tokenizer-from-json.ts';

interface TokenCase {
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly tokenIdsPlain: readonly number[];
}

interface GreedyCase {
  readonly kind: string;
  readonly prompt: string;
  readonly templatedPrompt: string;
  readonly promptTokenIds: readonly number[];
  readonly tokenIds: readonly number[];
  readonly text: string;
}

function casesOf<T>(path: string): readonly T[] {
  return JSON.parse(readFileSync(sharedFile(path), 'utf8')).cases;
}

describe.skipIf(!hasShared)(sharedTitle('SmolLM2 against llama.cpp and Hugging Face'), () => {
  const load = () => {
    const metadata = ggufMetadata(sharedFile('models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf'));
    const vocabulary = ggufVocabularyFromMetadata(metadata);
    return { metadata, vocabulary, tokenizer: tokenizerFromGguf(vocabulary) };
  };

  it('encodes every string from GGUF and from the equivalent tokenizer.json', () => {
    const { vocabulary, tokenizer } = load();
    const fromJson = tokenizerFromJson(jsonFromGguf(vocabulary), {
      bos_token: '<|im_start|>',
      eos_token: '<|im_end|>',
    });
    const cases = casesOf<TokenCase>('golden/smollm2/tokenizer.json');
    expect(cases.length).toBe(85);
    for (const { text, tokenIds, tokenIdsPlain } of cases) {
      for (const candidate of [tokenizer, fromJson]) {
        const parsed = candidate.encode(text, { addSpecialTokens: false, parseSpecialTokens: true });
        expect(parsed, text).toEqual(tokenIds);
        expect(candidate.encode(text, { addSpecialTokens: false }), text).toEqual(tokenIdsPlain);
        expect(candidate.decode(tokenIds, { skipSpecialTokens: false }), text).toBe(text);
      }
    }
    expect(fromJson.fingerprint).toBe(tokenizer.fingerprint);
    expect(fromJson.eosTokenIds).toEqual(tokenizer.eosTokenIds);
    expect(fromJson.bosTokenId).toBe(tokenizer.bosTokenId);
  });

  it('renders, encodes and decodes the golden conversations', () => {
    const { metadata, tokenizer } = load();
    const template = chatTemplateFromGguf(metadata);
    const cases = casesOf<GreedyCase>('golden/smollm2/greedy.json');
    expect(cases.filter(({ kind }) => kind === 'chat').length).toBeGreaterThan(0);
    for (const { kind, prompt, templatedPrompt, promptTokenIds, tokenIds, text } of cases) {
      if (kind === 'chat') expect(template?.render([{ role: 'user', content: prompt }])).toBe(templatedPrompt);
      expect(tokenizer.encode(templatedPrompt, { parseSpecialTokens: true })).toEqual(promptTokenIds);
      expect(tokenizer.decode(tokenIds, { skipSpecialTokens: false })).toBe(text);
    }
  });
});

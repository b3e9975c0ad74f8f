import { TokenizerError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { ggufPreTokenizer } from './gguf-pre-tokenizer.ts';
import { splitWords } from './split-words.ts';
import { randomText, seededRandom } from './test/seeded-random.ts';

function split(name: string, text: string): string[] {
  const patterns = ggufPreTokenizer(name).patterns.map((pattern) => new RegExp(pattern, 'gu'));
  return splitWords(text, patterns);
}

const all = [
  ...['default', 'gpt-2', 'smollm', 'starcoder', 'refact', 'command-r', 'codeshell', 'qwen2', 'stablelm2', 'llama-bpe'],
  ...['dbrx', 'falcon', 'deepseek-llm', 'deepseek-coder', 'deepseek-v3', 'bloom', 'viking', 'tekken', 'gpt-4o'],
];

describe('ggufPreTokenizer', () => {
  it.each([
    ['gpt-2', "it's 2024  now\n\nok", ['it', "'s", ' 2024', ' ', ' now', '\n', '\n', 'ok']],
    ['smollm', 'in 2024!', ['in', ' ', '2', '0', '2', '4', '!']],
    ['qwen2', "IT'S 12\n\n  x", ['IT', "'S", ' ', '1', '2', '\n\n', ' ', ' x']],
    ['llama-bpe', 'a 12345', ['a', ' ', '123', '45']],
    ['default', 'a-1234', ['a', '-', '123', '4']],
    ['falcon', 'a 1234', ['a', ' ', '123', '4']],
    ['gpt-4o', "camelCase's", ['camel', "Case's"]],
    ['tekken', 'a123/\n', ['a', '1', '2', '3', '/\n']],
    ['deepseek-coder', 'ab, 12\n', ['ab', ',', ' ', '1', '2', '\n']],
    ['deepseek-v3', '1234 中文kana', ['123', '4', ' ', '中文', 'kana']],
    // Its punctuation runs from : to ~ and so cuts ASCII letters out of other words; the model was trained like that.
    ['deepseek-llm', 'Añb éè, 12  ', ['A', 'ñ', 'b', ' éè', ',', ' ', '12', '  ']],
    ['bloom', 'a b, c', ['a', ' b', ',', ' c']],
    ['gpt-2', 'a\u0085\u0085b\ufeffc', ['a', '\u0085', '\u0085', 'b', '\ufeff', 'c']],
  ])('cuts as %s does', (name, text, words) => {
    expect(split(name, text)).toEqual(words);
  });

  it.each(all)('loses nothing as %s', (name) => {
    const random = seededRandom(5);
    for (let round = 0; round < 100; round++) {
      const text = randomText(random);
      expect(split(name, text).join('')).toBe(text);
    }
  });

  it('refuses names it does not know, and none', () => {
    expect(() => ggufPreTokenizer('superbpe')).toThrow(TokenizerError);
    expect(() => ggufPreTokenizer('superbpe')).toThrow('"superbpe"');
    expect(() => ggufPreTokenizer(undefined)).toThrow('does not name its pre-tokenizer');
    expect(() => ggufPreTokenizer('__proto__')).toThrow(TokenizerError);
  });
});

import { TokenizerError } from '@recyclegpt/spec';
import type { GgufVocabulary } from './gguf-vocabulary.ts';

const supportedModels = ['gpt2', 'llama'];
const idKeys = ['bosTokenId', 'eosTokenId', 'eotTokenId', 'unknownTokenId', 'paddingTokenId'] as const;
const listKeys = ['scores', 'tokenTypes'] as const;

/**
 * Checks what a vocabulary made by hand may have wrong; one from `ggufVocabularyFromMetadata` has the right types.
 * @throws TokenizerError naming the field.
 */
export function checkGgufVocabulary(vocabulary: GgufVocabulary): void {
  const { model, tokens } = vocabulary;
  if (!supportedModels.includes(model)) {
    throw wrong('model', JSON.stringify(model), `one of ${supportedModels.join(', ')}`);
  }
  if (tokens.length === 0) throw wrong('tokens', 'none', 'at least one token');
  for (const key of listKeys) {
    const list = vocabulary[key];
    if (list !== undefined && list.length !== tokens.length) {
      throw wrong(key, String(list.length), `${tokens.length} numbers, one a token`);
    }
  }
  for (const key of idKeys) {
    const id = vocabulary[key];
    if (id !== undefined && !(Number.isInteger(id) && id >= 0 && id < tokens.length)) {
      throw wrong(key, String(id), `a token id below ${tokens.length}`);
    }
  }
}

function wrong(field: string, got: string, expected: string): TokenizerError {
  return new TokenizerError({
    what: 'The vocabulary cannot be used',
    where: `vocabulary.${field}`,
    got,
    expected,
    next: 'Use another file of the model, or its tokenizer.json where it has one.',
  });
}

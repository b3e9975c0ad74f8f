import type { Tokenizer } from '@recyclegpt/spec';
import { endOfTextTokens } from './end-of-text-tokens.ts';
import { readJsonDecoder } from './json-decoder.ts';
import { createJsonLibrary, type JsonLibrary } from './json-library.ts';
import { type EncodeWord, jsonModel } from './json-model.ts';
import { type JsonObject, jsonError, readObject, readOptionalObject, readString } from './json-reader.ts';
import { jsonTokenTable, readAddedTokens } from './json-vocabulary.ts';
import type { TokenTable } from './token-table.ts';
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts';

const textMarker = '\uFFFFtext\uFFFF';

/**
 * A tokenizer from the parsed `tokenizer.json` of Hugging Face, of kind BPE or Unigram with a byte-level, Metaspace or
 * Llama decoder. `tokenizer_config.json` names the tokens that begin and end a text; without it there is no
 * `bosTokenId`. Normalizer, pre-tokenizer, post-processor and Unigram model are @huggingface/tokenizers'; BPE and
 * decoding are our own, since theirs are slow to construct and cannot stream.
 * @throws TokenizerError naming the key that is missing, wrong or not supported.
 */
export function tokenizerFromJson(tokenizerJson: unknown, tokenizerConfig?: unknown): Tokenizer {
  const json = readObject(tokenizerJson, 'tokenizer.json');
  const config = readOptionalObject(tokenizerConfig, 'tokenizer_config.json') ?? {};
  const model = readObject(json['model'], 'model');
  const addedTokens = readAddedTokens(json['added_tokens']);
  const { spelling, hasSpacePrefix } = readJsonDecoder(json['decoder']);
  const table = jsonTokenTable({ model, addedTokens, spelling });
  const { libraryModel, encoderOf } = jsonModel(model, table);
  const library = createJsonLibrary(json, libraryModel);
  const bosTokenId = namedToken(config, 'bos_token', table);
  return new VocabularyTokenizer({
    table,
    addedTokens,
    encodeText: textEncoder(library, encoderOf(library.model)),
    ...surroundingTokens(library, table),
    bosTokenId,
    eosTokenIds: endOfTextTokens(table, [namedToken(config, 'eos_token', table)]),
    hasSpacePrefix,
  });
}

function textEncoder({ normalizer, pre_tokenizer }: JsonLibrary, encodeWord: EncodeWord) {
  return (text: string, section: number): readonly number[] => {
    const normalized = normalizer === null ? text : normalizer(text);
    if (normalized === '') return [];
    const words = pre_tokenizer === null ? [normalized] : pre_tokenizer(normalized, { section_index: section });
    return words.flatMap(encodeWord);
  };
}

/** What the post-processor puts around a text. */
function surroundingTokens({ post_processor }: JsonLibrary, table: TokenTable) {
  const tokens = post_processor === null ? [textMarker] : post_processor([textMarker], null, true).tokens;
  const ids = tokens.map((token) => {
    const id = token === textMarker ? -1 : table.idOf(token);
    if (id === undefined) throw jsonError('post_processor', 'tokens of the vocabulary', token);
    return id;
  });
  const text = ids.indexOf(-1);
  if (text < 0 || ids.lastIndexOf(-1) !== text) throw jsonError('post_processor', 'a template with one text', tokens);
  return { before: ids.slice(0, text), after: ids.slice(text + 1) };
}

function namedToken(config: JsonObject, key: string, table: TokenTable): number | undefined {
  const where = `tokenizer_config.json: ${key}`;
  const value = config[key];
  if (value === undefined || value === null) return undefined;
  const name = readString(typeof value === 'object' ? readObject(value, where)['content'] : value, where);
  const id = table.idOf(name);
  if (id === undefined) throw jsonError(where, 'a token of the vocabulary', name);
  return id;
}

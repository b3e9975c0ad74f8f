import { BpeModel } from './bpe-model.ts';
import type { JsonLibrary } from './json-library.ts';
import { type JsonObject, jsonError, readArray, readFlag, readString } from './json-reader.ts';
import { RankedMerges, type WrittenMerge } from './ranked-merges.ts';
import type { TokenTable } from './token-table.ts';

/** Ids of one word as the pre-tokenizer leaves it. */
export type EncodeWord = (word: string) => readonly number[];

/** The `model` of a tokenizer.json: what of it the library gets, and how to encode a word once the library stands. */
export interface JsonModel {
  readonly libraryModel: JsonObject;
  readonly encoderOf: (model: JsonLibrary['model']) => EncodeWord;
}

const emptyModel: JsonObject = { type: 'BPE', vocab: {}, merges: [] };
const wordKeys = ['continuing_subword_prefix', 'end_of_word_suffix'] as const;

/** @throws TokenizerError for kinds and options that are not supported, and for merges of unknown tokens. */
export function jsonModel(model: JsonObject, table: TokenTable): JsonModel {
  const type = model['type'] ?? (Array.isArray(model['vocab']) ? 'Unigram' : 'BPE');
  switch (type) {
    case 'BPE':
      return { libraryModel: emptyModel, encoderOf: () => bpeEncoder(model, table) };
    case 'Unigram':
      if (readFlag(model['byte_fallback'], 'model.byte_fallback')) {
        throw jsonError('model.byte_fallback', 'false for Unigram', true);
      }
      return { libraryModel: model, encoderOf: (library) => unigramEncoder(library, model, table) };
    default:
      throw jsonError('model.type', 'BPE or Unigram', type);
  }
}

function bpeEncoder(model: JsonObject, table: TokenTable): EncodeWord {
  for (const key of wordKeys) if (model[key]) throw jsonError(`model.${key}`, 'none', model[key]);
  if (model['dropout']) throw jsonError('model.dropout', 'none, so that encoding is repeatable', model['dropout']);
  const rule = new RankedMerges(readArray(model['merges'], 'model.merges').map(readMerge), table, 'model.merges');
  const unknown = model['unk_token'] ?? undefined;
  const unknownTokenId = unknown === undefined ? undefined : table.idOf(readString(unknown, 'model.unk_token'));
  if (unknown !== undefined && unknownTokenId === undefined) {
    throw jsonError('model.unk_token', 'a token of the vocabulary', unknown);
  }
  const bpe = new BpeModel({
    table,
    rule,
    takesWholeWords: readFlag(model['ignore_merges'], 'model.ignore_merges'),
    hasByteFallback: readFlag(model['byte_fallback'], 'model.byte_fallback'),
    fusesUnknown: readFlag(model['fuse_unk'], 'model.fuse_unk'),
    unknownTokenId,
  });
  return (word) => bpe.encode(word);
}

function readMerge(merge: unknown, index: number): WrittenMerge {
  if (typeof merge === 'string') return merge;
  if (Array.isArray(merge) && merge.length === 2) {
    const [left, right]: readonly unknown[] = merge;
    if (typeof left === 'string' && typeof right === 'string') return [left, right];
  }
  throw jsonError(`model.merges[${index}]`, 'two tokens', merge);
}

function unigramEncoder(library: JsonLibrary['model'], model: JsonObject, table: TokenTable): EncodeWord {
  const unknownTokenId = model['unk_id'];
  return (word) => {
    if (library === null) return [];
    return library([word]).flatMap((token) => {
      const id = table.idOf(token) ?? unknownTokenId;
      return typeof id === 'number' ? [id] : [];
    });
  };
}

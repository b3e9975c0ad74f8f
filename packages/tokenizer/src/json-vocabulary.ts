import type { AddedToken } from './added-tokens.ts';
import { type JsonObject, jsonError, readArray, readFlag, readObject, readString, readTokenId } from './json-reader.ts';
import { byteOfName, type TokenKind, type TokenSpelling, TokenTable } from './token-table.ts';

export interface JsonVocabularyOptions {
  /** The `model` of the file. */
  readonly model: JsonObject;
  readonly addedTokens: readonly AddedToken[];
  readonly spelling: TokenSpelling;
}

/** The `added_tokens` of a tokenizer.json. @throws TokenizerError naming the entry at fault. */
export function readAddedTokens(value: unknown): AddedToken[] {
  return readArray(value ?? [], 'added_tokens').map((entry, index) => {
    const where = `added_tokens[${index}]`;
    const token = readObject(entry, where);
    return {
      id: readTokenId(token['id'], `${where}.id`),
      content: readString(token['content'], `${where}.content`),
      isSpecial: readFlag(token['special'], `${where}.special`),
      stripsLeft: readFlag(token['lstrip'], `${where}.lstrip`),
      stripsRight: readFlag(token['rstrip'], `${where}.rstrip`),
      isSingleWord: readFlag(token['single_word'], `${where}.single_word`),
    };
  });
}

function modelTokens(vocab: unknown): (readonly [string, number])[] {
  if (!Array.isArray(vocab)) {
    return Object.entries(readObject(vocab, 'model.vocab')).map(([token, id]) => [
      token,
      readTokenId(id, `model.vocab[${JSON.stringify(token)}]`),
    ]);
  }
  return vocab.map((pair: unknown, id) => [
    readString(readArray(pair, `model.vocab[${id}]`)[0], `model.vocab[${id}][0]`),
    id,
  ]);
}

/** The table of a tokenizer.json. @throws TokenizerError for ids that are missing, given twice or not numbers. */
export function jsonTokenTable({ model, addedTokens, spelling }: JsonVocabularyOptions): TokenTable {
  const tokens: string[] = [];
  const entries = modelTokens(model['vocab']);
  const size = entries.length + addedTokens.length;
  const place = (token: string, id: number, where: string): void => {
    // Checked before writing, so that one wild id does not make an array of that length.
    if (id >= size) throw jsonError(where, `ids without gaps, below ${size}`, id);
    const other = tokens[id];
    if (other !== undefined && other !== token) throw jsonError(where, `one token for id ${id}`, [other, token]);
    tokens[id] = token;
  };
  for (const [token, id] of entries) place(token, id, 'model.vocab');
  for (const { content, id } of addedTokens) place(content, id, 'added_tokens');
  const gap = Array.from(tokens, (token) => token === undefined).indexOf(true);
  if (gap >= 0) throw jsonError('model.vocab', 'ids without gaps', `no token ${gap}`);
  if (tokens.length === 0) throw jsonError('model.vocab', 'at least one token', model['vocab']);
  const added = new Map(addedTokens.map((token) => [token.id, token]));
  const kindOf = (id: number): TokenKind => {
    const token = added.get(id);
    if (token !== undefined) return token.isSpecial ? 'special' : 'literal';
    return spelling === 'metaspace' && byteOfName(tokens[id] ?? '') !== undefined ? 'byte' : 'text';
  };
  return new TokenTable({ tokens, spelling, kindOf, where: 'model.vocab' });
}

import { type Tokenizer, TokenizerError } from '@recyclegpt/spec';
import type { AddedToken } from './added-tokens.ts';
import { BpeModel } from './bpe-model.ts';
import { spellBytes } from './byte-level-alphabet.ts';
import { checkGgufVocabulary } from './check-gguf-vocabulary.ts';
import { endOfTextTokens } from './end-of-text-tokens.ts';
import { ggufPreTokenizer } from './gguf-pre-tokenizer.ts';
import type { GgufVocabulary } from './gguf-vocabulary.ts';
import { RankedMerges } from './ranked-merges.ts';
import { ScoredMerges } from './scored-merges.ts';
import { splitWords } from './split-words.ts';
import { byteOfName, type TokenKind, type TokenSpelling, TokenTable } from './token-table.ts';
import { VocabularyTokenizer } from './vocabulary-tokenizer.ts';

/** Token types of GGUF that need other treatment than normal text. */
const tokenType = { unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

const where = 'tokenizer.ggml.tokens';

/** The part that differs between the kinds of vocabulary. */
interface TextEncoding {
  readonly encodeText: (text: string) => readonly number[];
  readonly addsBosByDefault: boolean;
  readonly hasSpacePrefix: boolean;
}

/**
 * A tokenizer from the vocabulary of a GGUF file: `gpt2` and `llama` models. Encodes as llama.cpp does, except that
 * plain text never becomes a special token, whatever the merges.
 * @throws TokenizerError for another model, an unknown pre-tokenizer, duplicate tokens, merges of unknown tokens,
 * lists of wrong length, ids out of range.
 */
export function tokenizerFromGguf(vocabulary: GgufVocabulary): Tokenizer {
  checkGgufVocabulary(vocabulary);
  const { bosTokenId, eosTokenId, eotTokenId, addEos = false } = vocabulary;
  const isByteLevel = vocabulary.model === 'gpt2';
  const table = tableOf(vocabulary, isByteLevel ? 'byte-level' : 'metaspace');
  const encoding = isByteLevel ? byteLevelEncoding(vocabulary, table) : scoredEncoding(vocabulary, table);
  const addsBos = vocabulary.addBos ?? encoding.addsBosByDefault;
  return new VocabularyTokenizer({
    table,
    addedTokens: addedTokensOf(vocabulary, table),
    encodeText: encoding.encodeText,
    before: addsBos ? [required(bosTokenId, 'tokenizer.ggml.bos_token_id')] : [],
    after: addEos ? [required(eosTokenId, 'tokenizer.ggml.eos_token_id')] : [],
    bosTokenId,
    eosTokenIds: endOfTextTokens(table, [eosTokenId, eotTokenId]),
    hasSpacePrefix: encoding.hasSpacePrefix,
  });
}

function tableOf({ tokens, tokenTypes, ...ids }: GgufVocabulary, spelling: TokenSpelling): TokenTable {
  const special = new Set([ids.eosTokenId, ids.eotTokenId, ids.bosTokenId]);
  const kindOf = (id: number): TokenKind => {
    const type = tokenTypes?.[id];
    if (type === tokenType.control || type === tokenType.unknown || special.has(id)) return 'special';
    if (type === tokenType.byte && byteOfName(tokens[id] ?? '') !== undefined) return 'byte';
    return type === tokenType.userDefined || type === tokenType.unused ? 'literal' : 'text';
  };
  // llama.cpp names nameless tokens so; several of them would not be told apart otherwise.
  const named = tokens.includes('') ? tokens.map((token, id) => (token === '' ? `[EMPTY_${id}]` : token)) : tokens;
  return new TokenTable({ tokens: named, spelling, kindOf, where });
}

function addedTokensOf({ tokens, tokenTypes }: GgufVocabulary, table: TokenTable): AddedToken[] {
  const added: AddedToken[] = [];
  for (let id = 0; id < tokens.length; id++) {
    const isSpecial = table.isSpecial(id);
    if (isSpecial || tokenTypes?.[id] === tokenType.userDefined)
      added.push({ id, content: tokens[id] ?? '', isSpecial });
  }
  return added;
}

function byteLevelEncoding({ pre, merges }: GgufVocabulary, table: TokenTable): TextEncoding {
  const { patterns, takesWholeWords, addsBos } = ggufPreTokenizer(pre);
  const compiled = patterns.map((pattern) => new RegExp(pattern, 'gu'));
  const rule = new RankedMerges(required(merges, 'tokenizer.ggml.merges'), table, 'tokenizer.ggml.merges');
  const model = new BpeModel({ table, rule, takesWholeWords });
  const encodeText = (text: string) => splitWords(text, compiled).flatMap((word) => model.encode(spellBytes(word)));
  return { encodeText, addsBosByDefault: addsBos, hasSpacePrefix: false };
}

function scoredEncoding(vocabulary: GgufVocabulary, table: TokenTable): TextEncoding {
  const { unknownTokenId, addSpacePrefix = true } = vocabulary;
  const rule = new ScoredMerges(table, required(vocabulary.scores, 'tokenizer.ggml.scores'));
  const model = new BpeModel({ table, rule, hasByteFallback: true, unknownTokenId });
  const prefix = addSpacePrefix ? '\u2581' : '';
  // SentencePiece merges across words, so the text is one word.
  const encodeText = (text: string) => model.encode(prefix + text.replaceAll(' ', '\u2581'));
  return { encodeText, addsBosByDefault: true, hasSpacePrefix: addSpacePrefix };
}

function required<T>(value: T | undefined, key: string): T {
  if (value !== undefined) return value;
  throw new TokenizerError({
    what: 'The vocabulary lacks a part that it needs',
    where: key,
    got: 'nothing',
    next: 'The file is damaged or was converted wrongly: download or convert it again.',
  });
}

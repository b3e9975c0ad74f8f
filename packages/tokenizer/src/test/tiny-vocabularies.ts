import { spellBytes } from '../byte-level-alphabet.ts';
import type { GgufVocabulary } from '../gguf-vocabulary.ts';

/** All bytes of UTF-8, a few merges, two control tokens and a user-defined one, in the manner of GPT-2. */
export function tinyByteLevel(): GgufVocabulary & { readonly merges: readonly string[] } {
  const alphabet = Array.from(new Set(spellAllBytes()));
  const merges = ['h e', 'l l', 'he ll', 'hell o', 'Ġ w', 'o r'];
  const tokens = [...alphabet, ...merges.map((merge) => merge.replace(' ', '')), '<|end|>', '<|start|>', '<tool>'];
  const numPlain = tokens.length - 3;
  return {
    model: 'gpt2',
    pre: 'gpt-2',
    tokens,
    tokenTypes: tokens.map((_, id) => (id < numPlain ? 1 : id === tokens.length - 1 ? 4 : 3)),
    merges,
    bosTokenId: numPlain + 1,
    eosTokenId: numPlain,
  };
}

/** The characters of all bytes that occur in UTF-8. */
function spellAllBytes(): string {
  let text = '';
  for (let code = 0; code < 0x800; code++) text += String.fromCodePoint(code);
  for (let code = 0x800; code < 0x11_0000; code += 0x400) text += String.fromCodePoint(code);
  return spellBytes(text);
}

/** SentencePiece in small: unknown, two control tokens, 256 byte tokens, and scored pieces. */
export function tinySentencePiece(): GgufVocabulary & { readonly scores: readonly number[] } {
  const byteTokens = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const pieces = ['\u2581', 'a', 'b', 'c', '\u2581a', 'ab', 'bc', '\u2581ab', 'abc', 'é'];
  const tokens = ['<unk>', '<s>', '</s>', ...byteTokens, ...pieces];
  const scoreOf: Readonly<Record<string, number>> = { '\u2581a': -4, ab: -2, bc: -1, '\u2581ab': -3, abc: -5 };
  return {
    model: 'llama',
    tokens,
    scores: tokens.map((token) => scoreOf[token] ?? -10),
    tokenTypes: tokens.map((_, id) => (id === 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1)),
    bosTokenId: 1,
    eosTokenId: 2,
    unknownTokenId: 0,
  };
}

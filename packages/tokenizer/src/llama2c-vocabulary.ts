import { TokenizerError } from '@recyclegpt/spec';
import type { GgufVocabulary } from './gguf-vocabulary.ts';

const headerBytes = 4;
const recordHeaderBytes = 8;
/** Unknown, beginning, end, and the 256 byte tokens, whose place llama2.c takes for granted. */
const numFixedTokens = 259;
const type = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

function damaged(where: string, got: string, expected: string): TokenizerError {
  return new TokenizerError({
    what: 'The llama2.c tokenizer file cannot be read',
    where,
    got,
    expected,
    next: 'Check that it belongs to the model (same vocabulary size) and was downloaded whole.',
  });
}

function typeOf(id: number): number {
  if (id === 0) return type.unknown;
  if (id < 3) return type.control;
  return id < numFixedTokens ? type.byte : type.normal;
}

function nameOf(id: number, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // llama2.c writes "\n<s>\n" for the control tokens and a plain space for U+2581.
    return id < 3 ? text.trim() : text.replaceAll(' ', '\u2581');
  } catch {
    throw damaged(`token ${id}`, 'invalid UTF-8', 'the text of a token');
  }
}

/**
 * Reads a `tokenizer.bin` of llama2.c: int32 length of the longest token, then for each token a float32 score,
 * an int32 length and that many bytes (llama2.c, run.c `build_tokenizer`). Nothing may follow.
 * @throws TokenizerError if the bytes end early, go on, or hold no such file.
 */
export function llama2cVocabulary(bytes: Uint8Array, vocabSize: number): GgufVocabulary {
  if (!Number.isInteger(vocabSize) || vocabSize < numFixedTokens) {
    throw damaged('vocabSize', String(vocabSize), `an integer of at least ${numFixedTokens}`);
  }
  const smallest = headerBytes + vocabSize * recordHeaderBytes;
  if (bytes.length < smallest) throw damaged('size', `${bytes.length} bytes`, `at least ${smallest} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const longest = view.getInt32(0, true);
  const tokens: string[] = [];
  const scores = new Float32Array(vocabSize);
  let offset = headerBytes;
  for (let id = 0; id < vocabSize; id++) {
    if (offset + recordHeaderBytes > bytes.length)
      throw damaged(`token ${id}`, 'the end of the file', 'a score and a length');
    scores[id] = view.getFloat32(offset, true);
    if (Number.isNaN(scores[id])) throw damaged(`token ${id}`, 'NaN', 'a score');
    const length = view.getInt32(offset + 4, true);
    offset += recordHeaderBytes;
    const limit = Math.min(longest, bytes.length - offset);
    if (length < 0 || length > limit) throw damaged(`token ${id}`, `length ${length}`, `a length from 0 to ${limit}`);
    tokens.push(nameOf(id, bytes.subarray(offset, offset + length)));
    offset += length;
  }
  if (offset < bytes.length)
    throw damaged(`byte ${offset}`, `${bytes.length - offset} more bytes`, 'the end of the file');
  const tokenTypes = tokens.map((_, id) => typeOf(id));
  return { model: 'llama', tokens, scores, tokenTypes, bosTokenId: 1, eosTokenId: 2, unknownTokenId: 0 };
}

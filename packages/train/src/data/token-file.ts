import { type ByteSource, FileError } from '@recyclegpt/spec';
import { MurmurHash } from './murmur-hash.ts';

/** What a token cache is made of; another one means other tokens. */
export interface TokenCacheKey {
  readonly version: number;
  /** Print of the tokenizer: its vocabulary and what it makes of a sample. */
  readonly tokenizer: string;
  readonly endOfTextId: number;
  readonly minCharacters: number;
  readonly maxCharacters: number;
  readonly sources: readonly { readonly sizeBytes: number; readonly hash: string; readonly format: string }[];
}

/** Token ids as a cache holds them: two bytes each if the vocabulary allows. */
export type StoredTokens = Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** One document's ids. */
export interface TokenDocument {
  readonly tokenIds: readonly number[];
  /** Of the text: what splits documents in training and validation. */
  readonly hash: number;
}

/** A token cache's index; the tokens themselves stay in the file. */
export interface TokenFile {
  readonly key: TokenCacheKey;
  readonly bytesPerToken: 2 | 4;
  readonly numTokens: number;
  /** Near-empty documents that were left out. */
  readonly numSkipped: number;
  /** [documents] tokens of each, the closing one included. */
  readonly lengths: Uint32Array;
  /** [documents] */
  readonly hashes: Uint32Array;
}

/** Bumped when the layout or the meaning of what it holds changes. */
export const tokenFileVersion = 1;
/** Where tokens begin. */
export const headBytes = 8;
const tailBytes = 24;
const magic = 0x4b4f5452;
const flushTokens = 2 ** 18;

export interface WriteTokensOptions {
  readonly key: TokenCacheKey;
  readonly bytesPerToken: 2 | 4;
  /** How many documents were left out, asked at the end. */
  readonly numSkipped: () => number;
}

/**
 * The bytes of a token cache, piece by piece: 8 bytes of magic and version; the tokens (uint16 or uint32), filled up to
 * a multiple of 4; uint32 lengths and uint32 hashes of the documents; the key and counts in JSON, filled up with spaces;
 * and 24 bytes: how many documents there are, how long the JSON is, and the hash of all that is before the hash.
 * Little-endian.
 */
export async function* writeTokenFile(
  documents: AsyncIterable<TokenDocument>,
  { key, bytesPerToken, numSkipped }: WriteTokensOptions,
): AsyncGenerator<Uint8Array> {
  const hash = new MurmurHash();
  const hashed = (bytes: Uint8Array): Uint8Array => {
    hash.update(bytes);
    return bytes;
  };
  yield hashed(bytesOf(Uint32Array.of(magic, tokenFileVersion)));
  const lengths: number[] = [];
  const hashes: number[] = [];
  let numTokens = 0;
  let pending: number[] = [];
  for await (const document of documents) {
    for (const id of document.tokenIds) pending.push(id);
    lengths.push(document.tokenIds.length);
    hashes.push(document.hash);
    numTokens += document.tokenIds.length;
    if (pending.length < flushTokens) continue;
    yield hashed(bytesOf(tokensOf(pending, bytesPerToken)));
    pending = [];
  }
  yield hashed(bytesOf(tokensOf(pending, bytesPerToken)));
  yield hashed(new Uint8Array(paddingOf(numTokens * bytesPerToken)));
  yield hashed(bytesOf(Uint32Array.from(lengths)));
  yield hashed(bytesOf(Uint32Array.from(hashes)));
  const json = new TextEncoder().encode(JSON.stringify({ key, bytesPerToken, numTokens, numSkipped: numSkipped() }));
  yield hashed(json);
  yield hashed(new Uint8Array(paddingOf(json.length)).fill(0x20));
  yield tailOf(hash, lengths.length, json.length + paddingOf(json.length));
}

function bytesOf(words: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function tokensOf(ids: readonly number[], bytesPerToken: 2 | 4): StoredTokens {
  return bytesPerToken === 2 ? Uint16Array.from(ids) : Uint32Array.from(ids);
}

function paddingOf(sizeBytes: number): number {
  return (4 - (sizeBytes % 4)) % 4;
}

function tailOf(hash: MurmurHash, numDocuments: number, jsonBytes: number): Uint8Array {
  const tail = new Uint8Array(tailBytes);
  const view = new DataView(tail.buffer);
  view.setUint32(0, numDocuments, true);
  view.setUint32(4, jsonBytes, true);
  const digest = hash.update(tail.subarray(0, 8)).digest();
  for (let at = 0; at < 16; at++) tail[8 + at] = Number.parseInt(digest.slice(2 * at, 2 * at + 2), 16);
  return tail;
}

/** Token ids as bytes of a cache hold them. */
export function readStoredTokens(bytes: Uint8Array, bytesPerToken: 2 | 4): StoredTokens {
  const aligned = new Uint8Array(bytes.length);
  aligned.set(bytes);
  return bytesPerToken === 2 ? new Uint16Array(aligned.buffer) : new Uint32Array(aligned.buffer);
}

/**
 * Reads the index of a token cache, after checking the hash of the whole file.
 * @throws FileError if it is cut short, changed, or no token cache
 */
export async function openTokenFile(source: ByteSource): Promise<TokenFile> {
  const bodyBytes = source.sizeBytes - tailBytes;
  if (bodyBytes < headBytes) throw damaged(source, `${source.sizeBytes} bytes`, 'a head, tokens, an index and a tail');
  const tail = await source.read(bodyBytes, tailBytes);
  await checkHash(source, bodyBytes, tail);
  const [found, version] = readWords(await source.read(0, headBytes));
  if (found !== magic || version !== tokenFileVersion) {
    throw damaged(source, `the first words ${found} and ${version}`, `${magic} and ${tokenFileVersion}`);
  }
  const [numDocuments = 0, jsonBytes = 0] = readWords(tail.subarray(0, 8));
  const indexStart = bodyBytes - jsonBytes - 8 * numDocuments;
  if (indexStart < headBytes) throw damaged(source, `${numDocuments} documents`, 'an index within the file');
  const index = readWords(await source.read(indexStart, 8 * numDocuments));
  const json = new TextDecoder().decode(await source.read(bodyBytes - jsonBytes, jsonBytes));
  const header = JSON.parse(json) as Pick<TokenFile, 'key' | 'bytesPerToken' | 'numTokens' | 'numSkipped'>;
  return { ...header, lengths: index.subarray(0, numDocuments), hashes: index.subarray(numDocuments) };
}

function readWords(bytes: Uint8Array): Uint32Array {
  return readStoredTokens(bytes, 4) as Uint32Array;
}

async function checkHash(source: ByteSource, bodyBytes: number, tail: Uint8Array): Promise<void> {
  const hash = new MurmurHash();
  const chunkBytes = 2 ** 22;
  for (let start = 0; start < bodyBytes; start += chunkBytes) {
    hash.update(await source.read(start, Math.min(chunkBytes, bodyBytes - start)));
  }
  const got = hash.update(tail.subarray(0, 8)).digest();
  const expected = Array.from(tail.subarray(8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (got !== expected) throw damaged(source, `hash ${got}`, expected);
}

function damaged(source: ByteSource, got: string, expected: string): FileError {
  return new FileError({
    what: 'The token cache is damaged',
    where: source.name,
    got,
    expected,
    next: 'Remove the file: it is made anew from the texts.',
  });
}

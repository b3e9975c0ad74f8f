import type { Tokenizer } from '@recyclegpt/spec';
import type { CheckedCacheOptions } from './check-cache-options.ts';
import { MurmurHash } from './murmur-hash.ts';
import type { DataSource, DocumentFormat } from './read-documents.ts';
import type { TokenCacheOptions } from './token-cache.ts';
import { type TokenCacheKey, tokenFileVersion } from './token-file.ts';

/** A vocabulary says nothing of words and merges; what becomes of this does. */
const sample =
  " The quick brown fox jumped over 1,234 lazy dogs; isn't it? (e.g. HTTP/2)\n\n\tnaïve café — “Größe” 中文 한국어 🦙\r\n<|endoftext|>";
const conversation = [
  { role: 'user', content: 'Who are you?' },
  { role: 'assistant', content: 'A model.' },
];
const chunkBytes = 2 ** 22;

/** The key of the cache that these options ask for. Reads every source once. */
export async function tokenCacheKey(
  { sources, tokenizer, onProgress, signal }: TokenCacheOptions,
  { endOfTextId, minCharacters, maxCharacters }: CheckedCacheOptions,
): Promise<TokenCacheKey> {
  const totalBytes = sources.reduce((sum, { source }) => sum + source.sizeBytes, 0);
  const hashed: TokenCacheKey['sources'][number][] = [];
  let doneBytes = 0;
  for (const { source, format } of sources) {
    const hash = new MurmurHash();
    for (let start = 0; start < source.sizeBytes; start += chunkBytes) {
      signal?.throwIfAborted();
      const bytes = await source.read(start, Math.min(chunkBytes, source.sizeBytes - start));
      hash.update(bytes);
      doneBytes += bytes.length;
      onProgress?.({ phase: 'hashing', doneBytes, totalBytes });
    }
    hashed.push({ sizeBytes: source.sizeBytes, hash: hash.digest(), format: describeFormat(format) });
  }
  const print = printOf(tokenizer);
  return { version: tokenFileVersion, tokenizer: print, endOfTextId, minCharacters, maxCharacters, sources: hashed };
}

function printOf(tokenizer: Tokenizer): string {
  const plain = tokenizer.encode(sample, { addSpecialTokens: false });
  const parsed = tokenizer.encode(sample, { addSpecialTokens: false, parseSpecialTokens: true });
  return new MurmurHash().updateText(JSON.stringify([tokenizer.fingerprint, plain, parsed])).digest();
}

function describeFormat(format: DataSource['format']): string {
  return JSON.stringify(format, (key, value: unknown) => (key === 'template' ? renderSample(format) : value));
}

function renderSample(format: DocumentFormat): string {
  return format.kind === 'messages' ? format.template.render(conversation, { addGenerationPrompt: false }) : '';
}

import { FileError } from '@recyclegpt/spec';
import { hashText } from './murmur-hash.ts';
import { readDocuments } from './read-documents.ts';
import type { TokenCacheOptions } from './token-cache.ts';
import type { TokenDocument } from './token-file.ts';

/** Counted up while documents go by. */
export interface TokeniseCounts {
  numSkipped: number;
  numDocuments: number;
}

interface TokeniseSettings {
  readonly endOfTextId: number;
  readonly minCharacters: number;
  readonly maxCharacters: number;
  readonly counts: TokeniseCounts;
}

/**
 * The documents of all sources as token ids, each closed by the end-of-text token unless its text ends with it.
 * @throws FileError if a source is no text, or none holds a document
 */
export async function* tokenise(
  { sources, tokenizer, onProgress, signal }: TokenCacheOptions,
  { endOfTextId, minCharacters, maxCharacters, counts }: TokeniseSettings,
): AsyncGenerator<TokenDocument> {
  const totalBytes = sources.reduce((sum, { source }) => sum + source.sizeBytes, 0);
  let before = 0;
  for (const data of sources) {
    const onBytes = (bytes: number) => onProgress?.({ phase: 'tokenising', doneBytes: before + bytes, totalBytes });
    for await (const { text, hasSpecialTokens } of readDocuments(data, { maxCharacters, onBytes, signal })) {
      signal?.throwIfAborted();
      if (text.length < minCharacters) {
        counts.numSkipped++;
        continue;
      }
      const tokenIds = tokenizer.encode(text, { addSpecialTokens: false, parseSpecialTokens: hasSpecialTokens });
      if (tokenIds.at(-1) !== endOfTextId) tokenIds.push(endOfTextId);
      counts.numDocuments++;
      yield { tokenIds, hash: hashText(text) };
    }
    before += data.source.sizeBytes;
  }
  if (counts.numDocuments > 0) return;
  throw new FileError({
    what: 'The files hold no document',
    where: sources.map(({ source }) => source.name).join(', '),
    got: counts.numSkipped === 0 ? 'white space' : `${counts.numSkipped} near-empty documents`,
    expected: `a document of at least ${minCharacters} characters`,
    next: 'Check the files and how they part documents, or lower minCharacters.',
  });
}

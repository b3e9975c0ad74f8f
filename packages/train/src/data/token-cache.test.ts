import { readdir } from 'node:fs/promises';
import { memoryStorage } from '@recyclegpt/hub';
import { folderStorage } from '@recyclegpt/hub/node';
import { ConfigError, FileError, type Storage } from '@recyclegpt/spec';
import { memorySource } from '@recyclegpt/weights';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { changedTokenizer, tinyTokenizer } from '../test/tiny-tokenizer.ts';
import type { DataSource } from './read-documents.ts';
import { openTokenCache, type TokenCacheOptions } from './token-cache.ts';
import type { TokenStream } from './token-stream.ts';

const tokenizer = await tinyTokenizer();
const texts = Array.from({ length: 60 }, (_, index) => `document ${index}: the cat sat on mat number ${index * 7}.`);

function textSource(text = texts.join('\n\n')): DataSource {
  return { source: memorySource('stories.txt', new TextEncoder().encode(text)), format: { kind: 'text' } };
}

function options(storage: Storage, more: Partial<TokenCacheOptions> = {}): TokenCacheOptions {
  return { sources: [textSource()], tokenizer, storage, path: 'cache/stories.tokens', ...more };
}

async function textOf(stream: TokenStream): Promise<string[]> {
  const { tokenIds, documentStarts } = await stream.read(0, stream.numTokens);
  return documentStarts.map((start, index) => tokenizer.decode([...tokenIds.slice(start, documentStarts[index + 1])]));
}

describe('openTokenCache', () => {
  test('holds every document, closed by the end-of-text token', async () => {
    using cache = await openTokenCache(options(memoryStorage()));
    expect([cache.wasReused, cache.rebuiltBecause, cache.numDocuments, cache.numSkipped]).toEqual([
      false,
      undefined,
      60,
      0,
    ]);
    const { train, validation } = cache.split(0);
    expect(await textOf(train)).toEqual(texts);
    expect([train.numTokens, validation.numTokens]).toEqual([cache.numTokens, 0]);
    const { tokenIds, documentStarts } = await train.read(0, train.numTokens);
    expect(documentStarts.slice(1).every((start) => tokenIds[start - 1] === 0)).toBe(true);
    expect(tokenIds.at(-1)).toBe(0);
  });

  test('is reused while texts, tokenizer and options are the same, and made anew when not', async () => {
    const storage = memoryStorage();
    (await openTokenCache(options(storage)))[Symbol.dispose]();
    let encoded = 0;
    const counting = changedTokenizer(tokenizer, {
      encode: (...input) => {
        encoded++;
        return tokenizer.encode(...input);
      },
    });
    using again = await openTokenCache(options(storage, { tokenizer: counting }));
    expect(again.wasReused).toBe(true);
    expect(encoded).toBe(2);
    const changes: readonly Partial<TokenCacheOptions>[] = [
      { sources: [textSource(`${texts.join('\n\n')}!`)] },
      { sources: [{ ...textSource(), format: { kind: 'text', separator: 'line' } }] },
      { endOfTextId: 1 },
      { minCharacters: 20 },
      { maxCharacters: 30 },
      { tokenizer: changedTokenizer(tokenizer, { encode: () => [5] }) },
    ];
    for (const change of changes) {
      (await openTokenCache(options(storage)))[Symbol.dispose]();
      using changed = await openTokenCache(options(storage, change));
      expect(changed.wasReused).toBe(false);
      expect(changed.rebuiltBecause).toContain('have changed');
    }
  });

  test('a damaged or cut file is made anew, and said to be', async () => {
    const storage = memoryStorage();
    (await openTokenCache(options(storage)))[Symbol.dispose]();
    const whole = await read(storage);
    for (const cut of [0, 7, 40, whole.length - 1]) {
      await storage.write('cache/stories.tokens', [whole.subarray(0, cut)]);
      using cache = await openTokenCache(options(storage));
      expect(cache.rebuiltBecause).toContain('damaged');
    }
    for (const place of [
      0,
      5,
      30,
      whole.length - 300,
      whole.length - 30,
      whole.length - 24,
      whole.length - 20,
      whole.length - 1,
    ]) {
      const changed = whole.slice();
      changed[place]! ^= 1;
      await storage.write('cache/stories.tokens', [changed]);
      using cache = await openTokenCache(options(storage));
      expect(cache.rebuiltBecause).toContain('damaged');
    }
    expect(await read(storage)).toEqual(whole);
  });

  test('large ids take four bytes, small ones two, read from memory or from the file', async () => {
    const storage = memoryStorage();
    const large = changedTokenizer(tokenizer, {
      vocabSize: 100_000,
      fingerprint: 'large',
      eosTokenIds: [99_999],
      encode: (text: string) => Array.from(text, (character) => 65_000 + character.codePointAt(0)!),
    });
    for (const memoryBytes of [0, 2 ** 20]) {
      using cache = await openTokenCache(options(storage, { tokenizer: large, memoryBytes }));
      const { tokenIds } = await cache.split(0).train.read(0, cache.numTokens);
      expect([...tokenIds.slice(0, 3)]).toEqual(Array.from('doc', (character) => 65_000 + character.codePointAt(0)!));
      expect(tokenIds.at(-1)).toBe(99_999);
    }
    const wide = (await read(storage)).length;
    using cache = await openTokenCache(options(storage, { path: 'narrow', memoryBytes: 0 }));
    expect(await textOf(cache.split(0).train)).toEqual(texts);
    expect((await read(storage, 'narrow')).length).toBeLessThan(wide);
  });

  test('near-empty documents are counted and left out', async () => {
    const source = textSource('Chapter 1\n\nIt was a dark and stormy night.\n\n***');
    using cache = await openTokenCache(options(memoryStorage(), { sources: [source] }));
    expect([cache.numDocuments, cache.numSkipped]).toEqual([1, 2]);
  });

  test('special tokens count as such in conversations only, and close a document once', async () => {
    const template = { render: () => '<|turn|>some question<|endoftext|>' };
    const json = new TextEncoder().encode('{"messages":[{"role":"user","content":"a"}]}');
    const chat: DataSource = { source: memorySource('chat.jsonl', json), format: { kind: 'messages', template } };
    const plain: DataSource = {
      ...textSource('about <|turn|> in plain text'),
      format: { kind: 'text', separator: 'file' },
    };
    using cache = await openTokenCache(options(memoryStorage(), { sources: [chat, plain] }));
    const { tokenIds } = await cache.split(0).train.read(0, cache.numTokens);
    expect(Array.from(tokenIds).filter((id) => id === 0)).toHaveLength(2);
    expect(Array.from(tokenIds).filter((id) => id === 1)).toHaveLength(1);
    expect(tokenIds[0]).toBe(1);
  });

  test('reports, and stops when it is told to, leaving nothing behind', async () => {
    const storage = memoryStorage();
    const controller = new AbortController();
    const phases: string[] = [];
    const onProgress: TokenCacheOptions['onProgress'] = ({ phase, doneBytes, totalBytes }) => {
      phases.push(`${phase} ${doneBytes === totalBytes}`);
      if (phase === 'tokenising') controller.abort(new Error('enough'));
    };
    const opening = openTokenCache(options(storage, { onProgress, signal: controller.signal }));
    await expect(opening).rejects.toThrow('enough');
    expect(phases).toEqual(['hashing true', 'tokenising true']);
    expect(await storage.list('')).toEqual([]);
  });
});

describe('split', () => {
  test('documents keep their side whatever stands around them; a larger share only adds to validation', async () => {
    using all = await openTokenCache(options(memoryStorage()));
    const some = texts.filter((_, index) => index % 3 !== 0).reverse();
    using part = await openTokenCache(options(memoryStorage(), { sources: [textSource(some.join('\n\n'))] }));
    const small = await textOf(all.split(0.2).validation);
    const large = await textOf(all.split(0.5).validation);
    expect(small.length).toBeGreaterThan(3);
    expect(large.length).toBeGreaterThan(small.length);
    expect(large).toEqual(expect.arrayContaining(small));
    const expected = small.filter((text) => some.includes(text));
    expect((await textOf(part.split(0.2).validation)).sort()).toEqual(expected.sort());
    const { train, validation } = all.split(0.5);
    expect([...(await textOf(train)), ...(await textOf(validation))].sort()).toEqual([...texts].sort());
  });

  test('the share comes out', async () => {
    const many = Array.from({ length: 4000 }, (_, index) => `document number ${index}`).join('\n\n');
    using cache = await openTokenCache(options(memoryStorage(), { sources: [textSource(many)] }));
    const share = cache.split(0.1).validation.numDocuments / 4000;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.02);
  });

  test.each([1, -0.1, Number.NaN])('a share of %d is refused', async (share) => {
    using cache = await openTokenCache(options(memoryStorage()));
    expect(() => cache.split(share)).toThrow('validationShare');
  });

  test('ranges of a stream agree with the whole, on either side', async () => {
    using cache = await openTokenCache(options(memoryStorage(), { memoryBytes: 0 }));
    for (const stream of Object.values(cache.split(0.3))) {
      const whole = await stream.read(0, stream.numTokens);
      for (const [start, count] of [
        [0, 1],
        [3, 50],
        [17, 200],
        [stream.numTokens - 9, 9],
        [5, 0],
      ] as const) {
        const range = await stream.read(start, count);
        expect(range.tokenIds).toEqual(whole.tokenIds.slice(start, start + count));
        const starts = whole.documentStarts.filter((at: number) => at >= start && at < start + count);
        expect(range.documentStarts).toEqual(starts.map((at: number) => at - start));
      }
      await expect(stream.read(0, stream.numTokens + 1)).rejects.toThrow(ConfigError);
      await expect(stream.read(-1, 1)).rejects.toThrow(ConfigError);
    }
  });
});

describe('what cannot be used', () => {
  test.each<[string, Partial<TokenCacheOptions>, string]>([
    ['no sources', { sources: [] }, 'sources'],
    ['a vocabulary that does not fit', { vocabSize: 256 }, 'vocabSize'],
    ['a token id outside the vocabulary', { endOfTextId: 280 }, 'endOfTextId'],
    [
      'a tokenizer without an end',
      { tokenizer: changedTokenizer(tokenizer, { vocabSize: 9, eosTokenIds: [] }) },
      'endOfTextId',
    ],
    ['a minCharacters of 0', { minCharacters: 0 }, 'minCharacters'],
    ['a maxCharacters below minCharacters', { maxCharacters: 8 }, 'maxCharacters'],
  ])('%s is refused by name', async (_, change, where) => {
    const opening = openTokenCache(options(memoryStorage(), change));
    await expect(opening).rejects.toSatisfy(ConfigError.isInstance);
    await expect(opening).rejects.toThrow(`(${where})`);
  });

  test.each([
    ['an empty file', textSource(''), 'empty'],
    ['white space', textSource(' \n\n '), 'no document'],
    ['titles', textSource('I\n\nII'), '2 near-empty documents'],
    ['binary content', textSource('some text\u0000'), 'binary'],
  ])('%s is refused by the name of the file, and leaves nothing', async (_, source, message) => {
    const storage = memoryStorage();
    const opening = openTokenCache(options(storage, { sources: [source] }));
    await expect(opening).rejects.toSatisfy(FileError.isInstance);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toThrow('stories.txt');
    expect(await storage.list('')).toEqual([]);
  });

  test('a full disk: the error names the file and what to do, and the file is not there', async () => {
    const full: Storage = {
      ...memoryStorage(),
      open: async () => undefined,
      write: async (_, chunks) => {
        for await (const _chunk of chunks) throw Object.assign(new Error('ENOSPC: no space left on device'));
      },
    };
    const opening = openTokenCache(options(full));
    await expect(opening).rejects.toSatisfy(FileError.isInstance);
    await expect(opening).rejects.toThrow(/cache\/stories\.tokens.*no space left.*Make room/);
  });

  test.skipIf(process.platform !== 'linux')('on a real full disk nothing stays under the name', async () => {
    await using folder = await temporaryFolder();
    const disk = folderStorage(folder.path);
    const filling: Storage = {
      open: (path) => disk.open(path),
      list: (path) => disk.list(path),
      remove: (path) => disk.remove(path),
      write: (path, chunks) =>
        disk.write(
          path,
          (async function* () {
            yield* chunks;
            throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
              code: 'ENOSPC',
              syscall: 'write',
            });
          })(),
        ),
    };
    const opening = openTokenCache(options(filling));
    await expect(opening).rejects.toThrow(/stories\.tokens.*Make room/);
    expect(await readdir(folder.path, { recursive: true })).toEqual(['cache']);
  });
});

async function read(storage: Storage, path = 'cache/stories.tokens'): Promise<Uint8Array> {
  using source = await storage.open(path);
  return await source!.read(0, source!.sizeBytes);
}

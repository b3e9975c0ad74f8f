import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { download } from '../download.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { serve, startServer } from '../test/test-server.ts';
import { fileSink } from './file-sink.ts';
import { nodeHasher } from './node-hasher.ts';

const bytes = testBytes(100_000);

test('until all has come and is verified there is no file of the final name', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => serve(request, response, bytes, { etag: '"1"' }));
  const path = join(folder.path, 'f.gguf');
  const isThere: Promise<boolean>[] = [];
  const exists = (): Promise<boolean> => stat(path).then(Boolean, () => false);
  const sink = fileSink(path);
  const commit = sink.commit.bind(sink);
  const watched = Object.assign(sink, {
    commit: async () => {
      isThere.push(exists());
      await Promise.all(isThere);
      await commit();
    },
  });
  const onProgress = (): void => void isThere.push(exists());
  const result = await download({ url: server.origin, sink: watched, hasher: nodeHasher, onProgress });
  expect(new Set(await Promise.all(isThere))).toEqual(new Set([false]));
  expect(result.sha256).toBe(sha256Of(await readFile(path)));
  expect(await readdir(folder.path)).toEqual(['f.gguf']);
});

test('a wrong hash leaves nothing, and an older file of that name as it was', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => serve(request, response, bytes, { etag: '"1"' }));
  const path = join(folder.path, 'f');
  await download({ url: server.origin, sink: fileSink(path) });
  const wrong = download({ url: server.origin, sink: fileSink(path), sha256: '0'.repeat(64) });
  await expect(wrong).rejects.toThrow('another hash');
  expect(await readdir(folder.path)).toEqual(['f']);
  expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
});

test('a place that cannot be written is told as a FileError', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => serve(request, response, bytes));
  await mkdir(join(folder.path, 'f.part'));
  const failed = download({ url: server.origin, sink: fileSink(join(folder.path, 'f')) });
  await expect(failed).rejects.toSatisfy(FileError.isInstance);
});

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { optionsFor, treeOf } from '../test/pull-helpers.ts';
import { runScript } from '../test/run-script.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { startHub, type TestHub } from '../test/test-hub.ts';
import { findModel } from './find-model.ts';
import { listCached } from './list-cached.ts';
import { pull } from './pull.ts';

const chunkBytes = 256 << 10;
const megabytes = 1 << 20;

/** Starts a pull in a process of its own; `more` is text of further options. */
function pullInChild(hub: TestHub, folder: string, more = ''): ChildProcess {
  const { env } = optionsFor(hub.origin, folder);
  const script = `import { pull } from ${JSON.stringify(new URL('./pull.ts', import.meta.url).href)};
    await pull('org/name', { env: ${JSON.stringify(env)}, chunkBytes: ${chunkBytes}, ${more} });`;
  return runScript(script);
}

function sentBytesOf(hub: TestHub): number {
  const files = new Set(hub.requests.map(({ file }) => file ?? ''));
  return [...files].flatMap((file) => hub.sentSpans(file)).reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Waits until a hub has sent so much, or the process has ended. */
async function hasSent(child: ChildProcess, hub: TestHub, bytes: number): Promise<void> {
  while (child.exitCode === null && sentBytesOf(hub) <= bytes) await new Promise((done) => setTimeout(done, 5));
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await exit;
}

test('killed at twenty random moments, it ends with verified files, and a kill costs one chunk at most', {
  timeout: 240_000,
}, async () => {
  await using folder = await temporaryFolder();
  const files = {
    'config.json': testBytes(500),
    'tokenizer.json': testBytes(60_000, 2),
    'model-00001-of-00002.safetensors': testBytes(4 * megabytes, 3),
    'model-00002-of-00002.safetensors': testBytes(8 * megabytes, 4),
  };
  let bytesPerSecond = 700_000;
  await using hub = await startHub({ files, misbehave: () => ({ bytesPerSecond }) });
  const options = optionsFor(hub.origin, folder.path);
  const random = testBytes(20, 77);
  let kills = 0;
  for (const moment of random) {
    const child = pullInChild(hub, folder.path);
    // A moment is told by what was sent: on a busy machine the clock would let the whole file come.
    await hasSent(child, hub, sentBytesOf(hub) + moment * 1500);
    expect(child.exitCode).toBeNull();
    await killed(child);
    kills++;
    // No half file bears its final name, and no half model is found.
    await expect(findModel('org/name', options)).rejects.toSatisfy(FileError.isInstance);
    for (const blob of await blobsIn(folder.path))
      expect(Object.values(files).some((content) => content.length === blob.sizeBytes)).toBe(true);
  }
  expect(kills).toBe(20);
  const [listed] = await listCached(options);
  expect((listed?.partialBytes ?? 0) + (listed?.sizeBytes ?? 0)).toBeGreaterThan(megabytes);
  bytesPerSecond = 1e9;
  const model = await pull('org/name', { ...options, chunkBytes });
  for (const [name, content] of Object.entries(files))
    expect(sha256Of(await readFile(join(model.path, name)))).toBe(sha256Of(content));
  const repeated = Object.keys(files).reduce((sum, name) => sum + hub.repeatedBytes(name), 0);
  expect(repeated).toBeLessThanOrEqual(kills * chunkBytes);
  console.info(`${kills} kills, ${repeated} bytes came twice, of at most ${kills * chunkBytes}`);
  const left = await treeOf(folder.path);
  expect(left.filter((path) => /\.part|\.lock|-tmp/.test(path))).toEqual([]);
});

async function blobsIn(folder: string): Promise<readonly { readonly sizeBytes: number }[]> {
  const blobs = join(folder, 'hub/models--org--name/blobs');
  const names = await readdir(blobs).catch(() => []);
  return await Promise.all(names.map(async (name) => ({ sizeBytes: (await readFile(join(blobs, name))).length })));
}

test.each([
  ['while its hash is computed', 'onProgress: ({ isChecking }) => isChecking && process.kill(process.pid, "SIGKILL")'],
  [
    'as soon as a piece has come',
    'onProgress: ({ receivedBytes }) => receivedBytes > 0 && process.kill(process.pid, "SIGKILL")',
  ],
])('killed %s, the next pull ends it', { timeout: 60_000 }, async (_name, more) => {
  await using folder = await temporaryFolder();
  const content = testBytes(megabytes, 5);
  await using hub = await startHub({ files: { 'm.gguf': content } });
  const child = pullInChild(hub, folder.path, more);
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  const { path } = await pull('org/name', { ...optionsFor(hub.origin, folder.path), chunkBytes });
  expect(sha256Of(await readFile(path))).toBe(sha256Of(content));
  expect(hub.repeatedBytes('m.gguf')).toBeLessThanOrEqual(chunkBytes);
});

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DownloadError, RecycleError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { optionsFor, treeOf } from '../test/pull-helpers.ts';
import { runScript } from '../test/run-script.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { type HubRequest, type Misbehaviour, startHub } from '../test/test-hub.ts';
import { startServer } from '../test/test-server.ts';
import { findModel } from './find-model.ts';
import { pull } from './pull.ts';
import { verifyCached } from './verify-cached.ts';

const bytes = testBytes(300_000);
const retry = { sleep: async (): Promise<void> => undefined };

/** Numbers from 0 to 1 that are the same each time. */
function seeded(seed: number): () => number {
  const numbers = testBytes(5000, seed);
  let next = 0;
  return () => (numbers[next++ % numbers.length] ?? 0) / 256;
}

/** Everything that a hub may do wrong, one for each request, by chance; more than half of the answers are right. */
function anyMisbehaviour(random: () => number): (request: HubRequest) => Misbehaviour | undefined {
  const date = (ms: number): string => new Date(Date.UTC(1999, 0, 1) + ms).toUTCString();
  const kinds: readonly (() => Misbehaviour)[] = [
    () => ({ status: 429, headers: { 'retry-after': '1' } }),
    () => ({ status: 503, headers: { date: date(0), 'retry-after': date(2000) } }),
    () => ({ status: random() < 0.5 ? 500 : 502 }),
    () => ({ cutAfterBytes: Math.floor(random() * 30_000) }),
    () => ({ contentLength: Math.floor(random() * 60_000) }),
    () => ({ isCorrupt: true }),
    () => ({ content: testBytes(250_000, 99) }),
    () => ({ ignoresRanges: true }),
    () => ({ status: random() < 0.5 ? 401 : 416 }),
    () => ({ location: '/nowhere' }),
  ];
  return () => (random() < 0.6 ? undefined : kinds[Math.floor(random() * kinds.length)]?.());
}

test('whatever the hub does, what bears the name of the file is the file; else a clear error is all that is left', {
  timeout: 120_000,
}, async () => {
  const outcomes = { whole: 0, refused: 0 };
  for (let seed = 1; seed <= 25; seed++) {
    await using folder = await temporaryFolder();
    await using hub = await startHub({ files: { 'm.gguf': bytes }, misbehave: anyMisbehaviour(seeded(seed)) });
    const options = optionsFor(hub.origin, folder.path, { retry, chunkBytes: 128 << 10, stallTimeoutMs: 2000 });
    const pulled = await pull('org/name', options).catch((error: unknown) => error);
    if (pulled instanceof RecycleError) {
      outcomes.refused++;
      expect(pulled.message).toMatch(/^[A-Z].{20,}/s);
      await expect(findModel('org/name', options)).rejects.toThrow();
      expect((await treeOf(folder.path)).filter((path) => /snapshots|blobs|refs/.test(path))).toEqual([]);
      continue;
    }
    outcomes.whole++;
    const { path } = pulled as { readonly path: string };
    expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
    expect(await verifyCached(undefined, options)).toMatchObject([{ state: 'whole' }]);
  }
  console.info(
    `25 hubs that misbehave at random: ${outcomes.whole} files came whole, ${outcomes.refused} were refused`,
  );
  expect(outcomes.whole).toBeGreaterThan(3);
  expect(outcomes.refused).toBeGreaterThan(3);
});

test('a slow hub is waited for as long as something comes', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes }, misbehave: () => ({ bytesPerSecond: 60_000 }) });
  const speeds: number[] = [];
  const options = optionsFor(hub.origin, folder.path, {
    // Less than the whole takes, more than lies between two slices of it.
    stallTimeoutMs: 1000,
    onProgress: ({ bytesPerSecond, receivedBytes }) => void (receivedBytes > 50_000 && speeds.push(bytesPerSecond)),
  });
  const { path } = await pull('org/name', options);
  expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
  expect(hub.repeatedBytes('m.gguf')).toBe(0);
  expect(speeds.every((speed) => speed > 0)).toBe(true);
});

test('a web page in place of the file, as networks with a login send it, is refused', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('\n<!DOCTYPE html><html><body>Log in</body></html>'),
  );
  const options = optionsFor(server.origin, folder.path, { retry });
  const work = pull(`${server.origin}/m.gguf`, options);
  await expect(work).rejects.toSatisfy(DownloadError.isInstance);
  await expect(work).rejects.toThrow(/a web page in place of the file/);
  await expect(pull('org/name', options)).rejects.toThrow(/something other than the description/);
  expect((await treeOf(folder.path)).filter((path) => /m\.gguf/.test(path))).toEqual([]);
});

test.skipIf(process.platform === 'win32')(
  'a disk that takes no more in the midst of a file is told, and the next pull goes on from there',
  { timeout: 60_000 },
  async () => {
    await using folder = await temporaryFolder();
    const content = testBytes(4 << 20);
    await using hub = await startHub({ files: { 'm.gguf': content } });
    const options = optionsFor(hub.origin, folder.path);
    const script = `import { pull } from ${JSON.stringify(new URL('./pull.ts', import.meta.url).href)};
      await pull('org/name', { env: ${JSON.stringify(options.env)} }).catch((error) => console.log(error.message));`;
    const child = runScript(script, { fileBlocks: 2000 });
    const [message] = await Promise.all([text(child.stdout as Readable), once(child, 'exit')]);
    expect(message).toMatch(/The download cannot be written.*EFBIG.*no file of this size/);
    await expect(findModel('org/name', options)).rejects.toThrow();
    const { path } = await pull('org/name', options);
    expect(sha256Of(await readFile(path))).toBe(sha256Of(content));
    expect(path).toContain(join(folder.path, 'hub'));
    // What did not fit was sent and lost; what did came once.
    expect(hub.repeatedBytes('m.gguf')).toBeLessThan(content.length - 500_000);
  },
);

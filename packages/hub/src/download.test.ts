import { ConfigError, DownloadError, type Storage } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { type DownloadOptions, download } from './download.ts';
import { memoryStorage } from './memory-storage.ts';
import { storageSink } from './storage-sink.ts';
import { sha256Of, testBytes } from './test/test-bytes.ts';
import { type ServeOptions, serve, startServer } from './test/test-server.ts';

const bytes = testBytes(300_000);
const sha256 = sha256Of(bytes);

/** Options of a download into `storage` that waits for nothing; waits are noted in `waits`. */
function into(
  storage: Storage,
  url: string,
  more: Partial<DownloadOptions> = {},
  waits: number[] = [],
): DownloadOptions {
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  const sink = storageSink({ storage, path: 'file', segmentBytes: 16_384 });
  return { url, sink, retry: { sleep }, ...more };
}

/** Compared by hash: comparing long arrays element by element takes the runner a second. */
async function hashIn(storage: Storage): Promise<string | undefined> {
  using source = await storage.open('file');
  return source && sha256Of(await source.read(0, source.sizeBytes));
}

async function failureOf(work: Promise<unknown>): Promise<DownloadError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toSatisfy(DownloadError.isInstance);
  return error as DownloadError;
}

test('a file comes as a whole, is hashed, and leaves nothing else behind', async () => {
  await using server = await startServer((request, response) => serve(request, response, bytes, { etag: '"1"' }));
  const storage = memoryStorage();
  const seen: number[] = [];
  const onProgress: DownloadOptions['onProgress'] = ({ receivedBytes, totalBytes }) => {
    expect(totalBytes).toBe(bytes.length);
    seen.push(receivedBytes);
  };
  const result = await download(into(storage, server.origin, { sha256: sha256.toUpperCase(), onProgress }));
  expect(result).toMatchObject({ sha256, sizeBytes: bytes.length, isVerified: true, resumedBytes: 0 });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(bytes.length);
  expect(await storage.list('')).toEqual(['file']);
  expect(await hashIn(storage)).toBe(sha256);
  expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
});

test('cut again and again, it goes on each time and no byte comes twice', async () => {
  await using server = await startServer((request, response, index) =>
    serve(request, response, bytes, { etag: '"1"', cutAfterBytes: index < 5 ? 50_000 : undefined }),
  );
  const storage = memoryStorage();
  await download(into(storage, server.origin, { sha256 }));
  expect(await hashIn(storage)).toBe(sha256);
  expect(server.requests).toHaveLength(6);
  expect(server.sentBytes.reduce((sum, sent) => sum + sent, 0)).toBe(bytes.length);
  expect(server.requests[1]?.headers).toMatchObject({ range: 'bytes=50000-', 'if-range': '"1"' });
});

test('a server that goes silent counts as cut', async () => {
  await using server = await startServer((request, response, index) =>
    serve(request, response, bytes, { etag: '"1"', hangAfterBytes: index === 0 ? 1000 : undefined }),
  );
  const storage = memoryStorage();
  await download(into(storage, server.origin, { sha256, stallTimeoutMs: 300 }));
  expect(await hashIn(storage)).toBe(sha256);
  expect(server.sentBytes).toEqual([1000, bytes.length - 1000]);
});

test('without ranges it starts again from the beginning', async () => {
  await using server = await startServer((request, response, index) =>
    serve(request, response, bytes, { etag: '"1"', hasRanges: false, cutAfterBytes: index === 0 ? 5000 : undefined }),
  );
  const storage = memoryStorage();
  await download(into(storage, server.origin, { sha256 }));
  expect(await hashIn(storage)).toBe(sha256);
});

test('without a validator and without a hash pieces are never put together', async () => {
  await using server = await startServer((request, response, index) =>
    serve(request, response, bytes, { cutAfterBytes: index === 0 ? 5000 : undefined }),
  );
  const storage = memoryStorage();
  const { isVerified } = await download(into(storage, server.origin));
  expect(isVerified).toBe(false);
  expect(await hashIn(storage)).toBe(sha256);
  expect(server.requests[1]?.headers.range).toBeUndefined();
});

test.each([
  ['a server that heeds If-Range', (etag: string) => ({ etag })],
  ['a server that ignores If-Range', (etag: string) => ({ etag, isDeaf: true })],
])('a file that changes in between is fetched anew: %s', async (_name, variant) => {
  const newer = testBytes(280_000, 9);
  await using server = await startServer((request, response, index) => {
    const options: ServeOptions & { isDeaf?: boolean } = variant(index === 0 ? '"1"' : '"2"');
    if (options.isDeaf) delete request.headers['if-range'];
    serve(request, response, index === 0 ? bytes : newer, {
      ...options,
      cutAfterBytes: index === 0 ? 60_000 : undefined,
    });
  });
  const storage = memoryStorage();
  const result = await download(into(storage, server.origin));
  expect(await hashIn(storage)).toBe(sha256Of(newer));
  expect(result.validator).toBe('"2"');
});

test('a file that never stays the same ends in an error', async () => {
  await using server = await startServer((request, response, index) => {
    delete request.headers['if-range'];
    serve(request, response, bytes, { etag: `"${index}"`, cutAfterBytes: 1000 });
  });
  const error = await failureOf(download(into(memoryStorage(), server.origin)));
  expect(error.message).toContain('does not stay the same');
});

test('a wrong hash removes the file and never gives it its name', async () => {
  await using server = await startServer((request, response) => serve(request, response, bytes, { etag: '"1"' }));
  const storage = memoryStorage();
  const error = await failureOf(download(into(storage, server.origin, { sha256: '0'.repeat(64) })));
  expect(error.details).toMatchObject({ got: `sha256 ${sha256}`, expected: `sha256 ${'0'.repeat(64)}` });
  expect(await storage.list('')).toEqual([]);
});

test.each([401, 403])('%i speaks of HF_TOKEN, and of the token if one was sent', async (status) => {
  await using server = await startServer((_request, response) =>
    response.writeHead(status, { 'x-error-code': 'GatedRepo' }).end('no'),
  );
  const without = await failureOf(download(into(memoryStorage(), server.origin)));
  expect(without.message).toMatch(/GatedRepo.*set HF_TOKEN/);
  const headers = { Authorization: 'Bearer hf_secret' };
  const withToken = await failureOf(download(into(memoryStorage(), server.origin, { headers })));
  expect(withToken.message).toMatch(/token that was sent/);
  expect(withToken.message).not.toContain('hf_secret');
  expect(server.requests).toHaveLength(2);
});

test('404 and 416 are told and not tried again', async () => {
  for (const status of [404, 416, 418]) {
    await using server = await startServer((_request, response) => response.writeHead(status).end());
    const error = await failureOf(download(into(memoryStorage(), `${server.origin}/f?signature=secret`)));
    expect(error.message).toContain(`HTTP ${status}`);
    expect(error.message).not.toContain('secret');
    expect(server.requests).toHaveLength(1);
  }
});

test('416 for a part that is too long begins anew', async () => {
  const shorter = bytes.subarray(0, 2000);
  await using server = await startServer((request, response, index) =>
    serve(request, response, index === 0 ? bytes : shorter, {
      etag: index === 0 ? '"1"' : undefined,
      cutAfterBytes: index === 0 ? 60_000 : undefined,
      headers: {},
    }),
  );
  const storage = memoryStorage();
  await download(into(storage, server.origin));
  expect(await hashIn(storage)).toBe(sha256Of(shorter));
});

test('429 with Retry-After waits as long as asked; 5xx waits longer each time', async () => {
  const statuses = [429, 503, 500, 502];
  await using server = await startServer((request, response, index) => {
    const status = statuses[index];
    if (status === undefined) serve(request, response, bytes);
    else response.writeHead(status, status === 429 ? { 'retry-after': '7' } : {}).end();
  });
  const waits: number[] = [];
  await download(into(memoryStorage(), server.origin, { sha256 }, waits));
  expect(waits).toEqual([7000, 1000, 2000, 4000]);
});

test('it gives up after many failures in a row, and at a Retry-After of hours', async () => {
  await using server = await startServer((_request, response) => response.writeHead(500).end());
  const waits: number[] = [];
  const error = await failureOf(download(into(memoryStorage(), server.origin, {}, waits)));
  expect(error.message).toContain('6 times');
  expect(waits).toHaveLength(5);
  await using later = await startServer((_request, response) =>
    response.writeHead(429, { 'retry-after': '7200' }).end(),
  );
  expect((await failureOf(download(into(memoryStorage(), later.origin)))).message).toContain('wait 7200 s');
});

test('a redirect to another origin gets no token, and the hash on the redirect is used', async () => {
  await using other = await startServer((request, response) => serve(request, response, bytes, { etag: '"cdn"' }));
  await using hub = await startServer((_request, response) => {
    const headers = {
      location: `${other.origin}/blob?signed=1`,
      'x-linked-etag': `"${sha256}"`,
      'x-repo-commit': 'abc',
    };
    response.writeHead(302, headers).end();
  });
  const storage = memoryStorage();
  const headers = { authorization: 'Bearer t', cookie: 'c=1', 'user-agent': 'test' };
  const result = await download(into(storage, hub.origin, { headers }));
  expect(result).toMatchObject({ isVerified: true, commit: 'abc' });
  expect(hub.requests[0]?.headers.authorization).toBe('Bearer t');
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
  expect(other.requests[0]?.headers.cookie).toBeUndefined();
  expect(other.requests[0]?.headers['user-agent']).toBe('test');
  const wrong = await failureOf(download(into(memoryStorage(), hub.origin, { sha256: '0'.repeat(64) })));
  expect(wrong.message).toContain('holds another file');
  expect(other.sentBytes[1] ?? 0).toBeLessThanOrEqual(bytes.length);
});

test('a redirect on the same origin keeps the token; loops and odd schemes end', async () => {
  await using server = await startServer((request, response) => {
    if (request.url === '/a') response.writeHead(307, { location: '/b' }).end();
    else if (request.url === '/b') serve(request, response, bytes);
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else response.writeHead(302, request.url === '/none' ? {} : { location: 'file:///etc/passwd' }).end();
  });
  await download(into(memoryStorage(), `${server.origin}/a`, { headers: { authorization: 'Bearer t' } }));
  expect(server.requests[1]?.headers.authorization).toBe('Bearer t');
  for (const path of ['/loop', '/none', '/odd']) await failureOf(download(into(memoryStorage(), server.origin + path)));
});

test('a Content-Length that is too long is tried again and then told; with the hash known it is overruled', async () => {
  await using server = await startServer((request, response) =>
    serve(request, response, bytes, { etag: '"1"', contentLength: bytes.length + 10 }),
  );
  await failureOf(download(into(memoryStorage(), server.origin)));
  const storage = memoryStorage();
  await download(into(storage, server.origin, { sha256 }));
  expect(await hashIn(storage)).toBe(sha256);
});

test('an answer that ends early without an error of the network is gone on with', async () => {
  const asked: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const range = new Headers(init?.headers).get('range');
    asked.push(range);
    const rest = { 'content-range': `bytes 1000-${bytes.length - 1}/${bytes.length}`, etag: '"1"' };
    if (range !== null) return new Response(bytes.slice(1000), { status: 206, headers: rest });
    const headers = { 'content-length': String(bytes.length), etag: '"1"' };
    return new Response(bytes.slice(0, 1000), { headers });
  };
  const storage = memoryStorage();
  await download(into(storage, 'http://x/', { fetch }));
  expect(asked).toEqual([null, 'bytes=1000-']);
  expect(await hashIn(storage)).toBe(sha256);
});

test('more bytes than announced are refused and removed', async () => {
  const fetch = async (): Promise<Response> => new Response(bytes.slice(), { headers: { 'content-length': '10' } });
  const storage = memoryStorage();
  const error = await failureOf(download(into(storage, 'http://x/', { fetch })));
  expect(error.message).toContain('more than it announced');
  expect(await storage.list('')).toEqual([]);
});

test('a size that is not the expected one is refused before anything is fetched', async () => {
  await using server = await startServer((request, response) => serve(request, response, bytes));
  const error = await failureOf(download(into(memoryStorage(), server.origin, { sizeBytes: 5 })));
  expect(error.message).toContain('Expected 5 bytes');
});

test('aborting keeps what came, and the next run fetches only the rest', async () => {
  await using server = await startServer((request, response, index) =>
    serve(request, response, bytes, { etag: '"1"', hangAfterBytes: index === 0 ? 70_000 : undefined }),
  );
  const storage = memoryStorage();
  const controller = new AbortController();
  const onProgress: DownloadOptions['onProgress'] = ({ receivedBytes }) => {
    if (receivedBytes === 70_000) controller.abort(new Error('stopped by the user'));
  };
  const first = download(into(storage, server.origin, { onProgress, signal: controller.signal }));
  await expect(first).rejects.toThrow('stopped by the user');
  expect(await storage.open('file')).toBeUndefined();
  const result = await download(into(storage, server.origin));
  expect(result.resumedBytes).toBe(70_000);
  expect(server.sentBytes).toEqual([70_000, 230_000]);
  expect(await hashIn(storage)).toBe(sha256);
});

test('what is kept of another address or hash is not taken up; what is complete needs no request', async () => {
  const storage = memoryStorage();
  const record = (url: string, hash: string): object => ({
    url,
    validator: '"1"',
    sizeBytes: bytes.length,
    sha256: hash,
  });
  await using server = await startServer((request, response) => serve(request, response, bytes, { etag: '"1"' }));
  for (const kept of [record('http://other/', sha256), record(server.origin, '1'.repeat(64)), '{damaged']) {
    const text = typeof kept === 'string' ? kept : JSON.stringify(kept);
    await storage.write('file.part.json', [new TextEncoder().encode(text)]);
    await storage.write('file.part/000000', [new Uint8Array(1000)]);
    expect((await download(into(storage, server.origin, { sha256 }))).resumedBytes).toBe(0);
  }
  const before = server.requests.length;
  await storage.write('file.part.json', [new TextEncoder().encode(JSON.stringify(record(server.origin, sha256)))]);
  await storage.write('file.part/000000', [bytes]);
  expect((await download(into(storage, server.origin, { sha256 }))).resumedBytes).toBe(bytes.length);
  expect(server.requests).toHaveLength(before);
});

test('bad hashes are refused by name, aborted signals at once', async () => {
  await expect(download(into(memoryStorage(), 'http://x', { sha256: 'xyz' }))).rejects.toSatisfy(
    ConfigError.isInstance,
  );
  const signal = AbortSignal.abort(new Error('before'));
  await expect(download(into(memoryStorage(), 'http://x', { signal }))).rejects.toThrow('before');
});

test('an empty file and a file of unknown length come whole', async () => {
  await using server = await startServer((request, response) => {
    if (request.url === '/empty') serve(request, response, new Uint8Array(0));
    else {
      response.writeHead(200).write(bytes); // Chunked, for nothing tells the length.
      response.end();
    }
  });
  const storage = memoryStorage();
  expect((await download(into(storage, `${server.origin}/empty`))).sizeBytes).toBe(0);
  expect((await download(into(storage, `${server.origin}/other`, { sha256 }))).sizeBytes).toBe(bytes.length);
});

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigError, DownloadError, FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { runScript } from '../test/run-script.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { serve, startServer } from '../test/test-server.ts';
import { listCached, removeCached } from './cached-models.ts';
import { findModel } from './find-model.ts';
import { type PullOptions, pull } from './pull.ts';

const bytes = testBytes(200_000);

function refuseFetch(): Promise<Response> {
  throw new Error('no request was expected');
}

test('a file of a repository is pulled, found, listed, not asked for twice, and removed', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => serve(request, response, bytes, { etag: '"1"' }));
  const env = { HF_ENDPOINT: server.origin, HF_TOKEN: 'hf_1', RECYCLEGPT_CACHE: folder.path };
  const first = await pull('org/name@v1:m.gguf', { env });
  const path = join(folder.path, 'models', 'org--name', 'v1', 'm.gguf');
  expect(first).toMatchObject({ path, format: 'gguf', place: 'cache', wasCached: false });
  expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
  expect(server.requests[0]).toMatchObject({
    url: '/org/name/resolve/v1/m.gguf',
    headers: { authorization: 'Bearer hf_1' },
  });
  expect(await pull('org/name@v1:m.gguf', { env, fetch: refuseFetch })).toMatchObject({ path, wasCached: true });
  expect(await findModel('org/name@v1:m.gguf', { env })).toMatchObject({ path, place: 'cache' });
  const [listed] = await listCached({ env });
  expect(listed).toMatchObject({ model: 'org/name@v1', sizeBytes: bytes.length, partialBytes: 0 });
  expect(await readdir(join(folder.path, 'models', 'org--name'))).toEqual(['v1']);
  expect(await removeCached('org/name@v1:m.gguf', { env })).toBe(true);
  expect(await removeCached('org/name@v1:m.gguf', { env })).toBe(false);
  expect(await listCached({ env })).toEqual([]);
});

test('a repository is pulled as a whole, all files of one commit, and goes on after a failure', async () => {
  const commit = 'a'.repeat(40);
  const files = [
    'README.md',
    'config.json',
    'tokenizer.json',
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
  ];
  let isBroken = true;
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => {
    if (request.url === '/api/models/org/name/revision/main') {
      response.end(JSON.stringify({ sha: commit, siblings: files.map((rfilename) => ({ rfilename })) }));
    } else if (isBroken && request.url?.includes('00002-of')) response.writeHead(404).end();
    else serve(request, response, bytes);
  });
  const env = { HF_ENDPOINT: `${server.origin}/`, RECYCLEGPT_CACHE: folder.path };
  await expect(pull('org/name', { env })).rejects.toSatisfy(DownloadError.isInstance);
  await expect(findModel('org/name', { env })).rejects.toSatisfy(FileError.isInstance);
  isBroken = false;
  const before = server.requests.length;
  const model = await pull('org/name', { env });
  expect(model).toMatchObject({ format: 'safetensors', path: join(folder.path, 'models/org--name/main') });
  expect(model.files.map((file) => file.slice(model.path.length + 1))).toEqual(files.slice(1).sort());
  const asked = server.requests.slice(before).map(({ url }) => url);
  expect(asked).toEqual(['/api/models/org/name/revision/main', `/org/name/resolve/${commit}/${files.at(-1)}`]);
});

test.each([
  [['a.gguf', 'b.gguf'], /several models.*org\/name:a\.gguf/],
  [['README.md', '../../evil.gguf'], /no model that can be read/],
])('repository with %j', async (names, message) => {
  await using folder = await temporaryFolder();
  await using server = await startServer((_request, response) =>
    response.end(JSON.stringify({ siblings: names.map((rfilename) => ({ rfilename })) })),
  );
  await expect(pull('org/name', { env: { HF_ENDPOINT: server.origin }, cacheFolder: folder.path })).rejects.toThrow(
    message,
  );
});

test('an address is pulled; another origin than the hub gets no token', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => serve(request, response, bytes));
  const options: PullOptions = { env: { HF_TOKEN: 'hf_1' }, cacheFolder: folder.path };
  const model = await pull(`${server.origin}/a/m.gguf?x=1`, options);
  expect(model.format).toBe('gguf');
  expect(server.requests[0]?.headers.authorization).toBeUndefined();
  expect(await pull(`${server.origin}/a/m.gguf?x=1`, { ...options, offline: true })).toMatchObject({ wasCached: true });
  for (const path of ['/a/', '/a/m.zip', '/a/%2e%2e%2fx.gguf', '/..gguf']) {
    await expect(pull(server.origin + path, options)).rejects.toSatisfy(ConfigError.isInstance);
  }
});

test('a token or an endpoint that cannot be used is refused by name, without showing the token', async () => {
  await using folder = await temporaryFolder();
  const options: PullOptions = { cacheFolder: folder.path, fetch: refuseFetch };
  for (const name of ['org/name:m.gguf', 'http://127.0.0.1/m.gguf']) {
    await expect(pull(name, { ...options, env: { HF_ENDPOINT: 'hub', HF_TOKEN: 'x' } })).rejects.toThrow(/HF_ENDPOINT/);
  }
  const error = await pull('org/name:m.gguf', { ...options, env: { HF_TOKEN: 'hf\nsecret' } }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toSatisfy(ConfigError.isInstance);
  expect((error as ConfigError).message).not.toContain('secret');
});

test('a server that is not there is told after some tries', async () => {
  await using folder = await temporaryFolder();
  const { origin } = await (async () => {
    await using server = await startServer(() => undefined);
    return server;
  })();
  const retry = { sleep: async () => undefined };
  const options: PullOptions = { env: {}, cacheFolder: folder.path, retry };
  await expect(pull(`${origin}/m.gguf`, options)).rejects.toThrow(/failed 6 times.*ECONNREFUSED/);
  expect(await readdir(join(folder.path, 'models', ...(await readdir(join(folder.path, 'models')))))).toEqual([]);
});

test('offline asks nothing; paths and unknown aliases are refused; a file that was cut is fetched again', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => serve(request, response, bytes));
  const options: PullOptions = { env: { HF_ENDPOINT: server.origin }, cacheFolder: folder.path };
  await expect(pull('smollm2', { ...options, offline: true, fetch: refuseFetch })).rejects.toThrow(/--offline/);
  expect(await readdir(folder.path)).toEqual([]);
  await expect(pull('./x.gguf', options)).rejects.toSatisfy(ConfigError.isInstance);
  await expect(pull('org/name:model.safetensors', options)).rejects.toThrow(/alone is no model/);
  expect(server.requests).toEqual([]);
  await expect(pull('unknown', options)).rejects.toThrow(/one of: smollm2/);
  const { path } = await pull('org/name:m.gguf', options);
  await truncate(path, 10);
  await expect(pull('org/name:m.gguf', { ...options, offline: true })).rejects.toSatisfy(FileError.isInstance);
  expect(await pull('org/name:m.gguf', options)).toMatchObject({ wasCached: false });
  expect((await stat(path)).size).toBe(bytes.length);
});

test('the hash of an alias is demanded, and nothing gets the name of the file', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) =>
    serve(request, response, bytes, { headers: { 'x-linked-etag': `"${sha256Of(bytes)}"` } }),
  );
  const env = { HF_ENDPOINT: server.origin, RECYCLEGPT_CACHE: folder.path };
  await expect(pull('smollm2', { env })).rejects.toThrow(/holds another file/);
  const { files } = (await listCached({ env }))[0] ?? { files: {} };
  expect(files).toEqual({});
});

test('two pulls at once fetch once', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => setTimeout(() => serve(request, response, bytes), 100));
  const options: PullOptions = { env: { HF_ENDPOINT: server.origin }, cacheFolder: folder.path };
  const waiting: number[] = [];
  const onWaiting: PullOptions['onWaiting'] = ({ pid }) => waiting.push(pid);
  const both = await Promise.all([1, 2].map(() => pull('org/name:m.gguf', { ...options, onWaiting })));
  expect(both.map(({ wasCached }) => wasCached).sort()).toEqual([false, true]);
  expect(server.requests).toHaveLength(1);
  expect(waiting).toEqual([process.pid]);
});

test('waiting for another pull can be aborted', async () => {
  await using folder = await temporaryFolder();
  const lock = join(folder.path, 'models/org--name/main.lock');
  await mkdir(join(lock, '..'), { recursive: true });
  await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname(), token: 'other' }));
  const controller = new AbortController();
  const onWaiting = (): void => controller.abort(new Error('enough'));
  const options = { env: {}, cacheFolder: folder.path, signal: controller.signal, onWaiting, fetch: refuseFetch };
  await expect(pull('org/name:m.gguf', options)).rejects.toThrow('enough');
  expect(await readFile(lock, 'utf8')).toContain('other');
});

/** Starts a pull in a process of its own. */
function pullInChild(origin: string, cache: string): ChildProcess {
  const script = `import { pull } from ${JSON.stringify(new URL('./pull.ts', import.meta.url).href)};
    await pull('org/name:m.gguf', { env: { HF_ENDPOINT: ${JSON.stringify(origin)} }, cacheFolder: ${JSON.stringify(cache)} });`;
  return runScript(script);
}

test('killed in mid-download, the next pull takes over the lock and fetches only the rest', async () => {
  await using folder = await temporaryFolder();
  const part = join(folder.path, 'models/org--name/main/m.gguf.part');
  await using server = await startServer((request, response, index) =>
    serve(request, response, bytes, { etag: '"1"', hangAfterBytes: index === 0 ? 90_000 : undefined }),
  );
  const child = pullInChild(server.origin, folder.path);
  const hasPart = async (): Promise<boolean> => (await stat(part).catch(() => undefined))?.size === 90_000;
  while (child.exitCode === null && !(await hasPart())) await new Promise((done) => setTimeout(done, 20));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const env = { HF_ENDPOINT: server.origin };
  expect(await readdir(join(folder.path, 'models/org--name'))).toContain('main.lock');
  await expect(findModel('org/name:m.gguf', { env, cacheFolder: folder.path })).rejects.toSatisfy(FileError.isInstance);
  expect((await listCached({ cacheFolder: folder.path }))[0]).toMatchObject({
    model: 'org/name@main',
    partialBytes: 90_000,
  });
  const { path } = await pull('org/name:m.gguf', { env, cacheFolder: folder.path });
  expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
  expect(server.sentBytes).toEqual([90_000, 110_000]);
  expect((await readdir(join(path, '..'))).sort()).toEqual(['m.gguf', 'recyclegpt.json']);
});

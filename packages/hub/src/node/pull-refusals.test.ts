import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, DownloadError, FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { optionsFor, refuseFetch, small, treeOf } from '../test/pull-helpers.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { startHub } from '../test/test-hub.ts';
import { serve, startServer } from '../test/test-server.ts';
import { findModel } from './find-model.ts';
import { listCached } from './list-cached.ts';
import { pull } from './pull.ts';
import type { PullOptions } from './pull-options.ts';
import { removeCached } from './remove-cached.ts';

const bytes = testBytes(200_000);
const [first, second] = ['c'.repeat(40), 'd'.repeat(40)];
test.each([
  [{ 'a.gguf': bytes, 'b.gguf': bytes }, /several models.*org\/name:a\.gguf/],
  [{ 'README.md': small, '../../evil.gguf': bytes }, /no model that can be read/],
  [{ 'pytorch_model.bin': bytes, 'config.json': small }, /runs what its author wrote/],
  [{ 'weights.ckpt': bytes }, /runs what its author wrote/],
  [{ 'm-00001-of-00002.gguf': bytes }, /in parts, which are not read/],
  [{ 'm-IQ1_S.gguf': bytes }, /IQ1_S is not read/],
  [{ 'config.json': small, 'tokenizer.json': small, 'model-00001-of-00003.safetensors': bytes }, /all parts.*1 of 3/],
])('repository %#', async (files, message) => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: files as Readonly<Record<string, Uint8Array>> });
  await expect(pull('org/name', optionsFor(hub.origin, folder.path))).rejects.toThrow(message);
  expect(await readdir(folder.path)).toEqual([]);
});

test('pickles are refused by name and by content, with the reason', async () => {
  await using folder = await temporaryFolder();
  const zip = new Uint8Array([0x50, 0x4b, 3, 4, ...testBytes(100)]);
  const pickle = new Uint8Array([0x80, 2, 0x7d, 0x71, ...testBytes(100)]);
  const llama2c = new Uint8Array([0x80, 2, 0, 0, ...testBytes(100)]);
  await using hub = await startHub({
    files: { 'zip.bin': zip, 'pickle.bin': pickle, 'width640.bin': llama2c, 'pytorch_model.bin': zip },
  });
  const options = optionsFor(hub.origin, folder.path);
  for (const file of ['zip.bin', 'pickle.bin', 'pytorch_model.bin']) {
    const error = await pull(`org/name:${file}`, options).catch((reason: unknown) => reason);
    expect(error).toSatisfy(ConfigError.isInstance);
    expect((error as ConfigError).message).toContain('runs what its author wrote');
  }
  expect((await treeOf(folder.path)).filter((path) => /\.bin|blobs|part/.test(path))).toEqual([]);
  expect(await pull('org/name:width640.bin', options)).toMatchObject({ format: 'llama2c' });
});

test('a wrong hash, 401 and a missing repository leave nothing that bears a name', async () => {
  await using folder = await temporaryFolder();
  await using corrupt = await startHub({
    files: { 'm.gguf': bytes },
    misbehave: ({ host }) => (host === 'cdn' ? { isCorrupt: true } : undefined),
  });
  await expect(pull('org/name', optionsFor(corrupt.origin, folder.path))).rejects.toThrow(/another hash/);
  await using gated = await startHub({ files: { 'm.gguf': bytes }, token: 'hf_right' });
  const options = optionsFor(gated.origin, folder.path);
  await expect(pull('org/name', options)).rejects.toThrow(/GatedRepo.*set HF_TOKEN/);
  const error = await pull('org/name', { env: { ...options.env, HF_TOKEN: 'hf_wrong' } }).catch(
    (reason: unknown) => reason,
  );
  expect((error as DownloadError).message).toMatch(/token that was sent/);
  expect((error as DownloadError).message).not.toContain('hf_wrong');
  await expect(pull('org/none', options)).rejects.toSatisfy(DownloadError.isInstance);
  const left = await treeOf(folder.path);
  expect(left.filter((path) => /snapshots|blobs|refs|\.part/.test(path))).toEqual([]);
});

test('links in the cache that lead out are refused, on reading and on writing, and nothing is written there', async () => {
  await using folder = await temporaryFolder();
  await using outside = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const options = optionsFor(hub.origin, folder.path);
  const repository = join(folder.path, 'hub/models--org--name');
  for (const name of ['blobs', 'snapshots', 'refs', '.recyclegpt', `snapshots/${first}`, 'snapshots']) {
    await mkdir(join(repository, name, '..'), { recursive: true });
    await symlink(outside.path, join(repository, name));
    await expect(pull('org/name', options)).rejects.toThrow(/leaves its folder through a link/);
    await rm(repository, { recursive: true });
  }
  await mkdir(join(folder.path, 'own'));
  await symlink(outside.path, join(folder.path, 'own/models'));
  await expect(pull('http://127.0.0.1:9/m.gguf', options)).rejects.toThrow(/leaves its folder through a link/);
  await symlink(outside.path, repository);
  await expect(pull('org/name', options)).rejects.toThrow(/leaves its folder through a link/);
  await expect(removeCached('org/name', options)).rejects.toThrow(/leaves its folder through a link/);
  await rm(repository);
  const secret = join(outside.path, 'secret.gguf');
  await writeFile(secret, 'mine');
  await mkdir(join(repository, 'snapshots', first), { recursive: true });
  await symlink(secret, join(repository, 'snapshots', first, 'm.gguf'));
  await expect(findModel(`org/name@${first}`, options)).rejects.toThrow(/leaves its folder through a link/);
  expect((await listCached(options))[0]).toMatchObject({
    format: undefined,
    problem: expect.stringContaining('leaves its folder'),
  });
  expect(await readdir(outside.path)).toEqual(['secret.gguf']);
  expect(await readFile(secret, 'utf8')).toBe('mine');
});

test('a read-only cache does where a module beside the model might come', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes, 'a.recycle.safetensors': testBytes(20_000) } });
  const notices: string[] = [];
  const options = optionsFor(hub.origin, folder.path, { onNotice: (text) => notices.push(text) });
  const { path } = await pull('org/name', options);
  await rm(join(folder.path, 'hub/.locks'), { recursive: true });
  await writeFile(join(folder.path, 'hub/.locks'), '');
  expect(await pull('org/name', options)).toMatchObject({ path, wasCached: true });
  expect(notices.join()).toMatch(/are not looked at.*cannot be locked/);
});

test('no room on the disk is told before the first byte, with what there is and what is needed', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const options = optionsFor(hub.origin, folder.path, { freeSpace: async () => 100_000 });
  await expect(pull('org/name', options)).rejects.toThrow(/no room.*200000 bytes.*100000 bytes free/);
  expect(hub.sentSpans('m.gguf')).toEqual([]);
});

test('a cache that cannot be written serves what it has, and refuses the rest with the place', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const options = optionsFor(hub.origin, folder.path);
  const { path } = await pull('org/name', options);
  // A file where the folder of locks would be: like a read-only disk, but for any user.
  await rm(join(folder.path, 'hub/.locks'), { recursive: true });
  await writeFile(join(folder.path, 'hub/.locks'), '');
  expect(await pull('org/name', options)).toMatchObject({ path, wasCached: true });
  expect(await findModel('org/name', options)).toMatchObject({ path });
  hub.publish({ 'm.gguf': testBytes(30_000, 8) }, second);
  await expect(pull('org/name', options)).rejects.toSatisfy(FileError.isInstance);
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
  const options: PullOptions = { env: {}, cacheFolder: folder.path, retry: { sleep: async () => undefined } };
  await expect(pull(`${origin}/m.gguf`, options)).rejects.toThrow(/failed 6 times.*ECONNREFUSED/);
});

test('offline asks nothing; paths and unknown aliases are refused', async () => {
  await using folder = await temporaryFolder();
  const options: PullOptions = { env: {}, cacheFolder: folder.path, fetch: refuseFetch };
  await expect(pull('smollm2', { ...options, offline: true })).rejects.toThrow(/--offline/);
  await expect(pull('org/name', { ...options, env: { HF_HUB_OFFLINE: '1' } })).rejects.toThrow(/HF_HUB_OFFLINE/);
  expect(await readdir(folder.path)).toEqual([]);
  await expect(pull('./x.gguf', options)).rejects.toSatisfy(ConfigError.isInstance);
  await expect(pull('unknown', options)).rejects.toThrow(/one of: smollm2/);
});

test('the hash of an alias is demanded, and nothing gets the name of the file', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) =>
    serve(request, response, bytes, { headers: { 'x-linked-etag': `"${sha256Of(bytes)}"` } }),
  );
  const env = { HF_ENDPOINT: server.origin, RECYCLEGPT_CACHE: folder.path };
  await expect(pull('smollm2', { env })).rejects.toThrow(/holds another file/);
  expect(await listCached({ env })).toEqual([]);
});

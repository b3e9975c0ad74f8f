import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigError, FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { optionsFor, refuseFetch, safetensorsFiles, small, treeOf } from '../test/pull-helpers.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { gitSha1Of, startHub } from '../test/test-hub.ts';
import { serve, startServer } from '../test/test-server.ts';
import { findModel } from './find-model.ts';
import { findModule } from './find-module.ts';
import { listCached } from './list-cached.ts';
import { pull } from './pull.ts';
import type { PullOptions } from './pull-options.ts';
import { removeCached } from './remove-cached.ts';
import { verifyCached } from './verify-cached.ts';

const bytes = testBytes(200_000);
const [first, second] = ['c'.repeat(40), 'd'.repeat(40)];
test('a repository is pulled into the layout that other tools share, each file verified', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: safetensorsFiles });
  const options = optionsFor(hub.origin, folder.path);
  const choices: string[] = [];
  const model = await pull('org/name', {
    ...options,
    onChoice: ({ reason, passedOver }) => choices.push(reason, ...passedOver.map(({ path }) => path)),
  });
  expect(choices).toEqual(['safetensors in 2 parts, with config and tokenizer', 'pytorch_model.bin']);
  const repository = join(folder.path, 'hub/models--org--name');
  expect(model).toMatchObject({
    format: 'safetensors',
    wasCached: false,
    commit: first,
    path: join(repository, 'snapshots', first),
  });
  const blob = (name: keyof typeof safetensorsFiles, hash: (content: Uint8Array) => string): string =>
    `snapshots/${first}/${name} -> ../../blobs/${hash(safetensorsFiles[name])}`;
  const tree = await treeOf(repository);
  expect(tree).toContain(blob('config.json', gitSha1Of));
  expect(tree).toContain(blob('model-00001-of-00002.safetensors', sha256Of));
  expect(tree.filter((path) => path.includes('pytorch') || path.includes('README') || path.includes('part'))).toEqual(
    [],
  );
  expect(await readFile(join(repository, 'refs/main'), 'utf8')).toBe(first);
  expect(sha256Of(await readFile(join(model.path, 'model-00002-of-00002.safetensors')))).toBe(
    sha256Of(safetensorsFiles['model-00002-of-00002.safetensors']),
  );
  expect(await findModel('org/name', options)).toMatchObject({ path: model.path, place: 'cache', files: model.files });
  expect(await verifyCached('org/name', options)).toHaveLength(5);
});

test('a branch that moved is looked up, and only what changed is fetched; the older commit stays', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: safetensorsFiles });
  const options = optionsFor(hub.origin, folder.path);
  await pull('org/name', options);
  const filesAsked = (): readonly (string | undefined)[] =>
    hub.requests.filter(({ file, host }) => file !== undefined && host === 'hub').map(({ file }) => file);
  const before = filesAsked().length;
  expect(await pull('org/name', options)).toMatchObject({ wasCached: true, commit: first });
  hub.publish({ ...safetensorsFiles, 'config.json': new TextEncoder().encode('{}') }, second);
  expect(await pull('org/name', options)).toMatchObject({ wasCached: false, commit: second });
  expect(filesAsked().slice(before)).toEqual(['config.json']);
  expect((await listCached(options)).map(({ model }) => model).sort()).toEqual([`org/name@${first}`, 'org/name@main']);
  expect(await pull(`org/name@${first}`, { ...options, fetch: refuseFetch })).toMatchObject({
    wasCached: true,
    commit: first,
  });
});

test('a hub that cannot be asked is no reason to do without what is here', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const notices: string[] = [];
  const options = optionsFor(hub.origin, folder.path, {
    retry: { sleep: async () => undefined },
    onNotice: (text) => notices.push(text),
  });
  const { path } = await pull('org/name', options);
  const fetch = async (): Promise<Response> => new Response(null, { status: 503 });
  expect(await pull('org/name', { ...options, fetch })).toMatchObject({ path, wasCached: true });
  expect(notices.join()).toMatch(/what is here is used.*503/);
});

test.each([
  [['m-Q8_0.gguf', 'm-Q4_0.gguf', 'm-IQ2_XS.gguf', 'mmproj-m-f16.gguf'], 'm-Q4_0.gguf', /Q4_0: its blocks run/],
  [['m.Q6_K.gguf', 'm.Q4_K_M.gguf', 'm.f16.gguf'], 'm.Q4_K_M.gguf', /Q4_K_M: the best/],
  [['model-F16.gguf', 'model-Q2_K.gguf'], 'model-F16.gguf', /F16: nothing smaller/],
  [['some.gguf', 'README.md'], 'some.gguf', /tells no quantisation/],
])('of %j it takes %s', async (names, chosen, why) => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: Object.fromEntries(names.map((name) => [name, bytes])) });
  const reasons: string[] = [];
  const options = optionsFor(hub.origin, folder.path, { onChoice: ({ reason }) => reasons.push(reason) });
  const { path, format } = await pull('org/name', options);
  expect([path.endsWith(`/${chosen}`), format]).toEqual([true, 'gguf']);
  expect(reasons.join()).toMatch(why);
});

test('a file is named by its path or by its quantisation, on the network and in the cache', async () => {
  await using folder = await temporaryFolder();
  const files = {
    'm-Q4_0.gguf': testBytes(20_000, 1),
    'm-Q8_0.gguf': testBytes(30_000, 2),
    'sub/tiny.bin': testBytes(100),
    'sub/tok.bin': small,
  };
  await using hub = await startHub({ files, token: 'hf_1' });
  await mkdir(folder.path, { recursive: true });
  // As `hf auth login` leaves it.
  await writeFile(join(folder.path, 'token'), 'hf_1\n');
  const options = optionsFor(hub.origin, folder.path);
  const { path } = await pull('org/name:q8_0', options);
  expect(path).toMatch(/m-Q8_0\.gguf$/);
  for (const name of ['org/name:Q8_0', 'org/name:m-Q8_0.gguf', 'hf://org/name:Q8_0']) {
    expect(await pull(name, { ...options, offline: true, fetch: refuseFetch })).toMatchObject({
      path,
      wasCached: true,
    });
    expect(await findModel(name, options)).toMatchObject({ path, place: 'cache' });
  }
  await expect(pull('org/name:Q5_0', options)).rejects.toThrow(/no such file.*m-Q4_0\.gguf/);
  await expect(findModel('org/name:Q4_0', options)).rejects.toSatisfy(FileError.isInstance);
  expect(await pull('org/name:sub/tiny.bin', options)).toMatchObject({ format: 'llama2c' });
});

test('a recycle module beside a model is offered with its header, and the chosen one taken along', async () => {
  await using folder = await temporaryFolder();
  const files = {
    'm.gguf': bytes,
    'a.recycle.safetensors': testBytes(40_000, 5),
    'b.recycle.safetensors': testBytes(50_000, 6),
  };
  await using hub = await startHub({ files });
  const heads: number[][] = [];
  const chooseModule: PullOptions['chooseModule'] = async (modules, { path }) => {
    expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
    for (const module of modules) {
      using source = await module.open();
      heads.push([source.sizeBytes, ...(await source.read(10, 2))]);
    }
    return 'b.recycle.safetensors';
  };
  const options = optionsFor(hub.origin, folder.path, { chooseModule });
  const { module } = await pull('org/name', options);
  expect(heads).toEqual(
    Object.values(files)
      .slice(1)
      .map((content) => [content.length, ...content.subarray(10, 12)]),
  );
  expect(sha256Of(await readFile(module ?? ''))).toBe(sha256Of(files['b.recycle.safetensors']));
  expect(await findModule('org/name:b.recycle.safetensors', options)).toBe(module);
  await expect(findModule('org/name', options)).rejects.toThrow(/a model in gguf/);
  expect(hub.sentSpans('a.recycle.safetensors').reduce((sum, { start, end }) => sum + end - start, 0)).toBe(2);
});

test('hundreds of files come in pages; a mirror without tree or hashes will do', async () => {
  await using folder = await temporaryFolder();
  const many = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [`logs/run-${index}.txt`, small]));
  await using hub = await startHub({ files: { ...many, 'm.gguf': bytes }, pageSize: 100 });
  const { path } = await pull('org/name', optionsFor(hub.origin, folder.path));
  expect(path).toMatch(/m\.gguf$/);
  expect(hub.requests.filter((request) => request.path.includes('/tree/'))).toHaveLength(8);
  await using plain = await startHub({
    repository: 'org/plain',
    files: { 'm.gguf': bytes },
    isPlainMirror: true,
    isLarge: () => false,
  });
  const options = optionsFor(plain.origin, folder.path);
  expect(sha256Of(await readFile((await pull('org/plain', options)).path))).toBe(sha256Of(bytes));
  expect(await pull('org/plain', options)).toMatchObject({ wasCached: true });
});

test('an address is pulled; another origin than the hub gets no token', async () => {
  await using folder = await temporaryFolder();
  await using server = await startServer((request, response) => serve(request, response, bytes));
  const options: PullOptions = { env: { HF_TOKEN: 'hf_1', HF_HOME: folder.path }, cacheFolder: folder.path };
  const model = await pull(`${server.origin}/a/m.gguf?x=1`, options);
  expect(model.format).toBe('gguf');
  expect(server.requests[0]?.headers['authorization']).toBeUndefined();
  expect(await pull(`${server.origin}/a/m.gguf?x=1`, { ...options, offline: true })).toMatchObject({ wasCached: true });
  expect(await verifyCached(undefined, options)).toMatchObject([{ state: 'whole', path: model.path }]);
  await truncate(model.path, 10);
  await expect(pull(`${server.origin}/a/m.gguf?x=1`, { ...options, offline: true })).rejects.toThrow(/--offline/);
  expect(await pull(`${server.origin}/a/m.gguf?x=1`, options)).toMatchObject({ wasCached: false });
  for (const path of ['/a/', '/a/m.zip', '/a/%2e%2e%2fx.gguf', '/..gguf', '/pytorch_model.bin']) {
    await expect(pull(server.origin + path, options)).rejects.toSatisfy(ConfigError.isInstance);
  }
  expect(await removeCached(`${server.origin}/a/m.gguf?x=1`, options)).toBe(true);
  expect(await listCached(options)).toEqual([]);
});

test('two pulls at once fetch once', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes }, misbehave: () => ({ bytesPerSecond: 1_000_000 }) });
  const options = optionsFor(hub.origin, folder.path);
  const waiting: number[] = [];
  const onWaiting: PullOptions['onWaiting'] = ({ pid }) => void waiting.push(pid);
  const both = await Promise.all([1, 2].map(() => pull('org/name:m.gguf', { ...options, onWaiting })));
  expect(both.map(({ wasCached }) => wasCached).sort()).toEqual([false, true]);
  expect(hub.repeatedBytes('m.gguf')).toBe(0);
  expect(waiting).toEqual([process.pid]);
});

test('waiting for another pull can be aborted', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const lock = join(folder.path, 'hub/.locks/models--org--name/recyclegpt.lock');
  await mkdir(join(lock, '..'), { recursive: true });
  await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname(), token: 'other' }));
  const controller = new AbortController();
  const onWaiting = (): void => controller.abort(new Error('enough'));
  const options = optionsFor(hub.origin, folder.path, { signal: controller.signal, onWaiting });
  await expect(pull('org/name:m.gguf', options)).rejects.toThrow('enough');
  expect(await readFile(lock, 'utf8')).toContain('other');
});

import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { optionsFor, safetensorsFiles, treeOf } from '../test/pull-helpers.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { startHub } from '../test/test-hub.ts';
import { findModel } from './find-model.ts';
import { listCached } from './list-cached.ts';
import { pull } from './pull.ts';
import { removeCached } from './remove-cached.ts';
import { verifyCached } from './verify-cached.ts';

const bytes = testBytes(200_000);
const [first, second] = ['c'.repeat(40), 'd'.repeat(40)];
test('what another tool brought is used: hashed once, fetched anew where it is damaged', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes, 'n.gguf': testBytes(20_000, 7) } });
  const notices: string[] = [];
  const options = optionsFor(hub.origin, folder.path, { onNotice: (text) => notices.push(text) });
  const repository = join(folder.path, 'hub/models--org--name');
  const blob = join(repository, 'blobs', sha256Of(bytes));
  const snapshot = join(repository, 'snapshots', first);
  for (const path of [join(repository, 'blobs'), snapshot, join(repository, 'refs')])
    await mkdir(path, { recursive: true });
  await writeFile(blob, bytes);
  await symlink(`../../blobs/${sha256Of(bytes)}`, join(snapshot, 'm.gguf'));
  await writeFile(join(repository, 'refs/main'), first);
  expect(await findModel('org/name', options)).toMatchObject({ path: join(snapshot, 'm.gguf'), place: 'cache' });
  expect(await pull('org/name:m.gguf', options)).toMatchObject({ wasCached: true });
  expect(hub.sentSpans('m.gguf')).toEqual([]);
  await removeCached('org/name:m.gguf', options);
  await mkdir(join(repository, 'blobs'), { recursive: true });
  await writeFile(blob, new Uint8Array(bytes.length));
  const { path } = await pull('org/name:m.gguf', options);
  expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
  expect(notices.join()).toMatch(/was damaged and is fetched again/);
});

test('what a killed pull was writing is not listed, and gone after the next pull', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm-Q4_0.gguf': bytes, 'm-Q8_0.gguf': bytes } });
  const options = optionsFor(hub.origin, folder.path);
  const { path } = await pull('org/name:Q4_0', options);
  const repository = join(folder.path, 'hub/models--org--name');
  const rests = ['refs/main', '.recyclegpt/x.json', `snapshots/${first}/n.gguf`].map((name) =>
    join(repository, `${name}.0123456789ab.recyclegpt-tmp`),
  );
  for (const rest of rests) await writeFile(rest, 'half');
  await symlink('../../blobs/none', `${path}.abc.recyclegpt-tmp`);
  const listed = await listCached(options);
  expect(listed.map(({ model, files }) => [model, Object.keys(files)])).toEqual([['org/name@main', ['m-Q4_0.gguf']]]);
  await pull('org/name:Q8_0', options);
  expect((await treeOf(folder.path)).filter((name) => name.includes('-tmp'))).toEqual([]);
});

test('half a model that another tool left is not taken for one', async () => {
  await using folder = await temporaryFolder();
  const snapshot = join(folder.path, 'hub/models--org--name/snapshots', first);
  await mkdir(snapshot, { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'model-00001-of-00002.safetensors'])
    await writeFile(join(snapshot, name), 'x');
  const options = optionsFor('http://127.0.0.1:9', folder.path);
  await expect(findModel(`org/name@${first}`, options)).rejects.toSatisfy(FileError.isInstance);
  await writeFile(join(snapshot, 'model-00002-of-00002.safetensors'), 'x');
  expect(await findModel(`org/name@${first}`, options)).toMatchObject({ format: 'safetensors' });
});

test('removing takes a file, or a revision, and what no other revision uses', async () => {
  await using folder = await temporaryFolder();
  const shared = testBytes(20_000, 1);
  await using hub = await startHub({ files: { 'a-Q4_0.gguf': shared, 'a-Q8_0.gguf': bytes } });
  const options = optionsFor(hub.origin, folder.path);
  await pull('org/name:Q4_0', options);
  await pull('org/name:Q8_0', options);
  hub.publish({ 'a-Q4_0.gguf': shared }, second);
  await pull('org/name', options);
  const repository = join(folder.path, 'hub/models--org--name');
  expect(await removeCached(`org/name@${first}:Q8_0`, options)).toBe(true);
  expect(await readdir(join(repository, 'blobs'))).toEqual([sha256Of(shared)]);
  expect(await removeCached(`org/name@${first}`, options)).toBe(true);
  expect(await findModel('org/name', options)).toMatchObject({ place: 'cache' });
  expect(await removeCached('org/name', options)).toBe(true);
  expect(await removeCached('org/name', options)).toBe(false);
  await expect(stat(repository)).rejects.toThrow();
});

test('verifying tells what is damaged, missing or unknown, and changes nothing', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: safetensorsFiles });
  const options = optionsFor(hub.origin, folder.path);
  const { path } = await pull('org/name', options);
  const states = async (): Promise<ReadonlySet<string>> =>
    new Set((await verifyCached(undefined, options)).map(({ state }) => state));
  expect(await states()).toEqual(new Set(['whole']));
  const file = join(path, 'model-00001-of-00002.safetensors');
  await writeFile(file, new Uint8Array(50_000));
  await writeFile(join(path, 'notes.txt'), 'mine');
  expect(await states()).toEqual(new Set(['whole', 'damaged', 'unknown']));
  await expect(verifyCached('org/other', options)).rejects.toSatisfy(FileError.isInstance);
  await removeCached('org/name', options);
  await pull('org/name', options);
  expect(await states()).toEqual(new Set(['whole']));
});

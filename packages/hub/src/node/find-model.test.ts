import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { aliases } from '../aliases.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { cacheFolder } from './cache-folder.ts';
import { findModel } from './find-model.ts';
import { HubRepository } from './hub-repository.ts';
import { writeManifest } from './manifest.ts';

async function put(root: string, ...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), 'x');
  }
}

test.each([
  ['smollm2', 'smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf', 'gguf'],
  ['SmolLM2', 'a/b/SmolLM2-135M-Instruct.Q4_1.gguf', 'gguf'],
  ['smollm2', 'smollm2.gguf', 'gguf'],
  ['smollm2', 'SmolLM2-135M-Instruct.Q8_0.gguf', 'gguf'],
  ['stories260K', 'stories260K/stories260K.bin', 'llama2c'],
  ['stories', 'stories-tiny/model.gguf', 'gguf'],
  ['org/model', 'model/config.json', 'safetensors'],
  ['org/model:m.gguf', 'x/M.gguf', 'gguf'],
  ['m.gguf', 'x/m.gguf', 'gguf'],
])('%s is found as %s', async (name, path, format) => {
  await using folder = await temporaryFolder();
  await put(folder.path, path, 'other/SmolLM2-1.7B.gguf', 'stories260K/tok512.bin', 'model/model.safetensors');
  const env = { RECYCLEGPT_MODELS: [join(folder.path, 'none'), folder.path].join(delimiter) };
  const found = await findModel(name, { env, cacheFolder: folder.path, workingFolder: folder.path });
  const expected = format === 'safetensors' ? join(folder.path, 'model') : join(folder.path, path);
  expect(found).toMatchObject({ path: expected, format, place: 'models-folder' });
  if (format === 'llama2c') expect(found.files).toHaveLength(2);
});

test('too deep, or another size of the model, is not found; the message lists every place', async () => {
  await using folder = await temporaryFolder();
  const models = join(folder.path, 'models');
  await put(models, 'a/b/c/smollm2.gguf', 'SmolLM2-1.7B-Instruct.gguf');
  const options = {
    env: { RECYCLEGPT_MODELS: [models, '/no/such/folder'].join(delimiter) },
    cacheFolder: join(folder.path, 'cache'),
  };
  const error = await findModel('smollm2', { ...options, shipped: { tiny: '/x' } }).catch((reason: unknown) => reason);
  expect(error).toSatisfy(FileError.isInstance);
  const { message } = error as FileError;
  for (const part of [models, '/no/such/folder', 'cache', 'tiny', 'recyclegpt pull smollm2']) {
    expect(message).toContain(part);
  }
  await expect(findModel('unknown', options)).rejects.toThrow(/no alias \(there is: smollm2\)/);
  await expect(findModel('unknown', { ...options, env: {} })).rejects.toThrow('RECYCLEGPT_MODELS (not set)');
});

test('several that fit are told, not chosen from', async () => {
  await using folder = await temporaryFolder();
  await put(folder.path, 'my/my-Q4.gguf', 'my/my-Q8.gguf');
  await expect(findModel('my', { env: { RECYCLEGPT_MODELS: folder.path } })).rejects.toThrow(/Several models.*Q4.*Q8/);
  await expect(findModel(join(folder.path, 'my'), { env: {} })).rejects.toThrow(/Several models/);
});

test('a path is taken as it is', async () => {
  await using folder = await temporaryFolder();
  await put(folder.path, 'm/x.gguf', 'text/readme.txt', 'p/pytorch_model.bin');
  const options = { env: {}, workingFolder: folder.path };
  const path = join(folder.path, 'm', 'x.gguf');
  for (const name of ['./m/x.gguf', './m', path, 'm/x.gguf']) {
    expect(await findModel(name, options)).toMatchObject({ path, place: 'path', format: 'gguf' });
  }
  for (const name of ['./none.gguf', './text', './text/readme.txt', './p', './p/pytorch_model.bin']) {
    await expect(findModel(name, options)).rejects.toSatisfy(FileError.isInstance);
  }
});

test('models folders come before the cache, the cache before shipped ones; the cache must be whole', async () => {
  await using folder = await temporaryFolder();
  const alias = aliases['smollm2'];
  if (alias === undefined) throw new Error('no alias');
  const repository = new HubRepository(join(folder.path, 'cache/hub'), alias);
  await put(repository.snapshot(alias.revision), alias.file);
  await put(folder.path, 'shipped/own.gguf', 'models/smollm2.gguf');
  const shipped = { SmolLM2: join(folder.path, 'shipped') };
  const options = { env: {}, cacheFolder: join(folder.path, 'cache'), shipped };
  expect((await findModel('smollm2', options)).place).toBe('shipped');
  const file = { sha256: alias.sha256, sizeBytes: 1, url: 'x' };
  await writeManifest(repository.manifest(alias.revision), { model: 'x', files: { [alias.file]: file } });
  expect((await findModel('smollm2', options)).place).toBe('cache');
  const env = { RECYCLEGPT_MODELS: join(folder.path, 'models') };
  expect((await findModel('smollm2', { ...options, env })).place).toBe('models-folder');
  await writeManifest(repository.manifest(alias.revision), {
    model: 'x',
    files: { [alias.file]: { ...file, sizeBytes: 2 } },
  });
  expect((await findModel('smollm2', options)).place).toBe('shipped');
});

test('the folder of the cache', () => {
  expect(cacheFolder({ RECYCLEGPT_CACHE: '/c', XDG_CACHE_HOME: '/x' })).toBe('/c');
  expect(cacheFolder({ RECYCLEGPT_CACHE: '', XDG_CACHE_HOME: '/x' })).toBe(join('/x', 'recyclegpt'));
  expect(cacheFolder({})).toMatch(/recyclegpt$/);
});

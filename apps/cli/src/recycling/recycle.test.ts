import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { recycleFile, seededRecycle } from '@recyclegpt/core';
import { ConfigError, FileError } from '@recyclegpt/spec';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadModel, openNamed } from '../load-model.ts';
import { recycleFiles } from './recycle-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recyclegpt-recycle-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

async function put(path: string, content: Uint8Array | string = ''): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

it('files of modules are looked for beside the model, in model folders, in the cache and in packages', async () => {
  const expected = [];
  for (const path of [
    'model/a.recycle.safetensors',
    'model/recycle.safetensors',
    'models/deep/er/b.recycle.safetensors',
    'cache/models/url--host/key/c.recycle.safetensors',
    'cache/hub/models--org--name/snapshots/commit/c.recycle.safetensors',
    'app/node_modules/@recyclegpt/model-x/d.recycle.safetensors',
    'node_modules/@recyclegpt/model-y/files/e.recycle.safetensors',
  ])
    expected.push(await put(path));
  for (const path of [
    'model/model.safetensors',
    'model/recycle.safetensors.part',
    'model/below/f.recycle.safetensors',
    'models/so/very/deep/g.recycle.safetensors',
    'app/node_modules/@recyclegpt/core/h.recycle.safetensors',
    'app/node_modules/model-z/i.recycle.safetensors',
  ])
    await put(path);
  const env = { RECYCLEGPT_MODELS: join(folder, 'models'), RECYCLEGPT_CACHE: join(folder, 'cache') };
  const found = await recycleFiles({ modelFolder: join(folder, 'model'), env, packageRoots: [join(folder, 'app')] });
  expect(found.filter((file) => file.startsWith(folder))).toEqual(expected);
});

describe.skipIf(!hasShared)(sharedTitle('the module of a model'), () => {
  interface Place {
    readonly model: string;
    readonly env: Readonly<Record<string, string>>;
    /** A module's file, made for the model in this place or one that differs from it. */
    module(options: { seed: number; change?: 'weights' | 'vocabulary' }): Promise<Uint8Array>;
  }

  async function place(): Promise<Place> {
    await mkdir(join(folder, 'model'));
    for (const file of ['stories260K.bin', 'tok512.bin'])
      await copyFile(sharedFile(`models/stories260K/${file}`), join(folder, 'model', file));
    const model = join(folder, 'model', 'stories260K.bin');
    const env = { RECYCLEGPT_CACHE: join(folder, 'cache') };
    const module: Place['module'] = async ({ seed, change }) => {
      using opened = await openNamed(model, { env });
      const { config, base, about, weights, tokenIds } = await seededRecycle(opened, {
        seed,
        config: { draftVocab: 100 },
      });
      const names = [...weights.tensors.keys()];
      const tensors = new Map(
        await Promise.all(names.map(async (name) => [name, await weights.readFloat32(name)] as const)),
      );
      const rows = base.weights.map((row) => ({ ...row, sums: row.sums.map((sum) => -sum) }));
      const printed = {
        ...base,
        ...(change === 'weights' ? { weights: rows, name: 'another finetune' } : {}),
        ...(change === 'vocabulary' ? { family: '0'.repeat(32) } : {}),
      };
      return Buffer.concat([...recycleFile({ config, base: printed, about, tensors, tokenIds }, 'I8')]);
    };
    return { model, env, module };
  }

  async function load({ model, env }: Place, recycle?: string) {
    const warnings: string[] = [];
    const options = {
      env,
      backend: 'reference',
      preparedFolder: false,
      onWarning: (text: string) => warnings.push(text),
    } as const;
    using loaded = await loadModel(model, { ...options, ...(recycle === undefined ? {} : { recycle }) });
    return { facts: loaded.recycle, warnings };
  }

  it('is found by itself where it fits, and left out by `none`', async () => {
    const here = await place();
    expect((await load(here)).facts).toBeUndefined();
    await put('model/a.recycle.safetensors', await here.module({ seed: 1, change: 'vocabulary' }));
    const fitting = await put('model/b.recycle.safetensors', await here.module({ seed: 2 }));
    const { facts, warnings } = await load(here);
    expect(facts).toMatchObject({ name: fitting, weightsMatch: true, about: { seed: 2 } });
    expect(warnings).toEqual([]);
    expect((await load(here, 'none')).facts).toBeUndefined();
  });

  it('is preferably one that was trained on the same weights; another one is told of', async () => {
    const here = await place();
    await put('model/a.recycle.safetensors', await here.module({ seed: 1, change: 'weights' }));
    const alone = await load(here);
    expect(alone.facts).toMatchObject({ weightsMatch: false, baseName: 'another finetune' });
    expect(alone.warnings.join()).toMatch(/trained on other weights.*another finetune/);
    await put('cache/models/org--name/main/b.recycle.safetensors', await here.module({ seed: 2 }));
    expect(await load(here)).toMatchObject({ facts: { weightsMatch: true, about: { seed: 2 } }, warnings: [] });
  });

  it('is never a damaged file, which is told of and passed over', async () => {
    const here = await place();
    const whole = await here.module({ seed: 1 });
    await put('model/a.recycle.safetensors', whole.slice(0, 5000));
    const { facts, warnings } = await load(here);
    expect(facts).toBeUndefined();
    expect(warnings.join()).toMatch(/not used.*a\.recycle\.safetensors/);
  });

  it('may be named, and then must be there, whole and fitting', async () => {
    const here = await place();
    const file = await put('elsewhere/module.safetensors', await here.module({ seed: 3 }));
    expect((await load(here, file)).facts).toMatchObject({ about: { seed: 3 } });
    await expect(load(here, join(folder, 'nothing'))).rejects.toSatisfy(FileError.isInstance);
    await expect(load(here, await put('cut', (await here.module({ seed: 3 })).slice(0, 999)))).rejects.toSatisfy(
      FileError.isInstance,
    );
    const other = await put('other', await here.module({ seed: 3, change: 'vocabulary' }));
    await expect(load(here, other)).rejects.toSatisfy(ConfigError.isInstance);
    await expect(load(here, other)).rejects.toThrow(/made for another model/);
  });
});

it('the tiny model with random weights has no module', async () => {
  using model = await loadModel('random', {
    env: { RECYCLEGPT_CACHE: join(folder, 'cache') },
    backend: 'reference',
    preparedFolder: false,
  });
  expect([model.facts.isSeeded, model.recycle]).toEqual([true, undefined]);
});

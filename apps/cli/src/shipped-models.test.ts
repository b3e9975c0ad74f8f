import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from './load-model.ts';
import { embeddedName, shippedModels } from './shipped-models.ts';
import { runCli } from './test/run-cli.ts';
import { runsFolder } from './test/run-main.ts';
import { trainToyBase } from './test/toy-base.ts';

const project = join(runsFolder, 'project');
const scope = join(project, 'node_modules', '@recyclegpt');

/** Installs what a run has trained as a package. */
function install(name: string, without: readonly string[] = []): void {
  const folder = join(scope, name);
  mkdirSync(folder, { recursive: true });
  const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors', 'recycle.safetensors'];
  for (const file of files.filter((each) => !without.includes(each)))
    cpSync(join(runsFolder, 'base', file), join(folder, file));
}

beforeAll(async () => {
  const { code, stderr } = await trainToyBase('base');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  install('model-fable');
  install('model-of-modules-only', ['model.safetensors']);
}, 120_000);

const generate = (...args: readonly string[]) =>
  runCli(['generate', 'cat dog', '--max-tokens', '6', '--json', ...args], { cwd: project });

describe('models that come as packages', () => {
  it('are found by name, with their module', async () => {
    const { code, stdout, stderr } = await generate('--model', 'fable');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { model, stats } = JSON.parse(stdout);
    expect(model).toMatchObject({ name: 'fable', isSeeded: false });
    expect(stats.drafters).toContain('recycle');
  });

  it('are listed where a name is unknown; a package without weights is none', async () => {
    const { code, stderr } = await generate('--model', 'of-modules-only');
    expect(code).toBe(1);
    expect(stderr).toMatch(/shipped models \([^)]*fable/);
  });

  it('go when they are removed', async () => {
    install('model-gone');
    expect((await generate('--model', 'gone')).code).toBe(0);
    rmSync(join(scope, 'model-gone'), { recursive: true });
    expect((await generate('--model', 'gone')).code).toBe(1);
  });
});

describe('without a name', () => {
  const env = { RECYCLEGPT_CACHE: join(runsFolder, 'cache') };

  it('RECYCLEGPT_MODEL says which model', async () => {
    const named = join(runsFolder, 'base');
    using model = await loadModel(undefined, { env: { ...env, RECYCLEGPT_MODEL: named }, threads: 1 });
    expect(model.facts).toMatchObject({ name: named, isSeeded: false });
  });

  it('it is the one that came with the program, else a tiny one', async () => {
    const embedded = await embeddedName();
    using model = await loadModel(undefined, { env, threads: 1 });
    expect(model.facts.isSeeded).toBe(embedded === undefined);
    if (embedded === undefined) return;
    expect(Object.keys(await shippedModels())).toContain(embedded);
    expect([model.facts.name, model.recycle?.weightsMatch]).toEqual([embedded, true]);
  });
});

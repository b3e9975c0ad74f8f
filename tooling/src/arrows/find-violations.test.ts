import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findViolations } from './find-violations.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes a repository of three packages with these files, and returns `file:line what` for each violation. */
function check(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'arrows-'));
  folders.push(root);
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return findViolations(root).map(({ file, line, what }) => `${file}:${line} ${what}`);
}

function manifest(folder: string, dependencies: readonly string[] = [], more: object = {}): string {
  const versions = Object.fromEntries(dependencies.map((name) => [name, 'workspace:^']));
  const exports = { '.': './src/index.ts', './package.json': './package.json' };
  return JSON.stringify({ name: `@recyclegpt/${folder}`, exports, dependencies: versions, ...more });
}

const sound = {
  'package.json': '{ "name": "root", "devDependencies": { "vitest": "4", "@recyclegpt/testing": "workspace:^" } }',
  'packages/spec/package.json': manifest('spec'),
  'packages/spec/src/index.ts': 'export interface Shape { readonly size: number }\nexport const one = 1;\n',
  'packages/testing/package.json': manifest('testing'),
  'packages/testing/src/index.ts': 'export const suite = 1;\n',
  'packages/tensor/package.json': manifest('tensor', ['@recyclegpt/spec']),
  'packages/tensor/src/index.ts': "import { one } from '@recyclegpt/spec';\nexport const two = one + one;\n",
  'packages/tensor/src/index.test.ts':
    "import { readFileSync } from 'node:fs';\nimport { suite } from '@recyclegpt/testing';\nimport { it } from 'vitest';\nit('x', () => process.exit(readFileSync.length + suite));\n",
};

describe('findViolations', () => {
  it('finds nothing in a sound repository, whose tests use the platform and the root tools', () => {
    expect(check({})).toEqual([]);
  });

  it('forbids an import that points up, type-only ones included', () => {
    const found = check({
      'packages/spec/package.json': manifest('spec', ['@recyclegpt/tensor']),
      'packages/spec/src/index.ts':
        "import type { two } from '@recyclegpt/tensor';\nexport type Two = typeof two;\nexport const one = 1;\n",
    });
    expect(found).toEqual(['packages/spec/src/index.ts:1 packages/spec imports packages/tensor']);
  });

  it('forbids testing outside tests', () => {
    const found = check({
      'packages/tensor/package.json': manifest('tensor', ['@recyclegpt/testing']),
      'packages/tensor/src/index.ts': "export { suite } from '@recyclegpt/testing';\n",
    });
    expect(found).toEqual(['packages/tensor/src/index.ts:1 packages/tensor imports packages/testing']);
  });

  it('forbids a package without a row in the table', () => {
    const found = check({ 'packages/novel/package.json': manifest('novel') });
    expect(found).toEqual(['packages/novel/package.json:1 packages/novel has no place in the import table']);
  });

  it('forbids deep imports, and allows further declared entry points', () => {
    const files = {
      'packages/tensor/src/index.ts':
        "import '@recyclegpt/spec';\nimport { one } from '@recyclegpt/spec/src/index.ts';\nexport const two = one;\n",
    };
    const what = "'@recyclegpt/spec/src/index.ts' is not an entry point of @recyclegpt/spec";
    expect(check(files)).toEqual([`packages/tensor/src/index.ts:2 ${what}`]);
    const entry = manifest('spec', [], { exports: { '.': './src/index.ts', './src/index.ts': './src/index.ts' } });
    expect(check({ ...files, 'packages/spec/package.json': entry })).toEqual([]);
  });

  it('forbids relative paths into another package', () => {
    const path = '../../spec/src/index.ts';
    const found = check({
      'packages/tensor/src/more.ts': `export { one } from '${path}';\n`,
    });
    expect(found).toEqual([`packages/tensor/src/more.ts:1 '${path}' leaves packages/tensor`]);
  });

  it('forbids published files that import test files', () => {
    const found = check({
      'packages/tensor/src/fake.test-model.ts': 'export const fake = 1;\n',
      'packages/tensor/src/more.ts': "export { fake } from './fake.test-model.ts';\n",
    });
    expect(found).toEqual([
      "packages/tensor/src/more.ts:1 './fake.test-model.ts' is a test file, which is not published",
    ]);
  });

  it('wants every import declared: types too, and dynamic ones', () => {
    const found = check({
      'packages/tensor/src/more.ts':
        "import type { A } from 'some-types';\nexport const load = async (): Promise<A> => import('@other/thing/deep');\n",
      'packages/tensor/src/more.test.ts': "import 'fast-check';\n",
    });
    expect(found).toEqual([
      "packages/tensor/src/more.test.ts:1 'fast-check' is not declared",
      "packages/tensor/src/more.ts:1 'some-types' is not declared",
      "packages/tensor/src/more.ts:2 '@other/thing/deep' is not declared",
    ]);
  });

  it('wants every dependency used by a published file', () => {
    const found = check({
      'packages/tensor/package.json': manifest('tensor', ['@recyclegpt/spec', 'valibot']),
      'packages/tensor/src/more.test.ts': "import 'valibot';\n",
    });
    expect(found).toEqual([
      "packages/tensor/package.json:1 dependency 'valibot' is used by no published file of packages/tensor",
    ]);
  });

  it('lets apps bring models along, which nothing imports', () => {
    const found = (folder: string) =>
      check({ [`${folder}/package.json`]: manifest(folder.split('/')[1] ?? '', ['@recyclegpt/model-fox']) });
    expect(found('apps/cli')).toEqual([]);
    expect(found('packages/tensor').join()).toContain("dependency '@recyclegpt/model-fox' is used by no");
  });

  it('keeps test tools of the workspace in the root, so that builds do not wait in a circle', () => {
    const devDependencies = { '@recyclegpt/testing': 'workspace:^' };
    const [found] = check({
      'packages/tensor/package.json': manifest('tensor', ['@recyclegpt/spec'], { devDependencies }),
    });
    expect(found).toContain("packages/tensor/package.json:1 devDependency '@recyclegpt/testing' may make the builds");
  });

  it('forbids circles of run-time imports and allows circles of types', () => {
    const circle = (keyword: string) => ({
      'packages/spec/src/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'packages/spec/src/b.ts': `// first\nimport ${keyword}{ a } from './a.ts';\nexport const b: typeof a | undefined = undefined;\n`,
    });
    expect(check(circle(''))).toEqual([
      'packages/spec/src/b.ts:2 files import each other in a circle: packages/spec/src/a.ts → packages/spec/src/b.ts → packages/spec/src/a.ts',
    ]);
    expect(check(circle('type '))).toEqual([]);
  });

  it('keeps the platform out of packages, and lets backends and hub/node have it', () => {
    const text = "import { join } from 'node:path';\nexport const cwd = join(process.cwd(), globalThis.window.name);\n";
    expect(check({ 'packages/spec/src/place.ts': text })).toEqual([
      "packages/spec/src/place.ts:1 packages/spec imports the platform module 'node:path'",
      "packages/spec/src/place.ts:2 'process' exists on some platforms only",
      "packages/spec/src/place.ts:2 'window' exists on some platforms only",
    ]);
    expect(check({ 'packages/hub/package.json': manifest('hub'), 'packages/hub/src/node-storage.ts': text })).toEqual(
      [],
    );
    expect(
      check({ 'packages/backend-web/package.json': manifest('backend-web'), 'packages/backend-web/src/a.ts': text }),
    ).toEqual([]);
  });

  it('knows a name of its own from a global', () => {
    const text =
      'export const f = (window: number, a: { process: number }) => a.process + window;\nexport const g = { document: 1 };\n';
    expect(check({ 'packages/spec/src/own.ts': text })).toEqual([]);
  });

  it('forbids files of more than 400 lines', () => {
    expect(check({ 'packages/spec/src/long.ts': '// line\n'.repeat(400) })).toEqual([]);
    const found = check({ 'packages/spec/src/long.ts': '// line\n'.repeat(401) });
    expect(found).toEqual(['packages/spec/src/long.ts:401 the file has 401 lines']);
  });
});

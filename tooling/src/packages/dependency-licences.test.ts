import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foreignDependencies, licenceFaults } from './dependency-licences.ts';
import type { Publishable } from './publishable.ts';
import { thirdPartyList, writeThirdPartyLists } from './third-party-list.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function install(path: string, manifest: object): string {
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }));
  return folder;
}

function ours(dependencies: Record<string, string>, more: object = {}): Publishable {
  const folder = install('ours', { name: 'ours', license: 'MIT', dependencies, ...more });
  return { name: 'ours', folder, localDependencies: [], entryPoints: [], assets: [], commands: [], isBuilt: true };
}

const rules = { allowed: ['MIT'], exceptions: {} };

it('finds dependencies of dependencies and refuses their licences by name and path', () => {
  const each = ours({ a: '1' });
  install('ours/node_modules/a', { name: 'a', license: 'MIT', dependencies: { b: '1' } });
  install('ours/node_modules/a/node_modules/b', { name: 'b', license: 'GPL-3.0-only' });
  const found = foreignDependencies([each]);
  expect(found.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(licenceFaults(found, rules)).toEqual(['b@1.0.0: GPL-3.0-only (ours > a > b)']);
});

it('refuses what has no licence, and reads old forms', () => {
  const each = ours({ a: '1', b: '1', c: '1' });
  install('ours/node_modules/a', { name: 'a' });
  install('ours/node_modules/b', { name: 'b', license: { type: 'MIT' } });
  install('ours/node_modules/c', { name: 'c', licenses: [{ type: 'GPL-2.0' }, { type: 'MIT' }] });
  expect(licenceFaults(foreignDependencies([each]), rules)).toEqual([
    'a@1.0.0: no licence in its package.json (ours > a)',
  ]);
});

it('makes exceptions for one licence of one package, as long as they are needed', () => {
  const each = ours({ css: '1' }, { optionalDependencies: { 'not-for-this-machine': '1' } });
  install('ours/node_modules/css', { name: 'css', license: 'MPL-2.0', dependencies: { 'css-linux': '1' } });
  install('ours/node_modules/css-linux', { name: 'css-linux', license: 'MPL-2.0' });
  const found = foreignDependencies([each]);
  const css = { licence: 'MPL-2.0', reason: 'a tool' };
  expect(licenceFaults(found, { allowed: [], exceptions: { css } })).toEqual([]);
  expect(licenceFaults(found, { allowed: [], exceptions: { css: { ...css, licence: 'EPL-2.0' } } })).toHaveLength(3);
  expect(licenceFaults([], { allowed: [], exceptions: { css } })).toHaveLength(1);
});

it('says what is not installed', () => {
  expect(() => foreignDependencies([ours({ missing: '1' })])).toThrow(
    'missing, which ours needs, is not in node_modules',
  );
});

it('lists whose code a bundle holds, with their licence texts', () => {
  const folder = install('ours/node_modules/a', { name: 'a', license: 'MIT' });
  writeFileSync(join(folder, 'LICENSE.md'), 'Copyright A\n');
  const list = thirdPartyList(foreignDependencies([ours({ a: '1' })]));
  expect(list).toContain('## a 1.0.0 (MIT)\n\n    Copyright A\n');
});

it('names author and place of a package that brings no licence text', () => {
  const facts = { author: { name: 'Ada' }, repository: 'ada/a' };
  install('ours/node_modules/a', { name: 'a', license: 'MIT', ...facts });
  const list = thirdPartyList(foreignDependencies([ours({ a: '1' })]));
  expect(list).toContain('    Published without a licence text, by Ada, from ada/a: MIT');
});

it('lists beside a built page what it bundles, tools left out', () => {
  const each = ours({}, { devDependencies: { a: '1', vite: '1' } });
  install('ours/node_modules/a', { name: 'a', license: 'MIT', dependencies: { b: '1' } });
  install('ours/node_modules/b', { name: 'b', license: 'ISC' });
  install('ours/node_modules/vite', { name: 'vite', license: 'MIT' });
  expect(writeThirdPartyLists([each])).toEqual([]);
  mkdirSync(join(each.folder, 'dist', 'page'), { recursive: true });
  writeFileSync(join(each.folder, 'dist', 'page', 'index.html'), '');
  expect(writeThirdPartyLists([each])).toEqual(['ours']);
  const list = readFileSync(join(each.folder, 'dist', 'THIRD-PARTY.md'), 'utf8');
  expect(list.match(/^## .*$/gm)).toEqual(['## a 1.0.0 (MIT)', '## b 1.0.0 (ISC)']);
});

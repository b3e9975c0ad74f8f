import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { toolEnvironment } from '../../lib/environment.mjs';
import { npmCommand } from '../../lib/npm.mjs';
import { run } from '../../lib/run.mjs';
import { openLocalRegistry } from './local-registry.ts';

const upstream = 'https://upstream.example/';

it('takes what npm publishes, once, and hands it out to npm', async () => {
  await using registry = await openLocalRegistry({ ownNames: new Set(['@x/a']), upstream });
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const manifest = { name: '@x/a', version: '1.0.0', exports: './a.js', type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'a.js'), 'export const a = 1;\n');
  writeFileSync(
    join(folder, '.npmrc'),
    `registry=${registry.url}\n${registry.url.replace(/^http:/, '')}:_authToken=none\n`,
  );
  const npm = async (...commandArguments: string[]) => {
    const { command, prefix } = npmCommand();
    const options = { cwd: folder, env: { ...toolEnvironment(), npm_config_cache: join(folder, 'cache') } };
    return await run(command, [...prefix, ...commandArguments], options);
  };
  expect(await npm('publish', '--access', 'public')).toMatchObject({ exitCode: 0 });
  expect(registry.published).toEqual(['@x/a@1.0.0']);
  expect((await npm('publish', '--access', 'public')).exitCode).not.toBe(0);
  expect(await npm('install', '@x/a', '--no-audit')).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(folder, 'node_modules', '@x', 'a', 'a.js'), 'utf8')).toBe('export const a = 1;\n');
  rmSync(folder, { recursive: true });
}, 120_000);

it('does not know what is not published, refuses foreign names, and sends readers of those on', async () => {
  await using registry = await openLocalRegistry({ ownNames: new Set(['own']), upstream });
  expect((await fetch(`${registry.url}own`)).status).toBe(404);
  expect((await fetch(`${registry.url}foreign`, { method: 'PUT', body: '{}' })).status).toBe(403);
  const redirected = await fetch(`${registry.url}@scope%2fforeign`, { redirect: 'manual' });
  expect(redirected.headers.get('location')).toBe(`${upstream}@scope%2fforeign`);
});

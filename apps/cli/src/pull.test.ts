import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HubProcess, startHubProcess } from './test/hub-process.ts';
import { runCli, temporaryFile } from './test/run-cli.ts';

const bytes = new Uint8Array(5000).fill(7);
let server: Server;
let address: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url !== '/tiny.gguf') return response.writeHead(404).end();
    return response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tiny.gguf`;
});

afterAll(() => server.close());

it('pulls, lists, does not pull again, and removes', async () => {
  const pulled = await runCli(['pull', address]);
  expect(pulled).toMatchObject({ code: 0 });
  expect(pulled.stdout).toMatch(/^Pulled: .*tiny\.gguf\n\S+tiny\.gguf\nUse it with --model http/);
  expect(pulled.stderr).toContain('5.0 kB');
  expect(JSON.parse((await runCli(['pull', address, '--json', '--offline'])).stdout)).toMatchObject({
    wasCached: true,
    format: 'gguf',
  });
  const { models } = JSON.parse((await runCli(['list', '--json'])).stdout);
  expect(models).toMatchObject([{ sizeBytes: 5000 }]);
  expect((await runCli(['list'])).stdout).toContain('5.0 kB');
  expect(await runCli(['remove', address])).toMatchObject({ code: 0 });
  expect(JSON.parse((await runCli(['list', '--json'])).stdout).models).toEqual([]);
});

it('tells what the server said, and that there is no such alias', async () => {
  const missing = await runCli(['pull', address.replace('tiny', 'none')]);
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(missing.stderr).toContain('404');
  expect(await runCli(['pull', 'smollm'])).toMatchObject({ code: 2, stdout: '' });
});

/** A hub that serves some files as org/name. */
async function startHub(files: Readonly<Record<string, Uint8Array>>): Promise<HubProcess> {
  const folder = temporaryFile('hub-files');
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return await startHubProcess(folder, 'org/name');
}

it('chooses among the files of a repository, says why, keeps them where other tools look, and verifies them', async () => {
  const files = {
    'm-Q8_0.gguf': new Uint8Array(30_000).fill(8),
    'm-Q4_0.gguf': new Uint8Array(20_000).fill(4),
    'model.pt': bytes,
  };
  using hub = await startHub(files);
  const home = temporaryFile('hf-home');
  const env = { HF_ENDPOINT: hub.origin, HF_HOME: home };
  const pulled = await runCli(['pull', 'org/name'], { env });
  expect(pulled).toMatchObject({ code: 0 });
  expect(pulled.stderr).toMatch(
    /Taking m-Q4_0\.gguf, 20\.0 kB: Q4_0: its blocks run[\s\S]*Not taken: m-Q8_0\.gguf \(Q4_0 suits better\)/,
  );
  const [, path = ''] = pulled.stdout.split('\n');
  expect(path).toBe(join(home, 'hub/models--org--name/snapshots', 'c'.repeat(40), 'm-Q4_0.gguf'));
  expect(readFileSync(path)).toHaveLength(20_000);
  expect(pulled.stdout).toContain('--model org/name');
  expect((await runCli(['pull', 'org/name', '--offline'], { env })).stdout).toMatch(/^Already here/);
  expect((await runCli(['list'], { env })).stdout).toMatch(/org\/name@main +gguf +20\.0 kB +1 file/);
  expect(await runCli(['verify', 'org/name'], { env })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 of 1 file whole'),
  });
  writeFileSync(path, new Uint8Array(20_000));
  const damaged = await runCli(['verify', 'org/name'], { env });
  expect(damaged).toMatchObject({ code: 1, stdout: expect.stringMatching(/^damaged/) });
  expect(damaged.stderr).toContain('recyclegpt remove org/name');
  expect(await runCli(['remove', 'org/name'], { env })).toMatchObject({ code: 0 });
  const pickle = await runCli(['pull', 'org/name:model.pt'], { env });
  expect(pickle).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('runs what its author wrote'),
  });
  const climbing = await runCli(['pull', 'org/name:../../x.gguf'], { env });
  expect(climbing).toMatchObject({ code: 2, stdout: '' });
});

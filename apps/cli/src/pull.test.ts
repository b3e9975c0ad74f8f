import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from './test/run-cli.ts';

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
  expect(pulled.stdout).toMatch(/^Pulled: .*tiny\.gguf\n\S+tiny\.gguf\n$/);
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

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlaygroundServer, servePlayground } from './serve-playground.ts';

const root = mkdtempSync(join(tmpdir(), 'serve-'));
const folder = join(root, 'page');
let server: PlaygroundServer;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<p>page</p>');
  writeFileSync(join(folder, 'assets/ort-1234.wasm'), 'wasm');
  writeFileSync(join(folder, 'assets/sandbox-worker-1.js'), '');
  server = await servePlayground({ folder });
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

/** Asks for a path as it stands: `fetch` would tidy it up. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const call = request({ hostname, port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('servePlayground', () => {
  it('serves the page isolated, to this computer only', async () => {
    const { status, body, headers } = await ask('/');
    expect([status, body]).toEqual([200, '<p>page</p>']);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('sends types and long lives for what has a hash in its name', async () => {
    const { headers } = await ask('/assets/ort-1234.wasm?x=1');
    expect(headers['content-type']).toBe('application/wasm');
    expect(headers['cache-control']).toContain('immutable');
  });

  it('lets only the thread of typed-in schedulers compile text', async () => {
    const policyOf = async (path: string) => String((await ask(path)).headers['content-security-policy']);
    expect(await policyOf('/assets/sandbox-worker-1.js')).toContain("'unsafe-eval'");
    expect((await policyOf('/')).replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe-eval');
  });

  it('refuses to leave its folder, other methods, and other names of this computer', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '/%00',
      '/%',
      '/assets',
    ])
      expect((await ask(path)).status, path).toBe(404);
    expect((await ask('/', {}, 'POST')).status).toBe(405);
    expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
  });

  it('says that there is no page', async () => {
    await expect(servePlayground({ folder: root })).rejects.toThrow('index.html');
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportPlayground } from './export-playground.ts';
import { openInBrowser } from './open-in-browser.ts';
import { type PlaygroundServer, servePlayground } from './serve-playground.ts';

const root = mkdtempSync(join(tmpdir(), 'serve-'));
const pageFolder = join(root, 'page');
const modelFolder = join(root, 'toy');
let server: PlaygroundServer;

beforeAll(async () => {
  mkdirSync(join(pageFolder, 'assets'), { recursive: true });
  mkdirSync(modelFolder);
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(pageFolder, 'index.html'), '<p>page</p>');
  writeFileSync(join(pageFolder, 'assets/page-1234.js'), 'script');
  writeFileSync(join(pageFolder, 'assets/sandbox-worker-1.js'), '');
  writeFileSync(join(modelFolder, 'config.json'), '{}');
  writeFileSync(join(modelFolder, 'notes.md'), 'not for the page');
  server = await servePlayground({ pageFolder, modelFolder, port: 0 });
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
    expect((await ask('/', {}, 'HEAD')).body).toBe('');
  });

  it('gives long lives to what has a hash in its name', async () => {
    const { headers } = await ask('/assets/page-1234.js?x=1');
    expect(headers['content-type']).toContain('text/javascript');
    expect(headers['cache-control']).toContain('immutable');
  });

  it('brings the runtime from its package, once', async () => {
    const first = await ask('/runtime/ort-wasm-simd-threaded.wasm', {}, 'HEAD');
    expect([first.status, first.headers['content-type']]).toEqual([200, 'application/wasm']);
    expect(Number(first.headers['content-length'])).toBeGreaterThan(1e6);
    const again = await ask('/runtime/ort-wasm-simd-threaded.wasm', { 'if-none-match': String(first.headers['etag']) });
    expect([again.status, again.body]).toEqual([304, '']);
    expect((await ask('/runtime/ort.min.js')).status).toBe(404);
  });

  it('brings the model from its folder, and says what is there', async () => {
    const { body, headers } = await ask('/model/index.json');
    const sha256 = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    expect(JSON.parse(body)).toEqual({ name: 'toy', files: [{ name: 'config.json', sizeBytes: 2, sha256 }] });
    expect(headers['cache-control']).toBe('no-cache');
    expect((await ask('/model/config.json')).body).toBe('{}');
    expect((await ask('/model/notes.md')).status).toBe(404);
  });

  it('lets only the thread of typed-in schedulers compile text', async () => {
    const policyOf = async (path: string) => String((await ask(path)).headers['content-security-policy']);
    expect(await policyOf('/assets/sandbox-worker-1.js')).toContain("'unsafe-eval'");
    expect((await policyOf('/')).replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe-eval');
  });

  it('has nothing but the playground, no other methods, and no other names of this computer', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/model/../../secret.txt',
      '/model/%2e%2e/secret.txt',
      '/runtime/..%2fpackage.json',
      '/..%5csecret.txt',
      `/${encodeURIComponent(join(root, 'secret.txt'))}`,
      '/%00',
      '/%',
      '/assets',
      '/__proto__',
    ])
      expect((await ask(path)).status, path).toBe(404);
    expect((await ask('/', {}, 'POST')).status).toBe(405);
    expect((await ask('/', { host: 'evil.example' })).status).toBe(403);
  });

  it('says that a port is taken or none, and that there is no page', async () => {
    const port = Number(new URL(server.url).port);
    await expect(servePlayground({ pageFolder, port })).rejects.toThrow(/The port is taken/);
    await expect(servePlayground({ pageFolder, port: 65_536 })).rejects.toThrow('This is no port');
    await expect(servePlayground({ pageFolder: root })).rejects.toThrow(/no built page[\s\S]*index\.html/);
  });

  it('takes another port than the usual one if that is taken', async () => {
    const notices: string[] = [];
    const first = await servePlayground({ pageFolder, modelFolder });
    const second = await servePlayground({ pageFolder, modelFolder, onNotice: (text) => notices.push(text) });
    expect(second.url).not.toBe(first.url);
    expect(notices.join()).toContain('is taken');
    await Promise.all([first.close(), second.close()]);
  });
});

describe('exportPlayground', () => {
  it('writes the page with runtime and model beside it, into an empty folder only', async () => {
    const folder = join(root, 'site');
    const { numFiles, sizeBytes } = await exportPlayground({ folder, pageFolder, modelFolder });
    expect(readdirSync(folder).sort()).toEqual(['assets', 'index.html', 'model', 'runtime']);
    expect(numFiles).toBe(8);
    expect(sizeBytes).toBeGreaterThan(50e6);
    expect(JSON.parse(readFileSync(join(folder, 'model/index.json'), 'utf8')).name).toBe('toy');
    await expect(exportPlayground({ folder, pageFolder, modelFolder })).rejects.toThrow('holds something already');
  });
});

describe('openInBrowser', () => {
  it('says whether there is a program for it', async () => {
    // No Windows here: its command is not there.
    if (process.platform !== 'win32') expect(await openInBrowser('http://127.0.0.1:1/', 'win32')).toBe(false);
  });
});

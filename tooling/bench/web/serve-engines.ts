import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Bytes that an engine's page has downloaded. */
export interface Downloads {
  /** Scripts and WebAssembly. */
  readonly runtime: number;
  /** Weights, tokenizer, config. */
  readonly model: number;
}

/** A web server on this machine whose paths begin with an engine's name. */
export interface EngineServer extends AsyncDisposable {
  /** Address of an engine's page, with a slash at its end. */
  urlOf(engine: string): string;
  downloadsOf(engine: string): Downloads;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** What isolates a page, so that threads can share memory; without a cache every byte is counted. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cache-Control': 'no-store',
};

/** Folders of a page whose files are the model's. */
const modelFolders = /^\/(model|module)\//;

/** Serves one folder to all engines, and counts the bytes that each fetches. */
export async function serveEngines(folder: string): Promise<EngineServer> {
  const counts = new Map<string, { runtime: number; model: number }>();
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const [, engine = '', rest = '/'] = /^\/([^/]+)(\/.*)$/.exec(path) ?? [];
    const file = join(folder, rest.endsWith('/') ? `${rest}index.html` : rest);
    const count = counts.get(engine) ?? { runtime: 0, model: 0 };
    counts.set(engine, count);
    void send(file).catch(() => response.destroy());
    async function send(name: string): Promise<void> {
      const found = await stat(name).catch(() => undefined);
      if (found?.isFile() !== true) {
        response.writeHead(404, headers).end();
        return;
      }
      count[modelFolders.test(rest) ? 'model' : 'runtime'] += request.method === 'HEAD' ? 0 : found.size;
      const type = types[extname(name)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': found.size });
      if (request.method === 'HEAD') response.end();
      else await pipeline(createReadStream(name), response);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    urlOf: (engine) => `${origin}/${engine}/`,
    downloadsOf: (engine) => ({ ...(counts.get(engine) ?? { runtime: 0, model: 0 }) }),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

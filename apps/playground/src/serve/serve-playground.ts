import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';

export interface ServePlaygroundOptions {
  /** The built page. */
  readonly folder: string;
  /** Default: one that is free. */
  readonly port?: number;
}

/** A server that runs until it is closed. */
export interface PlaygroundServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Only this computer can open the page. */
const host = '127.0.0.1';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** Memory that is shared between threads needs the first three; the last keeps the page from asking anybody else. */
const headers: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

const policy = (extra: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'wasm-unsafe-eval' blob:${extra}`,
    "worker-src 'self' blob:",
    "connect-src 'self' blob: data:",
    "img-src 'self' data: blob:",
    "style-src 'self' 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * Serves the built page to this computer, with the headers that its threads need.
 * @throws the system's error if the port is taken or the folder has no page
 */
export async function servePlayground({ folder, port = 0 }: ServePlaygroundOptions): Promise<PlaygroundServer> {
  await stat(join(folder, 'index.html'));
  const server = createServer((request, response) => void answer(request, response, folder));
  await listen(server, port);
  const { port: chosen } = server.address() as AddressInfo;
  return { url: `http://${host}:${chosen}/`, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, folder: string): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET is answered here.');
  if (!isOwnHost(request.headers.host)) return refuse(response, 403, `This page is for ${host} only.`);
  const path = pathIn(folder, request.url ?? '/');
  if (path === undefined) return refuse(response, 404, 'There is no such file.');
  const size = await sizeOf(path);
  if (size === undefined) return refuse(response, 404, 'There is no such file.');
  // Only the thread of typed-in schedulers compiles text.
  const isSandbox = /sandbox-worker[^/\\]*\.js$/.test(path);
  response.setHeader('Content-Security-Policy', policy(isSandbox ? " 'unsafe-eval'" : ''));
  response.setHeader('Content-Type', contentTypes[extname(path)] ?? 'application/octet-stream');
  response.setHeader('Content-Length', size);
  // Names under assets/ carry hashes of the contents.
  const isHashed = path.includes(`${sep}assets${sep}`);
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.writeHead(200);
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(path)
      .on('error', () => response.destroy())
      .pipe(response);
}

/** A page elsewhere must not read this one through a name that it points to 127.0.0.1 (DNS rebinding). */
function isOwnHost(name: string | undefined): boolean {
  return name !== undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(name);
}

/** The file of a request; `undefined` if it would lie outside of the folder. */
function pathIn(folder: string, url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.split(/[?#]/)[0] ?? '/');
    if (path.includes('\0') || path.includes('\\') || path.split('/').includes('..')) return undefined;
    const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
    return file.startsWith(normalize(folder.endsWith(sep) ? folder : folder + sep)) ? file : undefined;
  } catch {
    return undefined;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const facts = await stat(path);
    return facts.isFile() ? facts.size : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

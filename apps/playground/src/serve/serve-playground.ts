import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { ConfigError } from '@recyclegpt/spec';
import { builtPage } from './built-page.ts';
import { openSite, type Site, type SiteFile } from './site.ts';

export interface ServePlaygroundOptions {
  /** 0: one that is free. Default: 7867, or one that is free where that is taken. */
  readonly port?: number | undefined;
  /** The model that the page comes with: a folder as `recyclegpt train` writes it. Default: the installed storyteller. */
  readonly modelFolder?: string | undefined;
  /** The built page. Default: that of this package; in a checkout it is built first where it is older than its sources. */
  readonly pageFolder?: string | undefined;
  /** Told what takes time, and what is done otherwise than asked for. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** A server that runs until it is closed. */
export interface PlaygroundServer {
  /** `http://127.0.0.1:PORT/`. */
  readonly url: string;
  /** Ends it; connections that are open are cut. */
  close(): Promise<void>;
}

/** Only this computer can open the page. */
const host = '127.0.0.1';
/** Always the same: browsers keep what they have stored by address, the port included. */
const usualPort = 7867;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Memory that is shared between threads needs the first three. */
const headers: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Keeps the page from asking anybody else. */
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
 * Serves the playground to this computer, with the headers that its threads need. Files that are not the playground's cannot
 * be asked for.
 * @throws ConfigError if the port that was asked for is taken or none; FileError if the page is not there or cannot be built
 */
export async function servePlayground(options: ServePlaygroundOptions = {}): Promise<PlaygroundServer> {
  const { modelFolder, onNotice, port } = options;
  checkPort(port);
  const pageFolder = options.pageFolder ?? (await builtPage(onNotice));
  const site = await openSite({ pageFolder, modelFolder });
  const server = createServer((request, response) => answer(request, response, site));
  if (port === undefined) await listenSomewhere(server, onNotice);
  else await listenAt(server, port);
  const { port: chosen } = server.address() as AddressInfo;
  return { url: `http://${host}:${chosen}/`, close: () => close(server) };
}

function checkPort(port: number | undefined): void {
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port < 65_536)) return;
  const expected = 'a whole number from 0 to 65535';
  throw new ConfigError({ what: 'This is no port', where: 'port', expected, got: `${port}` });
}

async function listenSomewhere(server: Server, onNotice: ServePlaygroundOptions['onNotice']): Promise<void> {
  try {
    await listen(server, usualPort);
  } catch (error) {
    if (!isTaken(error)) throw error;
    onNotice?.(`Port ${usualPort} is taken: another one is used, where the browser has nothing stored yet.`);
    await listen(server, 0);
  }
}

async function listenAt(server: Server, port: number): Promise<void> {
  try {
    await listen(server, port);
  } catch (cause) {
    throw new ConfigError({
      what: isTaken(cause) ? 'The port is taken' : 'The port cannot be used',
      where: 'port',
      got: `${port}${cause instanceof Error ? `: ${cause.message}` : ''}`,
      next: 'Name another one, or none: then one is found.',
      cause,
    });
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
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
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

function answer(request: IncomingMessage, response: ServerResponse, site: Site): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const address = addressOf(request.url ?? '/');
  const file = site.get(address);
  if (request.method !== 'GET' && request.method !== 'HEAD') refuse(response, 405, 'Only GET is answered here.');
  else if (!isOwnHost(request.headers.host)) refuse(response, 403, `This page is for ${host} only.`);
  else if (file === undefined) refuse(response, 404, 'There is no such file.');
  else {
    describe(response, address);
    send(request, response, file);
  }
}

/** Says what kind of file it is, how long it may be kept, and what it may do. */
function describe(response: ServerResponse, address: string): void {
  // Only the thread of typed-in schedulers compiles text.
  const isSandbox = /sandbox-worker[^/]*\.js$/.test(address);
  // Names under assets/ carry hashes of the contents; others are asked for again, and mostly found unchanged.
  const life = address.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  response.setHeader('Content-Security-Policy', policy(isSandbox ? " 'unsafe-eval'" : ''));
  response.setHeader('Content-Type', contentTypes[extname(address)] ?? 'application/octet-stream');
  response.setHeader('Cache-Control', life);
}

function send({ method, headers: asked }: IncomingMessage, response: ServerResponse, file: SiteFile): void {
  if (file.kind === 'text') {
    response.setHeader('Content-Length', Buffer.byteLength(file.text));
    response.end(method === 'HEAD' ? undefined : file.text);
    return;
  }
  const tag = `"${file.sizeBytes.toString(16)}-${Math.round(file.modifiedMs).toString(16)}"`;
  response.setHeader('ETag', tag);
  if (asked['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader('Content-Length', file.sizeBytes);
  if (method === 'HEAD') response.end();
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
}

/** A page elsewhere must not read this one through a name that it points to 127.0.0.1 (DNS rebinding). */
function isOwnHost(name: string | undefined): boolean {
  return name !== undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(name);
}

/** The address that is asked for; one that cannot be read stays as it is, and is no file's. */
function addressOf(url: string): string {
  try {
    const path = decodeURIComponent(url.split(/[?#]/)[0] ?? '/').replace(/^\//, '');
    return path === '' || path.endsWith('/') ? `${path}index.html` : path;
  } catch {
    return url;
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

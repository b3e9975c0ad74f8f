import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ByteSpan, ByteSpans } from '../ranges/byte-spans.ts';
import { sendBody } from './send-body.ts';
import { sha256Of } from './test-bytes.ts';

/** What a hub does instead of what it should. Several may come together. */
export interface Misbehaviour {
  /** Answers with this status and no body. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends so many bytes of the answer, then cuts the connection. */
  readonly cutAfterBytes?: number;
  /** Sends so many and then nothing more, with the connection open. */
  readonly hangAfterBytes?: number;
  readonly bytesPerSecond?: number;
  /** Told instead of the true length. */
  readonly contentLength?: number;
  /** Sends other bytes of the same size, under the same name and hash. */
  readonly isCorrupt?: boolean;
  /** Sends this content, with an ETag of its own. */
  readonly content?: Uint8Array;
  /** Sends the whole file whatever part is asked for. */
  readonly ignoresRanges?: boolean;
  /** Redirects there. */
  readonly location?: string;
}

/** One request that the hub got. */
export interface HubRequest {
  /** `hub`, or `cdn`: the other host that large files come from. */
  readonly host: 'hub' | 'cdn';
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** How many of this host came before. */
  readonly index: number;
  /** Path of the file in the repository, where one is asked for. */
  readonly file: string | undefined;
}

/** How a hub for tests is. */
export interface TestHubOptions {
  /** `organisation/name`. */
  readonly repository?: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly commit?: string;
  /** Files that live in LFS or Xet, and come from another host: by default those over 10 kB. */
  readonly isLarge?: (path: string) => boolean;
  /** Entries of a page of the tree. */
  readonly pageSize?: number;
  /** A mirror without the tree API and hashes. */
  readonly isPlainMirror?: boolean;
  /** Only who sends it may read. */
  readonly token?: string;
  readonly misbehave?: (request: HubRequest) => Misbehaviour | undefined;
}

/** A hub on this machine, and what it was asked. */
export interface TestHub extends AsyncDisposable {
  readonly origin: string;
  readonly requests: readonly HubRequest[];
  /** Every part of a file that was sent, in order, as far as it was. */
  sentSpans(file: string): readonly ByteSpan[];
  /** Bytes of a file that were sent more than once. */
  repeatedBytes(file: string): number;
  /** What the repository holds from now on, under another commit. */
  publish(files: Readonly<Record<string, Uint8Array>>, commit: string): void;
}

/** Id of the git blob with this content. */
export function gitSha1Of(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Starts a hub that behaves as huggingface.co does, but for what `misbehave` says. */
export async function startHub(options: TestHubOptions): Promise<TestHub> {
  const hub = new HubOfTests(options);
  await hub.listen();
  return hub;
}

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

class HubOfTests implements TestHub {
  readonly requests: HubRequest[] = [];
  readonly #options: TestHubOptions;
  /** Hashing large contents for each request would be slower than sending them. */
  readonly #hashes = new WeakMap<Uint8Array, string>();
  readonly #sent = new Map<string, { start: number; end: number }[]>();
  #files: Readonly<Record<string, Uint8Array>>;
  #commit: string;
  #origins = { hub: '', cdn: '' };
  #close: (() => Promise<void>)[] = [];

  constructor(options: TestHubOptions) {
    this.#options = options;
    this.#files = options.files;
    this.#commit = options.commit ?? 'c'.repeat(40);
  }

  get origin(): string {
    return this.#origins.hub;
  }

  async listen(): Promise<void> {
    const hosts = (['hub', 'cdn'] as const).map(async (host) => {
      const { origin, close } = await listening((request, response) => this.#answer(host, request, response));
      this.#origins[host] = origin;
      this.#close.push(close);
    });
    await Promise.all(hosts);
  }

  publish(files: Readonly<Record<string, Uint8Array>>, commit: string): void {
    this.#files = files;
    this.#commit = commit;
  }

  sentSpans(file: string): readonly ByteSpan[] {
    return this.#sent.get(file) ?? [];
  }

  repeatedBytes(file: string): number {
    const spans = this.sentSpans(file).filter(({ start, end }) => end > start);
    return spans.reduce((sum, { start, end }) => sum + end - start, 0) - new ByteSpans(spans).sizeBytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#close) await close();
  }

  #answer(host: HubRequest['host'], request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const file = this.#fileOf(host, path);
    const index = this.requests.filter((each) => each.host === host).length;
    const headers = request.headers as HubRequest['headers'];
    const told = { host, path, headers, index, file };
    this.requests.push(told);
    const misbehaviour = this.#options.misbehave?.(told) ?? {};
    const { token } = this.#options;
    if (misbehaviour.location !== undefined) response.writeHead(302, { location: misbehaviour.location }).end();
    else if (misbehaviour.status !== undefined) response.writeHead(misbehaviour.status, misbehaviour.headers).end();
    else if (host === 'hub' && token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      response.writeHead(401, { 'x-error-code': 'GatedRepo' }).end();
    else if (path.startsWith('/api/')) this.#answerApi(path, response, misbehaviour);
    else if (file === undefined) response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    else if (host === 'hub' && this.#isLarge(file)) this.#redirect(file, response);
    else void this.#send(told, response, misbehaviour);
  }

  #hashOf(bytes: Uint8Array): string {
    const hash = this.#hashes.get(bytes) ?? sha256Of(bytes);
    this.#hashes.set(bytes, hash);
    return hash;
  }

  #isLarge(file: string): boolean {
    return this.#options.isLarge?.(file) ?? (this.#files[file]?.length ?? 0) > 10_000;
  }

  #fileOf(host: HubRequest['host'], path: string): string | undefined {
    const { repository = 'org/name' } = this.#options;
    const { pathname } = new URL(path, 'http://x');
    const pattern = host === 'cdn' ? /^\/blob\/(.+)$/ : new RegExp(`^/${repository}/resolve/[^/]+/(.+)$`);
    const file = pattern.exec(pathname)?.[1];
    const decoded = file === undefined ? undefined : decodeURIComponent(file);
    return decoded !== undefined && Object.hasOwn(this.#files, decoded) ? decoded : undefined;
  }

  #redirect(file: string, response: ServerResponse): void {
    const bytes = this.#files[file] ?? new Uint8Array();
    const headers = {
      location: `${this.#origins.cdn}/blob/${encodeURIComponent(file)}?signature=secret`,
      'x-linked-etag': `"${this.#hashOf(bytes)}"`,
      'x-linked-size': bytes.length,
      'x-repo-commit': this.#commit,
    };
    response.writeHead(302, headers).end();
  }

  #answerApi(path: string, response: ServerResponse, { headers }: Misbehaviour): void {
    const { repository = 'org/name', isPlainMirror = false, pageSize = 1000 } = this.#options;
    const { pathname, searchParams } = new URL(path, this.origin);
    const names = Object.keys(this.#files);
    const reply = (json: unknown, more: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(200, { 'content-type': 'application/json', ...more, ...headers }).end(JSON.stringify(json));
    };
    if (pathname.startsWith(`/api/models/${repository}/revision/`)) {
      reply({ id: repository, sha: this.#commit, siblings: names.map((rfilename) => ({ rfilename })) });
      return;
    }
    if (isPlainMirror || !pathname.startsWith(`/api/models/${repository}/tree/`)) {
      response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
      return;
    }
    const first = Number(searchParams.get('cursor') ?? 0);
    const next = `<${this.origin}${pathname}?recursive=true&cursor=${first + pageSize}>; rel="next"`;
    const page = names.slice(first, first + pageSize).map((name) => this.#entry(name));
    reply([...(first === 0 ? [{ type: 'directory', path: 'sub', oid: '0' }] : []), ...page], {
      ...(first + pageSize < names.length ? { link: next } : {}),
    });
  }

  #entry(path: string): object {
    const bytes = this.#files[path] ?? new Uint8Array();
    const { length: size } = bytes;
    const entry = { type: 'file', path, size, oid: gitSha1Of(bytes) };
    if (!this.#isLarge(path)) return entry;
    return { ...entry, oid: 'f'.repeat(40), lfs: { oid: this.#hashOf(bytes), size, pointerSize: 134 }, xetHash: 'x' };
  }

  async #send({ file = '', headers }: HubRequest, response: ServerResponse, misbehaviour: Misbehaviour): Promise<void> {
    const { content, isCorrupt = false, ignoresRanges = false } = misbehaviour;
    const whole = content ?? this.#files[file] ?? new Uint8Array();
    const etag = `"${this.#hashOf(whole)}"`;
    const isCurrent = headers['if-range'] === undefined || headers['if-range'] === etag;
    const range = ignoresRanges || !isCurrent ? undefined : /^bytes=(\d+)-(\d*)$/.exec(headers['range'] ?? '');
    const start = Number(range?.[1] ?? 0);
    const end = Math.min(whole.length, range?.[2] ? Number(range[2]) + 1 : whole.length);
    if (start >= whole.length && range) {
      return void response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end();
    }
    const body = whole.slice(start, end);
    if (isCorrupt) for (let i = 0; i < body.length; i += 100) body[i] = (body[i] ?? 0) ^ 0xff;
    response.writeHead(range ? 206 : 200, {
      'content-length': misbehaviour.contentLength ?? body.length,
      etag,
      'x-repo-commit': this.#commit,
      ...(range ? { 'content-range': `bytes ${start}-${end - 1}/${whole.length}` } : {}),
      ...misbehaviour.headers,
    });
    const sent = { start, end: start };
    this.#sent.set(file, [...this.sentSpans(file), sent]);
    await sendBody(response, body, { ...misbehaviour, onSent: (bytes) => (sent.end += bytes) });
  }
}

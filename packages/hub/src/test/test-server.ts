import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; `index` counts from 0. */
export type Answer = (request: IncomingMessage, response: ServerResponse, index: number) => void;

/** A local server for tests, and what it was asked. */
export interface TestServer extends AsyncDisposable {
  readonly origin: string;
  readonly requests: { readonly url: string; readonly headers: Readonly<Record<string, string | undefined>> }[];
  /** Bytes of bodies that were sent, by index of the request. */
  readonly sentBytes: number[];
}

export async function startServer(answer: Answer): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  const sentBytes: number[] = [];
  const server = createServer((request, response) => {
    const index = requests.length;
    requests.push({ url: request.url ?? '', headers: request.headers as Record<string, string | undefined> });
    sentBytes.push(0);
    const write = response.write.bind(response) as (chunk: Uint8Array) => boolean;
    response.write = ((chunk: Uint8Array) => {
      sentBytes[index] = (sentBytes[index] ?? 0) + chunk.length;
      return write(chunk);
    }) as typeof response.write;
    answer(request, response, index);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sentBytes,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** How to serve a file. */
export interface ServeOptions {
  readonly etag?: string | undefined;
  /** Sends this many bytes of the answer, then cuts the connection. */
  readonly cutAfterBytes?: number | undefined;
  /** Sends that many and then nothing more, with the connection open. */
  readonly hangAfterBytes?: number | undefined;
  readonly hasRanges?: boolean;
  /** Told instead of the true size. */
  readonly contentLength?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

function rangeStart(request: IncomingMessage, options: ServeOptions): number {
  const { etag, hasRanges = true } = options;
  const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const condition = request.headers['if-range'];
  const isSame = condition === undefined || condition === etag;
  return start === undefined || !hasRanges || !isSame ? 0 : Number(start);
}

/** Serves bytes as a well-behaved server would, but for what the options say. */
export function serve(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  options: ServeOptions = {},
): void {
  const { etag, cutAfterBytes, hangAfterBytes, contentLength, headers = {} } = options;
  const start = rangeStart(request, options);
  if (start > 0 && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const body = bytes.subarray(start);
  const range = { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': contentLength ?? body.length,
    ...(etag === undefined ? {} : { etag }),
    ...(start > 0 ? range : {}),
    ...headers,
  });
  const stopAfter = cutAfterBytes ?? hangAfterBytes;
  response.write(body.subarray(0, stopAfter));
  if (hangAfterBytes !== undefined) return;
  if (cutAfterBytes === undefined && contentLength === undefined) response.end();
  // Destroyed only when the bytes have left, so that the cut lies where the test says.
  else setTimeout(() => response.destroy(), 20);
}

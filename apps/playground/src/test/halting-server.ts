import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server before another one that stops in the middle of a file. */
export interface HaltingServer {
  readonly url: string;
  /** Resolves when half of the file has been sent. */
  readonly halfSent: Promise<void>;
  /** From now on the file is sent as a whole. */
  goOn(): void;
  close(): Promise<void>;
}

/** Serves what the server at `target` has, but of the file at `path` only the first half, until it is told to go on. */
export async function serveHalting(target: string, path: string): Promise<HaltingServer> {
  let isHalting = true;
  let tell: () => void = () => undefined;
  const halfSent = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = createServer((request, response) => {
    const { host: _, ...headers } = request.headers;
    get(new URL(request.url ?? '/', target), { headers }, async (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (!isHalting || request.url !== path) return void answer.pipe(response);
      const half = Number(answer.headers['content-length']) / 2;
      let sent = 0;
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        response.write(chunk);
        sent += chunk.length;
        if (sent >= half) break;
      }
      tell();
    }).on('error', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    halfSent,
    goOn: () => {
      isHalting = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

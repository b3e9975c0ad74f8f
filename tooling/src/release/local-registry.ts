import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A registry on this machine that forgets everything when it is closed. */
export interface LocalRegistry extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string;
  /** `name@version` of what was published, in the order of arrival. */
  readonly published: readonly string[];
}

export interface LocalRegistryOptions {
  /** Names that only this registry serves: unpublished ones are unknown. */
  readonly ownNames: ReadonlySet<string>;
  /** Where all other names are redirected, with a slash at its end. */
  readonly upstream: string;
}

/** What npm and pnpm send to publish: https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md, as far as they use it. */
interface PublishedDocument {
  readonly name: string;
  readonly versions: Readonly<Record<string, { readonly dist: Readonly<Record<string, unknown>> }>>;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly _attachments: Readonly<Record<string, { readonly data: string }>>;
}

interface Packument {
  versions: Record<string, object>;
  tags: Record<string, string>;
  tarballs: Map<string, Buffer>;
}

/** Starts a registry that takes packages as npm's does and hands them out again, to try a release without making one. */
export async function openLocalRegistry({ ownNames, upstream }: LocalRegistryOptions): Promise<LocalRegistry> {
  const packuments = new Map<string, Packument>();
  const published: string[] = [];
  let url = '';

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', url).pathname).slice(1);
    const [name = '', file] = path.split('/-/');
    if (request.method === 'PUT') {
      const { status, body } = put(name, await readBody(request));
      return send(response, status, body);
    }
    if (!ownNames.has(name)) {
      response.writeHead(302, { Location: `${upstream}${path.replace(/^(@[^/]+)\//, '$1%2f')}` }).end();
      return;
    }
    const packument = packuments.get(name);
    if (packument === undefined) return send(response, 404, { error: 'Not found' });
    if (file === undefined) {
      return send(response, 200, { name, versions: packument.versions, 'dist-tags': packument.tags });
    }
    const tarball = packument.tarballs.get(file);
    if (tarball === undefined) return send(response, 404, { error: 'Not found' });
    response
      .writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': tarball.length })
      .end(tarball);
  }

  function put(name: string, body: string): { status: number; body: object } {
    if (!ownNames.has(name)) return { status: 403, body: { error: `${name} is not expected here` } };
    const document = JSON.parse(body) as PublishedDocument;
    const packument: Packument = packuments.get(name) ?? { versions: {}, tags: {}, tarballs: new Map() };
    const [tarball] = Object.values(document._attachments);
    for (const [version, manifest] of Object.entries(document.versions)) {
      if (version in packument.versions) return { status: 409, body: { error: `${name}@${version} is there already` } };
      const file = `${name.split('/').at(-1)}-${version}.tgz`;
      packument.tarballs.set(file, Buffer.from(tarball?.data ?? '', 'base64'));
      packument.versions[version] = { ...manifest, dist: { ...manifest.dist, tarball: `${url}${name}/-/${file}` } };
      published.push(`${name}@${version}`);
    }
    Object.assign(packument.tags, document['dist-tags']);
    packuments.set(name, packument);
    return { status: 201, body: { ok: true } };
  }

  return {
    url,
    published,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

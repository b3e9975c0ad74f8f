import { createReadStream, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { type PackedPackage, readTarball } from './read-tarball.ts';

/** A registry on this machine. */
export interface Registry extends AsyncDisposable {
  readonly origin: string;
}

/**
 * Serves the tarballs of a folder as a registry does, so that `npm install recyclegpt` works before anything is published;
 * npm is sent on to `upstream` for all other packages.
 * @throws Error if the folder holds no tarballs
 */
export async function startRegistry(folder: string, upstream: string): Promise<Registry> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const packages = new Map(
    files.map((file) => readTarball(join(folder, file))).map((each) => [each.manifest.name, each]),
  );
  let origin = '';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    const packed = packages.get(path);
    if (packed !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(description(packed, origin)));
    } else if (path.startsWith('-/') && files.includes(basename(path))) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      createReadStream(join(folder, basename(path))).pipe(response);
    } else response.writeHead(302, { location: new URL(request.url ?? '/', upstream).href }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function description({ path, manifest, integrity }: PackedPackage, origin: string): object {
  const dist = { tarball: `${origin}/-/${basename(path)}`, integrity };
  return {
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
  };
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startHub } from './test-hub.ts';

/**
 * A hub in a process of its own, for tests and captures of the command line: serves the files of a folder as
 * `organisation/name` and prints its origin. `node serve-hub.ts FOLDER ORGANISATION/NAME [BYTES_PER_SECOND]`
 */
const [folder = '.', repository = 'org/name', rate] = process.argv.slice(2);

function filesBelow(path: string, prefix = ''): readonly string[] {
  return readdirSync(path).flatMap((name) =>
    statSync(join(path, name)).isDirectory() ? filesBelow(join(path, name), `${prefix}${name}/`) : [prefix + name],
  );
}

const files = Object.fromEntries(
  filesBelow(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]),
);
const bytesPerSecond = rate === undefined ? undefined : Number(rate);
const hub = await startHub({
  repository,
  files,
  ...(bytesPerSecond === undefined ? {} : { misbehave: () => ({ bytesPerSecond }) }),
});
console.log(hub.origin);

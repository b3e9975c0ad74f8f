// Builds the page if it is missing or older than its sources, then serves it until Ctrl-C: `open.ts [--port N] [--rebuild]`.
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { embeddedModelFolder, playgroundConfig } from '../build/playground-config.ts';
import { servePlayground } from './serve-playground.ts';

const app = fileURLToPath(new URL('../..', import.meta.url));
const page = join(app, 'dist');
const { values } = parseArgs({
  options: { port: { type: 'string' }, rebuild: { type: 'boolean', default: false } },
});
const port = values.port === undefined ? undefined : Number(values.port);
if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
  console.error(`playground: --port ${values.port} is no port. Expected a whole number from 0 to 65535.`);
  process.exit(2);
}

if (values.rebuild || !(await isFresh())) {
  console.error('playground: building the page …');
  await build({ ...playgroundConfig(), logLevel: 'warn' });
}
const server = await servePlayground({ folder: page, ...(port === undefined ? {} : { port }) });
console.log(`The playground is at ${server.url} (Ctrl-C ends it).`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await server.close();
    process.exit(0);
  });
}

/** Whether the page is newer than everything that it is made of. */
async function isFresh(): Promise<boolean> {
  const index = join(page, 'index.html');
  if (!existsSync(index)) return false;
  const builtMs = (await stat(index)).mtimeMs;
  const packages = join(app, '..', '..', 'packages');
  const folders = [app, ...(await readdir(packages)).map((name) => join(packages, name))].map((f) => join(f, 'src'));
  const newest = await Promise.all([...folders, dirname(join(embeddedModelFolder(), 'config.json'))].map(newestIn));
  return newest.every((ms) => ms <= builtMs);
}

/** When the youngest file below a folder was written, in milliseconds; 0 if there is none. */
async function newestIn(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).mtimeMs),
  );
  return Math.max(0, ...times);
}

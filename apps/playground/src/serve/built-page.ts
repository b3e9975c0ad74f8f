import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileError } from '@recyclegpt/spec';

/** The folder of this package: two above the sources of the server, as above its built files. */
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
/** Where the build puts the page. */
const pageFolder = join(packageFolder, 'dist', 'page');
/** Only a checkout has it. */
const builder = join(packageFolder, 'src', 'build', 'build-page.ts');

/**
 * The folder of the built page. In a checkout the page is built first where it is missing or older than its sources.
 * @throws FileError if it cannot be built
 */
export async function builtPage(onNotice: (text: string) => void = () => undefined): Promise<string> {
  if (!existsSync(builder) || (await isFresh())) return pageFolder;
  onNotice('Building the page …');
  const root = join(packageFolder, '..', '..');
  // A checkout that was made ready for the command line alone lacks what builds the page.
  if (!hasBuildTools()) await runNode(root, [join('tooling', 'setup.mjs'), '--for', 'playground', '--quiet']);
  await runNode(root, [
    '--conditions=@recyclegpt/source',
    '--import',
    new URL('../../../../tooling/typescript.mjs', import.meta.url).href,
    builder,
  ]);
  return pageFolder;
}

function hasBuildTools(): boolean {
  try {
    return createRequire(import.meta.url).resolve('vite') !== '';
  } catch {
    return false;
  }
}

/** Whether the page is newer than everything that it is made of. */
async function isFresh(): Promise<boolean> {
  const index = join(pageFolder, 'index.html');
  if (!existsSync(index)) return false;
  const builtMs = (await stat(index)).mtimeMs;
  const packages = join(packageFolder, '..', '..', 'packages');
  const folders = [packageFolder, ...(await readdir(packages)).map((name) => join(packages, name))];
  const newest = await Promise.all(folders.map((folder) => newestIn(join(folder, 'src'))));
  const frameMs = (await stat(join(packageFolder, 'index.html'))).mtimeMs;
  return [...newest, frameMs].every((ms) => ms <= builtMs);
}

/** When the youngest file below a folder was written, in milliseconds; 0 if there is none. Tests do not count. */
async function newestIn(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.includes('.test.'));
  const times = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).mtimeMs),
  );
  return Math.max(0, ...times);
}

/** Runs a script of the checkout; what it says goes where errors go. */
async function runNode(cwd: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  throw new FileError({
    what: 'The page could not be built',
    where: pageFolder,
    got: said.trim().split('\n').slice(-12).join('\n'),
    next: 'Run `npm run playground` in the checkout, which shows all of it.',
  });
}

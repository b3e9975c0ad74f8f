// Checks every package as its users get it: built, packed, installed, its README's examples run. `npm run packages`.
// Names given on the command line select packages: `npm run packages -- spec tensor`. With `--full` each is also installed
// alone by pnpm, compiled against alone and built into a page alone; without, all of them are at once.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/environment.mjs';
import { checkContents } from './packages/check-contents.ts';
import { CheckRun } from './packages/check-run.ts';
import { checkUsers } from './packages/check-users.ts';
import { installBehindFirewall, installInto, loadAlone, runInProject } from './packages/install-alone.ts';
import { lintTarball } from './packages/lint-tarball.ts';
import { buildAll, pack } from './packages/pack.ts';
import { PassedBefore } from './packages/passed-before.ts';
import { projectName } from './packages/pnpm-workspace.ts';
import { type Publishable, publishablePackages } from './packages/publishable.ts';
import { companionsOf, readExamples, runExamples } from './packages/readme-examples.ts';
import { writeTestResults } from './test-results.ts';

/** Two, since npm mostly waits for the disk. */
const numWorkers = 2;
/** What decides a result beside the package itself. */
const surroundings = [
  'pnpm-lock.yaml',
  'tooling/src/packages.ts',
  ...['api-report', 'check-users', 'install-alone', 'pnpm-workspace', 'type-check', 'vite-app'].map(
    (name) => `tooling/src/packages/${name}.ts`,
  ),
].map((path) => join(root, path));

const passedBefore = new PassedBefore(join(root, 'node_modules', '.cache', 'recyclegpt', 'packages.json'));
const checkRun = new CheckRun(passedBefore, surroundings);
const scratch = mkdtempSync(join(tmpdir(), 'recyclegpt-packages-'));

try {
  await main(process.argv.slice(2));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main(commandArguments: readonly string[]): Promise<void> {
  const names = commandArguments.filter((each) => each !== '--full');
  const isFull = commandArguments.includes('--full');
  const packages = publishablePackages(root);
  const start = performance.now();
  const buildOutput = await buildAll(packages);
  console.log(`  built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const tarballs = await packAll(packages, buildOutput);
  const selected = packages.filter(({ name }) => names.length === 0 || names.some((each) => name.endsWith(each)));
  const packed = selected.filter(({ name }) => tarballs.has(name));
  await checkContents(packed, { root, run: checkRun, all: packages, scratch, tarballs });
  const waiting = [...packed];
  await Promise.all(Array.from({ length: numWorkers }, () => work(waiting, packages, tarballs)));
  const users = { root, run: checkRun, all: packages, tarballs };
  await checkUsers(packed, { ...users, folder: join(scratch, 'users') });
  for (const each of isFull ? packed : []) {
    await checkUsers([each], { ...users, folder: join(scratch, `users-${projectName(each)}`) });
  }
  const { passed, failures } = checkRun;
  writeTestResults({ passed, failures, skips: [] });
  console.log(`  packages: ${passed} checks passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

async function packAll(packages: readonly Publishable[], buildOutput: string): Promise<Map<string, string>> {
  const tarballs = new Map<string, string>();
  for (const each of packages) {
    await checkRun.check(`${each.name} builds and packs`, async () => {
      tarballs.set(each.name, await pack(each, scratch, buildOutput));
    });
  }
  return tarballs;
}

async function work(
  waiting: Publishable[],
  all: readonly Publishable[],
  tarballs: ReadonlyMap<string, string>,
): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await checkPackage(next, all, tarballs);
}

async function checkPackage(each: Publishable, all: readonly Publishable[], tarballs: ReadonlyMap<string, string>) {
  const { name } = each;
  const own = tarballs.get(name) ?? '';
  await checkRun.check(`${name} is well formed (publint, attw)`, () => lintTarball(own, each), [own]);
  const project = join(scratch, `project-${projectName(each)}`);
  const loads = async () => {
    await installInto(project, [each], tarballs);
    await loadAlone(each, project);
  };
  await checkRun.check(`${name} installs and loads alone`, loads, tarballsOf([each], tarballs));
  const companions = companionsOf(each, all);
  const shows = async () => {
    const blocks = readExamples(each);
    if (companions.length > 0 || !existsSync(project)) await installInto(project, [each, ...companions], tarballs);
    await runExamples(blocks, project);
  };
  await checkRun.check(`${name} runs its README's examples`, shows, tarballsOf([each, ...companions], tarballs));
  rmSync(project, { recursive: true, force: true });
  if (name === 'recyclegpt') await checkFirewall(each, project, tarballs);
}

/** The command installs and answers where the files that onnxruntime-node wants to download cannot be had. */
async function checkFirewall(command: Publishable, project: string, tarballs: ReadonlyMap<string, string>) {
  const answers = async () => {
    await installBehindFirewall(project, [command], tarballs);
    const path = join(project, 'node_modules', '.bin', 'recyclegpt');
    const asking = ['generate', 'hello', '--max-tokens', '4', '--backend', 'reference'];
    await runInProject(project, 'an answer', path, asking);
  };
  await checkRun.check(`${command.name} installs behind a firewall`, answers, tarballsOf([command], tarballs));
  rmSync(project, { recursive: true, force: true });
}

function tarballsOf(packages: readonly Publishable[], tarballs: ReadonlyMap<string, string>): string[] {
  const names = packages.flatMap(({ name, localDependencies }) => [name, ...localDependencies]);
  return names.map((name) => tarballs.get(name) ?? '');
}

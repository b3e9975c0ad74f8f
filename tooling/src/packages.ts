// Checks every package as its users get it: built, packed, installed alone, its README's examples run. `pnpm packages`.
// Names given on the command line select packages: `pnpm packages spec tensor`.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CheckError } from './packages/check-error.ts';
import { installBehindFirewall, installInto, loadAlone, runInProject } from './packages/install-alone.ts';
import { lintTarball } from './packages/lint-tarball.ts';
import { buildAll, pack } from './packages/pack.ts';
import { keyOf, PassedBefore } from './packages/passed-before.ts';
import { type Publishable, publishablePackages } from './packages/publishable.ts';
import { companionsOf, readExamples, runExamples } from './packages/readme-examples.ts';
import { writeTestResults } from './test-results.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Two, since npm mostly waits for the disk. */
const numWorkers = 2;
/** What decides a result beside the package itself. */
const surroundings = ['pnpm-lock.yaml', 'tooling/src/packages.ts', 'tooling/src/packages/install-alone.ts'].map(
  (path) => join(root, path),
);

const passedBefore = new PassedBefore(join(root, 'node_modules', '.cache', 'recyclegpt', 'packages.json'));
const scratch = mkdtempSync(join(tmpdir(), 'recyclegpt-packages-'));
const failures: { name: string; message: string }[] = [];
let passed = 0;

try {
  await main(process.argv.slice(2));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function main(names: readonly string[]): Promise<void> {
  const packages = publishablePackages(root);
  const start = performance.now();
  const buildOutput = await buildAll(packages);
  console.log(`  built in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const tarballs = await packAll(packages, buildOutput);
  const selected = packages.filter(({ name }) => names.length === 0 || names.some((each) => name.endsWith(each)));
  const waiting = selected.filter(({ name }) => tarballs.has(name));
  await Promise.all(Array.from({ length: numWorkers }, () => work(waiting, packages, tarballs)));
  writeTestResults({ passed, failures, skips: [] });
  console.log(`  packages: ${passed} checks passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

async function packAll(packages: readonly Publishable[], buildOutput: string): Promise<Map<string, string>> {
  const tarballs = new Map<string, string>();
  for (const each of packages) {
    await check(`${each.name} builds and packs`, async () => {
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
  await check(`${name} is well formed (publint, attw)`, () => lintTarball(own, each), [own]);
  const project = join(scratch, `project-${name.replaceAll(/\W/g, '-')}`);
  const loads = async () => {
    await installInto(project, [each], tarballs);
    await loadAlone(each, project);
  };
  await check(`${name} installs and loads alone`, loads, tarballsOf([each], tarballs));
  const companions = companionsOf(each, all);
  const shows = async () => {
    const blocks = readExamples(each);
    if (companions.length > 0 || !existsSync(project)) await installInto(project, [each, ...companions], tarballs);
    await runExamples(blocks, project);
  };
  await check(`${name} runs its README's examples`, shows, tarballsOf([each, ...companions], tarballs));
  rmSync(project, { recursive: true, force: true });
  if (name === 'recyclegpt') await checkFirewall(each, project, tarballs);
}

/** The command installs and answers where the files that onnxruntime-node wants to download cannot be had. */
async function checkFirewall(command: Publishable, project: string, tarballs: ReadonlyMap<string, string>) {
  const answers = async () => {
    await installBehindFirewall(project, [command], tarballs);
    const path = join(project, 'node_modules', '.bin', 'recyclegpt');
    await runInProject(project, 'an answer', path, [
      'generate',
      'hello',
      '--max-tokens',
      '4',
      '--backend',
      'reference',
    ]);
  };
  await check(`${command.name} installs behind a firewall`, answers, tarballsOf([command], tarballs));
  rmSync(project, { recursive: true, force: true });
}

function tarballsOf(packages: readonly Publishable[], tarballs: ReadonlyMap<string, string>): string[] {
  const names = packages.flatMap(({ name, localDependencies }) => [name, ...localDependencies]);
  return names.map((name) => tarballs.get(name) ?? '');
}

/** Runs one check and counts it. With `files`, a check that passed on the same bytes before is not run again. */
async function check(name: string, body: () => Promise<void>, files?: readonly string[]): Promise<void> {
  const start = performance.now();
  const key = files && keyOf(`${name} on Node ${process.version}`, [...files, ...surroundings]);
  const isKnown = key !== undefined && passedBefore.has(key);
  try {
    if (!isKnown) await body();
    if (key !== undefined && !isKnown) passedBefore.add(key);
    passed++;
    const time = isKnown ? 'unchanged' : `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(`  ✓ ${name} (${time})`);
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    failures.push({ name, message: error.message });
    console.log(`  ✗ ${name}: ${error.message}`);
  }
}

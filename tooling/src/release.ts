// Publishes all packages: `npm run release`, which .github/workflows/release.yml calls. CONTRIBUTING.md says how a release comes about.
// `--dry-run` does everything up to that, in a copy and against a registry of its own; `--tested` leaves out `npm test`.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../lib/environment.mjs';
import { run } from '../lib/run.mjs';
import { CheckError } from './packages/check-error.ts';
import { lintTarball } from './packages/lint-tarball.ts';
import { buildAll, pack } from './packages/pack.ts';
import { type Publishable, publishablePackages } from './packages/publishable.ts';
import { copyWithVersions, rehearsePublishing } from './release/dry-run.ts';
import { contentFaults, placeFaults, type ReleaseManifest } from './release/release-faults.ts';

const { values } = parseArgs({
  options: { 'dry-run': { type: 'boolean', default: false }, tested: { type: 'boolean', default: false } },
});
const isDryRun = values['dry-run'];
const packages = publishablePackages(root);
const scratch = mkdtempSync(join(tmpdir(), 'recyclegpt-release-'));

try {
  await release();
} catch (error) {
  if (!(error instanceof CheckError)) throw error;
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function release(): Promise<void> {
  const place = placeFaults(await readPlace());
  if (place.length > 0 && !isDryRun) throw new CheckError(`not from here:\n${place.join('\n')}`);
  for (const fault of place) console.log(`a release would be refused: ${fault}`);
  if (!values.tested) await testAll();
  const buildOutput = await buildAll(packages);
  const folder = isDryRun ? await copyWithVersions(root, packages, scratch) : root;
  const faults = contentFaults(readContents(folder));
  const notReady = new CheckError(`the packages are not ready:\n${faults.join('\n')}`);
  if (faults.length > 0 && !isDryRun) throw notReady;
  await packAndLint(folder, buildOutput);
  if (isDryRun) {
    reportRehearsal(await rehearsePublishing(folder, packages, root));
    if (faults.length > 0) throw notReady;
    return;
  }
  const { exitCode } = await run('changeset', ['publish'], { isStreamed: true });
  if (exitCode !== 0)
    throw new CheckError('changeset publish failed. What it has published stays; run it again for the rest');
  console.log('release: published and tagged. Push the tags: git push --follow-tags');
}

async function readPlace() {
  const { output: status } = await run('git', ['status', '--porcelain']);
  const { output: branch } = await run('git', ['rev-parse', '--abbrev-ref', 'HEAD']);
  const { baseBranch } = JSON.parse(readFileSync(join(root, '.changeset', 'config.json'), 'utf8')) as {
    baseBranch: string;
  };
  return {
    changes: status.split('\n').filter((line) => line !== ''),
    branch: branch.trim(),
    baseBranch,
    hasIdentity: process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] !== undefined,
  };
}

function readContents(folder: string) {
  const paths = new Map(packages.map((each) => [each.name, join(folder, relative(root, each.folder))]));
  const manifests = [...paths.values()].map(
    (path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as ReleaseManifest,
  );
  const changelogs = new Map(
    [...paths].flatMap(([name, path]) => {
      const file = join(path, 'CHANGELOG.md');
      return existsSync(file) ? [[name, readFileSync(file, 'utf8')] as const] : [];
    }),
  );
  const waitingChangesets = readdirSync(join(folder, '.changeset')).filter((name) => /^(?!README).*\.md$/.test(name));
  return { manifests, changelogs, waitingChangesets };
}

async function testAll(): Promise<void> {
  console.log('release: npm test');
  const { exitCode, output } = await run(process.execPath, ['tooling/test.mjs'], {});
  if (exitCode !== 0) throw new CheckError(`the tests fail:\n${output.split('\n').slice(-40).join('\n')}`);
}

async function packAndLint(folder: string, buildOutput: string): Promise<void> {
  for (const each of packages) {
    const here: Publishable = { ...each, folder: join(folder, relative(root, each.folder)) };
    await lintTarball(await pack(here, scratch, buildOutput), each);
    console.log(`release: ${each.name} is packed and well formed`);
  }
}

function reportRehearsal(published: readonly string[]): void {
  for (const each of published) console.log(`would publish ${each}`);
  console.log(`release: dry run of ${published.length} packages done; the command, installed from there, has answered`);
}

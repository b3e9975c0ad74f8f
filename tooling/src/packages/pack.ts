import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../lib/run.mjs';
import { CheckError } from './check-error.ts';
import type { Publishable } from './publishable.ts';
import { writeThirdPartyLists } from './third-party-list.ts';

/**
 * Builds all packages, as far as they can be built, with lists of the code that pages bundle. A package that could not be
 * built has no `dist/` afterwards.
 */
export async function buildAll(packages: readonly Publishable[]): Promise<string> {
  for (const { folder, isBuilt } of packages)
    if (isBuilt) rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const filters = packages.map(({ name }) => `--filter=${name}`);
  const { output } = await run('turbo', ['run', 'build', '--continue=dependencies-successful', ...filters]);
  writeThirdPartyLists(packages);
  return output;
}

/**
 * Packs one built package as it would be published, and returns the tarball's path.
 * `buildOutput` is searched for the reason when there is nothing to pack.
 */
export async function pack(
  { name, folder, isBuilt }: Publishable,
  destination: string,
  buildOutput: string,
): Promise<string> {
  if (isBuilt && !existsSync(join(folder, 'dist'))) throw new CheckError(buildFailure(name, buildOutput));
  const tarball = join(destination, `${name.replaceAll(/[@/]/g, '-').replace(/^-/, '')}.tgz`);
  const { exitCode, output } = await run('pnpm', ['pack', '--out', tarball], { cwd: folder });
  if (exitCode !== 0) throw new CheckError(`pnpm pack failed:\n${output}`);
  return tarball;
}

function buildFailure(name: string, buildOutput: string): string {
  const lines = buildOutput.split('\n').filter((line) => line.startsWith(`${name}:build:`) && line.includes('error'));
  if (lines.length === 0) return 'not built, since a package that it needs does not build';
  return `does not build:\n${lines.join('\n')}`;
}

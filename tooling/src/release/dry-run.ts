import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { toolEnvironment } from '../../lib/environment.mjs';
import { npmCommand } from '../../lib/npm.mjs';
import { run } from '../../lib/run.mjs';
import { CheckError } from '../packages/check-error.ts';
import { runInProject } from '../packages/install-alone.ts';
import type { Publishable } from '../packages/publishable.ts';
import { type LocalRegistry, openLocalRegistry } from './local-registry.ts';

/**
 * Copies what git knows of the checkout, and what was built, and turns the waiting changesets into versions there. The
 * checkout is left as it is.
 *
 * @returns the copy's folder
 */
export async function copyWithVersions(
  root: string,
  packages: readonly Publishable[],
  scratch: string,
): Promise<string> {
  const copy = join(scratch, 'release');
  const { output } = await execute('git', ['ls-files', '--cached', '--others', '--exclude-standard'], root);
  for (const path of output
    .trim()
    .split('\n')
    .filter((each) => existsSync(join(root, each)))) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  for (const { folder } of packages) {
    const built = join(folder, 'dist');
    if (existsSync(built)) cpSync(built, join(copy, relative(root, built)), { recursive: true });
  }
  // The tools look for the base branch, which the copy of a branch need not have.
  await execute('git', ['init', '--quiet', '--initial-branch=main'], copy);
  await execute('changeset', ['version'], copy);
  const options = ['--prefer-offline', '--no-frozen-lockfile', '--ignore-scripts', '--prod', '--reporter=append-only'];
  await execute('pnpm', ['install', ...options], copy);
  return copy;
}

/**
 * Publishes from the copy as a release does, but to a registry that this process opens, without the proof of provenance, which
 * only a workflow can give; then installs the command from there and lets it answer.
 *
 * @returns `name@version` of what was published
 */
export async function rehearsePublishing(
  copy: string,
  packages: readonly Publishable[],
  root: string,
): Promise<readonly string[]> {
  for (const { folder } of packages) withoutProvenance(join(copy, relative(root, folder), 'package.json'));
  const ownNames = new Set(packages.map(({ name }) => name));
  await using registry = await openLocalRegistry({ ownNames, upstream: await upstreamRegistry() });
  writeSettings(copy, registry);
  const env = { ...toolEnvironment(), npm_config_registry: registry.url, npm_config_provenance: 'false' };
  await execute('changeset', ['publish', '--no-git-tag'], copy, env);
  const missing = [...ownNames].filter((name) => !registry.published.some((each) => each.startsWith(`${name}@`)));
  if (missing.length > 0) throw new CheckError(`changeset publish left out ${missing.join(', ')}`);
  await installFrom(registry, join(copy, '..', 'user'));
  return [...registry.published];
}

async function installFrom(registry: LocalRegistry, project: string): Promise<void> {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  writeSettings(project, registry);
  const { command, prefix } = npmCommand();
  // A cache of its own: npm would remember addresses of a registry that is gone.
  const env = { ...toolEnvironment(), npm_config_registry: registry.url, npm_config_cache: join(project, 'cache') };
  await execute(
    command,
    [...prefix, 'install', 'recyclegpt', '--no-audit', '--no-fund', '--ignore-scripts'],
    project,
    env,
  );
  const asking = ['generate', 'hello', '--max-tokens', '4', '--backend', 'reference'];
  await runInProject(project, 'an answer', join(project, 'node_modules', '.bin', 'recyclegpt'), asking);
}

function writeSettings(folder: string, { url }: LocalRegistry): void {
  const lines = [`registry=${url}`, `${url.replace(/^http:/, '')}:_authToken=none`, ''];
  writeFileSync(join(folder, '.npmrc'), lines.join('\n'));
}

function withoutProvenance(path: string): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { publishConfig?: Record<string, unknown> };
  const { provenance: _, ...publishConfig } = manifest.publishConfig ?? {};
  writeFileSync(path, JSON.stringify({ ...manifest, publishConfig }, undefined, 2));
}

async function upstreamRegistry(): Promise<string> {
  const { command, prefix } = npmCommand();
  // Not through `run`, which hides addresses.
  const { execFileSync } = await import('node:child_process');
  const options = { encoding: 'utf8', env: toolEnvironment() } as const;
  const url = execFileSync(command, [...prefix, 'config', 'get', 'registry'], options).trim();
  return url.endsWith('/') ? url : `${url}/`;
}

async function execute(command: string, commandArguments: readonly string[], cwd: string, env = toolEnvironment()) {
  const result = await run(command, commandArguments, { cwd, env, timeoutMs: 900_000 });
  if (result.exitCode === 0) return result;
  throw new CheckError(`${command} ${commandArguments.slice(0, 3).join(' ')} failed:\n${result.output}`);
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toolEnvironment } from '../../lib/environment.mjs';
import { npmCommand } from '../../lib/npm.mjs';
import { run } from '../../lib/run.mjs';
import { CheckError } from './check-error.ts';
import type { Publishable } from './publishable.ts';

/**
 * Installs packages into an empty project with npm, as a user would: one alone, or one with the companions that its
 * README asks for. Packages of this repository come from tarballs, also as dependencies of dependencies, so that nothing
 * depends on what is published; all others come from the registry.
 *
 * @param tarballs path of the tarball by package name
 */
export async function installInto(
  project: string,
  packages: readonly Publishable[],
  tarballs: ReadonlyMap<string, string>,
): Promise<void> {
  writeManifest(project, packages, tarballs);
  await npmInstall(project, ['--ignore-scripts']);
}

/**
 * Installs a package as somebody does who knows nothing of onnxruntime-node's install script, behind a firewall: the
 * script runs, and its download leads nowhere. The install has to succeed without it.
 */
export async function installBehindFirewall(
  project: string,
  packages: readonly Publishable[],
  tarballs: ReadonlyMap<string, string>,
): Promise<void> {
  writeManifest(project, packages, tarballs);
  const { ONNXRUNTIME_NODE_INSTALL: _, ...env } = toolEnvironment();
  await npmInstall(project, [], { ...env, GLOBAL_AGENT_HTTPS_PROXY: 'http://127.0.0.1:9' });
}

function writeManifest(project: string, packages: readonly Publishable[], tarballs: ReadonlyMap<string, string>): void {
  const fileOf = (name: string): [string, string] => {
    const tarball = tarballs.get(name);
    if (tarball === undefined) throw new CheckError(`it needs ${name}, of which there is no tarball`);
    return [name, `file:${tarball}`];
  };
  const names = packages.map(({ name }) => name);
  const indirect = packages.flatMap((each) => each.localDependencies).filter((name) => !names.includes(name));
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(names.map(fileOf)),
    overrides: Object.fromEntries(indirect.map(fileOf)),
  };
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, undefined, 2));
}

async function npmInstall(
  project: string,
  ownOptions: readonly string[],
  env: NodeJS.ProcessEnv = toolEnvironment(),
): Promise<void> {
  const { command, prefix } = npmCommand();
  const options = [...ownOptions, '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
  const installing = [...prefix, 'install', '--loglevel=error', ...options];
  const { exitCode, output } = await run(command, installing, { cwd: project, env });
  if (exitCode !== 0) throw new CheckError(`npm install of the tarball into an empty project failed:\n${output}`);
}

/** Imports every entry point and asks every command for its help, in a project that has nothing else installed. */
export async function loadAlone({ entryPoints, commands }: Publishable, project: string): Promise<void> {
  const imports = entryPoints.map((specifier) => `await import('${specifier}');`);
  writeFileSync(join(project, 'load.mjs'), imports.join('\n'));
  await runInProject(project, 'importing its entry points', process.execPath, ['load.mjs']);
  for (const command of commands) {
    const path = join(project, 'node_modules', '.bin', command);
    await runInProject(project, `${command} --help`, path, ['--help']);
  }
}

/** Runs a command with the project's folder as the current one; the repository's tools are not on its path. */
export async function runInProject(
  project: string,
  what: string,
  command: string,
  commandArguments: readonly string[],
): Promise<void> {
  const { RECYCLEGPT_MODELS: _, NODE_OPTIONS: __, ...env } = process.env;
  const timeoutMs = 180_000;
  const options = { cwd: project, env: { ...env, ORT_DISABLE_TELEMETRY: '1' }, timeoutMs };
  const { exitCode, output } = await run(command, commandArguments, options);
  if (exitCode !== 0) throw new CheckError(`${what} failed in a project that has only this package:\n${output}`);
}

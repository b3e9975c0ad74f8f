import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../lib/run.mjs';
import { CheckError } from './check-error.ts';
import { type Publishable, peersOf } from './publishable.ts';

/** A project of a workspace, by the folder's name: what it says in `dependencies`. */
export type PnpmProjects = Readonly<Record<string, readonly string[]>>;

export interface PnpmWorkspaceOptions {
  readonly folder: string;
  readonly projects: PnpmProjects;
  /** Where the catalog stands that gives other packages their versions. */
  readonly root: string;
  /** Packages that users of every project have beside ours, by name: Node's types, Vite. */
  readonly tools: readonly string[];
  /** Path of the tarball by package name. */
  readonly tarballs: ReadonlyMap<string, string>;
}

/**
 * Installs many projects with pnpm in one go, each as strictly as if it were alone: nothing is hoisted, so a project sees
 * what it names and a package what its manifest names. Our packages come from tarballs, at any depth.
 */
export async function installWorkspace({
  folder,
  projects,
  root,
  tools,
  tarballs,
}: PnpmWorkspaceOptions): Promise<void> {
  const overrides = Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`]));
  writeJson(join(folder, 'package.json'), { private: true, devDependencies: Object.fromEntries(tools.map(versioned)) });
  // JSON is YAML. Every build script is refused, as pnpm does by itself, but without ending in an error.
  const settings = {
    packages: ['projects/*'],
    hoist: false,
    publicHoistPattern: [],
    strictDepBuilds: false,
    overrides,
  };
  writeJson(join(folder, 'pnpm-workspace.yaml'), settings);
  for (const [name, dependencies] of Object.entries(projects)) {
    const manifest = {
      name,
      private: true,
      type: 'module',
      dependencies: Object.fromEntries(dependencies.map(versioned)),
    };
    writeJson(join(folder, 'projects', name, 'package.json'), manifest);
  }
  const options = ['--ignore-scripts', '--prefer-offline', '--no-frozen-lockfile', '--reporter=append-only'];
  const { exitCode, output } = await run('pnpm', ['install', ...options], { cwd: folder });
  if (exitCode !== 0) throw new CheckError(`pnpm install of the tarballs failed:\n${output}`);

  function versioned(name: string): [string, string] {
    const path = tarballs.get(name);
    return [name, path === undefined ? catalogVersion(root, name) : `file:${path}`];
  }
}

/** One project for each package, its peers and its README's companions, named so that it can be a folder. */
export function projectsOf(
  packages: readonly Publishable[],
  companions: (each: Publishable) => readonly Publishable[],
) {
  return Object.fromEntries(
    packages.map((each) => [
      projectName(each),
      [each.name, ...peersOf(each.folder), ...companions(each).map(({ name }) => name)],
    ]),
  );
}

/** Name of a package's project. */
export function projectName({ name }: Pick<Publishable, 'name'>): string {
  return name.replaceAll(/[@/]/g, '-').replace(/^-/, '');
}

/** The version of a tool that the repository itself is tested with, from its catalog. */
function catalogVersion(root: string, name: string): string {
  const lines = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8').split('\n');
  const line = lines.find((each) => new RegExp(`^ {2}'?${name}'?: `).test(each));
  if (line === undefined)
    throw new Error(`${name} is not in the catalog of pnpm-workspace.yaml. Add its version there.`);
  return line.split(': ')[1]?.trim() ?? '';
}

function writeJson(path: string, content: object): void {
  mkdirSync(join(path, '..'), { recursive: true });
  if (existsSync(path)) throw new Error(`${path} is there already. Expected an empty folder.`);
  writeFileSync(path, JSON.stringify(content, undefined, 2));
}

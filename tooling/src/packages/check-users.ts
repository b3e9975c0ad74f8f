import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CheckError } from './check-error.ts';
import type { CheckRun } from './check-run.ts';
import { loadAlone } from './install-alone.ts';
import { installWorkspace, projectName, projectsOf } from './pnpm-workspace.ts';
import type { Publishable } from './publishable.ts';
import { companionsOf } from './readme-examples.ts';
import { checkTypes, type Resolution, writeTypeScriptProject } from './type-check.ts';
import { buildAndOpen, pageEntryPointsOf, writeViteApp } from './vite-app.ts';

export interface UserChecks {
  readonly root: string;
  /** A folder of this check's own; it is removed afterwards. */
  readonly folder: string;
  readonly run: CheckRun;
  /** All that can be published. */
  readonly all: readonly Publishable[];
  readonly tarballs: ReadonlyMap<string, string>;
}

const viteProject = 'vite-app';

/**
 * What users of pnpm, of TypeScript and of Vite meet with these packages: each in a project of its own, all installed at once
 * and nothing hoisted. One package alone makes the same checks with an install of its own.
 */
export async function checkUsers(packages: readonly Publishable[], checks: UserChecks): Promise<void> {
  const { run, folder, tarballs, all } = checks;
  const withTypes = packages.filter(({ isBuilt }) => isBuilt);
  const label = packages.length === 1 ? (packages[0]?.name ?? '') : 'packages';
  const files = [...tarballs.values(), ...packages.map((each) => join(each.folder, 'README.md'))];
  const companions = (each: Publishable) => companionsOf(each, all);
  let installing: Promise<void> | undefined;
  // Only when a check has to run at all, and then once.
  const install = () => {
    installing ??= installAll(packages, checks, companions);
    return installing;
  };
  const loads = async () => {
    await install();
    for (const each of packages) await loadAlone(each, projectFolder(folder, each));
  };
  await run.check(`${label}: pnpm installs strictly, and each loads`, loads, files);
  for (const resolution of withTypes.length === 0 ? [] : (['nodenext', 'bundler'] as const)) {
    const compiles = async () => {
      await install();
      typeCheck(withTypes, folder, resolution);
    };
    await run.check(`${label}: strict TypeScript compiles (${resolution})`, compiles, files);
  }
  const entryPoints = pageEntryPointsOf(packages);
  const opens = async () => {
    await install();
    const app = writeViteApp(join(folder, 'projects', viteProject), entryPoints);
    await buildAndOpen(app, join(folder, 'node_modules', 'vite', 'bin', 'vite.js'));
  };
  if (entryPoints.length > 0) await run.check(`${label}: a page built with Vite runs`, opens, files);
  rmSync(folder, { recursive: true, force: true });
}

async function installAll(
  packages: readonly Publishable[],
  { root, folder, tarballs }: UserChecks,
  companions: (each: Publishable) => readonly Publishable[],
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const entryPackages = pageEntryPointsOf(packages).map((entry) => entry.split('/').slice(0, 2).join('/'));
  const projects = { ...projectsOf(packages, companions), [viteProject]: [...new Set(entryPackages)] };
  await installWorkspace({ folder, projects, root, tools: ['vite', '@types/node'], tarballs });
  const missing = packages.filter((each) => !existsSync(join(projectFolder(folder, each), 'node_modules')));
  if (missing.length > 0)
    throw new CheckError(`pnpm installed nothing for ${missing.map(({ name }) => name).join(', ')}`);
}

function typeCheck(packages: readonly Publishable[], folder: string, resolution: Resolution): void {
  const files = packages.flatMap((each) => writeTypeScriptProject(each, projectFolder(folder, each), resolution));
  checkTypes(files, folder, resolution);
}

function projectFolder(folder: string, each: Publishable): string {
  return join(folder, 'projects', projectName(each));
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of this repository that users install. */
export interface Publishable {
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  /** Names of the repository's packages that it needs at run time, those of its dependencies included. */
  readonly localDependencies: readonly string[];
  /** Specifiers under which it can be imported. */
  readonly entryPoints: readonly string[];
  /** Paths of its exports that are files to be served or read, not modules. */
  readonly assets: readonly string[];
  /** Names of its commands. */
  readonly commands: readonly string[];
  /** It has code to compile; packages of weights have none. */
  readonly isBuilt: boolean;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** All packages below `packages/`, `models/` and `apps/` that are not private. */
export function publishablePackages(root: string): Publishable[] {
  const folders = ['packages', 'models', 'apps'].flatMap((group) => foldersIn(join(root, group)));
  const manifests = new Map(folders.map((folder) => [readManifest(folder), folder]));
  const byName = new Map([...manifests.keys()].map((manifest) => [manifest.name, manifest]));
  const publishable = [...manifests].filter(([manifest]) => manifest.private !== true);
  return publishable.map(([manifest, folder]) => ({
    name: manifest.name,
    folder,
    localDependencies: [...localDependencies(manifest, byName)],
    entryPoints: entryPoints(manifest),
    assets: Object.entries(manifest.exports ?? {}).flatMap(([path, target]) =>
      typeof target === 'string' ? [path] : [],
    ),
    commands: Object.keys(manifest.bin ?? {}),
    isBuilt: manifest.scripts?.['build'] !== undefined,
  }));
}

function foldersIn(group: string): string[] {
  if (!existsSync(group)) return [];
  const folders = readdirSync(group).map((name) => join(group, name));
  return folders.filter((folder) => existsSync(join(folder, 'package.json')));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function localDependencies(manifest: Manifest, byName: ReadonlyMap<string, Manifest>, found = new Set<string>()) {
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const dependency = byName.get(name);
    if (!dependency || found.has(name)) continue;
    found.add(name);
    localDependencies(dependency, byName, found);
  }
  return found;
}

function entryPoints(manifest: Manifest): string[] {
  const code = Object.entries(manifest.exports ?? {}).filter(([, target]) => typeof target !== 'string');
  return code.map(([path]) => `${manifest.name}${path.slice(1)}`);
}

/** Where an entry point's types are. */
export interface Declarations {
  /** As in `exports`: `.` or `./node`. */
  readonly path: string;
  /** Absolute path of the declaration file, there once the package is built. */
  readonly file: string;
}

/** The declarations of each entry point that is published with types. */
export function declarationsOf(folder: string): Declarations[] {
  const { exports = {} } = readManifest(folder);
  return Object.entries(exports).flatMap(([path, target]) => {
    const types = typeof target === 'object' && target !== null ? (target as { types?: unknown }).types : undefined;
    return typeof types === 'string' ? [{ path, file: join(folder, types) }] : [];
  });
}

/** Names of what its users install beside it, such as the test runner of a test helper. */
export function peersOf(folder: string): string[] {
  return Object.keys(readManifest(folder).peerDependencies ?? {});
}

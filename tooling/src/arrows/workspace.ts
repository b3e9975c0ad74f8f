import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type ParsedSource, parseSource } from './source-file.ts';

/** The fields of a `package.json` that the rules read. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** One TypeScript file of a package. */
export interface WorkspaceFile extends ParsedSource {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  /** Relative to the package, with forward slashes. */
  readonly pathInPackage: string;
}

/** One package of the workspace with its parsed sources. */
export interface WorkspacePackage {
  /** Last part of the folder: the key of the import table. */
  readonly folder: string;
  /** Folder relative to the repository's root: `packages/tensor`. */
  readonly path: string;
  readonly manifest: Manifest;
  readonly files: readonly WorkspaceFile[];
}

/** All packages of a repository, and the manifest of its root. */
export interface Workspace {
  readonly rootManifest: Manifest;
  readonly packages: readonly WorkspacePackage[];
}

const ignoredFolders = new Set(['node_modules', 'dist', 'coverage', '.turbo', '.cache']);

/** Reads and parses every package below `packages/`, `models/` and `apps/`, and `tooling`. */
export function readWorkspace(root: string): Workspace {
  const groups = ['packages', 'models', 'apps'].flatMap((group) => foldersIn(join(root, group)));
  const folders = [...groups, join(root, 'tooling')].filter((folder) => existsSync(join(folder, 'package.json')));
  return {
    rootManifest: readManifest(root),
    packages: folders.map((folder) => readPackage(root, folder)),
  };
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function readPackage(root: string, folder: string): WorkspacePackage {
  const path = withSlashes(relative(root, folder));
  return {
    folder: path.split('/').at(-1) ?? path,
    path,
    manifest: readManifest(folder),
    files: [...typeScriptFilesIn(folder)].map((file) => ({
      path: withSlashes(relative(root, file)),
      pathInPackage: withSlashes(relative(folder, file)),
      ...parseSource(file, readFileSync(file, 'utf8')),
    })),
  };
}

function* typeScriptFilesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !ignoredFolders.has(entry.name)) yield* typeScriptFilesIn(path);
    else if (entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path;
  }
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}

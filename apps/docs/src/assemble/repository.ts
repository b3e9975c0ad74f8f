import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at its end. */
export const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url));

/** The text of a file, by its path from the repository's root. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}

/** Names in a folder of the repository, sorted; none if the folder is missing. */
export function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(join(repositoryRoot, path)).sort();
  } catch {
    return [];
  }
}

/** Names of the folders in `path` that hold a package. */
export function packageFolders(path: string): readonly string[] {
  return namesIn(path).filter((name) => namesIn(`${path}/${name}`).includes('package.json'));
}

/** What a `package.json` says, as far as pages show it. */
export interface PackageFacts {
  readonly name: string;
  readonly description: string;
  /** Entry points with the TypeScript that they stand for, as in `'./node': './src/node.ts'`. */
  readonly sources: Readonly<Record<string, string>>;
}

/** @param folder as in `packages/tensor` */
export function readPackageFacts(folder: string): PackageFacts {
  const {
    name,
    description,
    exports = {},
  } = JSON.parse(readRepositoryFile(`${folder}/package.json`)) as {
    readonly name: string;
    readonly description: string;
    readonly exports?: Readonly<Record<string, unknown>>;
  };
  const sources = Object.entries(exports).flatMap(([entry, target]) => {
    const source = (target as Readonly<Record<string, string>>)['@recyclegpt/source'];
    return source === undefined ? [] : [[entry, source] as const];
  });
  return { name, description, sources: Object.fromEntries(sources) };
}

import { packageFolders, readPackageFacts } from './repository.ts';

/** One entry point of a package. */
export interface EntryPoint {
  /** As it is imported: `@recyclegpt/hub/node`. */
  readonly specifier: string;
  /** The package's folder, relative to the repository's root. */
  readonly folder: string;
  /** Its source, relative to the repository's root. */
  readonly source: string;
}

/** Entry points of all packages that users import. */
export function entryPoints(): readonly EntryPoint[] {
  const folders = [...packageFolders('packages').map((name) => `packages/${name}`), 'apps/cli', 'apps/playground'];
  return folders.flatMap((folder) => {
    const { name, sources } = readPackageFacts(folder);
    return Object.entries(sources).map(([entry, source]) => ({
      specifier: name + entry.slice(1),
      folder,
      source: `${folder}/${source.replace(/^\.\//, '')}`,
    }));
  });
}

/** Name of an entry point's page: `@recyclegpt/hub/node` is `hub-node`. */
export function apiPageName(specifier: string): string {
  return specifier.replace('@recyclegpt/', '').replaceAll('/', '-');
}

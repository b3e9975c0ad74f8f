import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isAllowedLicence } from './licence-expression.ts';
import type { Publishable } from './publishable.ts';

/** `tooling/licences.json`: SPDX names, and packages with another licence and why they are taken all the same. */
export interface LicenceRules {
  readonly allowed: readonly string[];
  readonly exceptions: Readonly<Record<string, { readonly licence: string; readonly reason: string }>>;
}

/** Somebody else's package that one of ours brings along. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; undefined where its manifest says nothing. */
  readonly licence: string | undefined;
  readonly folder: string;
  /** From one of our packages to this one, by name. */
  readonly path: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface DependencyOptions {
  readonly roots?: readonly Publishable[];
  readonly isBundled?: (name: string) => boolean;
}

interface Visit {
  readonly folder: string;
  readonly path: readonly string[];
}

/**
 * All production dependencies of packages that others wrote, each version once, as they lie in `node_modules`: those of
 * dependencies too, optional ones and peers where they are installed. Nothing is fetched.
 *
 * @param packages all of ours; those of others are told from them by name
 * @param options only what `roots` bring along; with `isBundled` also the development dependencies of `roots` that it accepts
 *
 * @throws Error when one that is not optional is not installed.
 */
export function foreignDependencies(
  packages: readonly Publishable[],
  { roots = packages, isBundled = () => false }: DependencyOptions = {},
): Dependency[] {
  const own = new Set(packages.map(({ name }) => name));
  const found = new Map<string, Dependency>();
  const seen = new Set<string>();
  const waiting: Visit[] = roots.map(({ name, folder }) => ({ folder: realpathSync(folder), path: [name] }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (seen.has(next.folder)) continue;
    seen.add(next.folder);
    const manifest = readManifest(next.folder);
    if (!own.has(manifest.name)) found.set(next.folder, { ...describe(manifest), ...next });
    const bundled = next.path.length === 1 ? Object.keys(manifest.devDependencies ?? {}).filter(isBundled) : [];
    waiting.push(...needs(manifest, next, own), ...visits(bundled, next));
  }
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** One line for each dependency whose licence is not allowed, and for each exception that is no longer needed. */
export function licenceFaults(dependencies: readonly Dependency[], { allowed, exceptions }: LicenceRules): string[] {
  const names = new Set(allowed);
  const used = new Set<string>();
  const refused = dependencies.flatMap(({ name, version, licence, path }) => {
    if (licence !== undefined && isAllowedLicence(licence, names)) return [];
    const exception = exceptionFor(name, exceptions);
    if (exception !== undefined && exceptions[exception]?.licence === licence) {
      used.add(exception);
      return [];
    }
    return [`${name}@${version}: ${licence ?? 'no licence in its package.json'} (${path.join(' > ')})`];
  });
  const unneeded = Object.keys(exceptions).filter((name) => !used.has(name));
  return [
    ...refused,
    ...unneeded.map((name) => `tooling/licences.json makes an exception for ${name}: nothing needs it`),
  ];
}

/** A package's binaries for one platform (`lightningcss-linux-x64-gnu`) have the licence of the package itself. */
function exceptionFor(name: string, exceptions: LicenceRules['exceptions']): string | undefined {
  return Object.keys(exceptions).find((each) => name === each || name.startsWith(`${each}-`));
}

function needs(manifest: Manifest, { folder, path }: Visit, own: ReadonlySet<string>): Visit[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const missing = names.find((name) => {
    const isRequired = name in dependencies && !(name in optionalDependencies) && !own.has(name);
    return isRequired && installedFolder(name, folder) === undefined;
  });
  if (missing === undefined) return visits(names, { folder, path });
  throw new Error(
    `${missing}, which ${manifest.name} needs, is not in node_modules. Run \`npm test\`, which installs it.`,
  );
}

/** Those that are installed. */
function visits(names: readonly string[], { folder, path }: Visit): Visit[] {
  return names.flatMap((name) => {
    const place = installedFolder(name, folder);
    return place === undefined ? [] : [{ folder: place, path: [...path, name] }];
  });
}

/** As Node looks for it: the nearest `node_modules` above that has it. */
function installedFolder(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (dirname(folder) === folder) return undefined;
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Old manifests hold an object or a list instead of an expression; a list leaves the choice. */
function describe({ name, version, license, licenses }: Manifest): Pick<Dependency, 'name' | 'version' | 'licence'> {
  const listed = licenses?.map(({ type }) => type).join(' OR ');
  return { name, version, licence: typeof license === 'object' ? license.type : (license ?? listed) };
}

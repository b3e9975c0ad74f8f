import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { everything, importTable, isAllowedInTests, isBundled, isTestFile, mayUsePlatform } from './import-table.ts';
import type { ImportSite } from './source-file.ts';
import type { Violation } from './violation.ts';
import type { Workspace, WorkspaceFile, WorkspacePackage } from './workspace.ts';

interface Place {
  readonly workspace: Workspace;
  readonly importer: WorkspacePackage;
  readonly file: WorkspaceFile;
  readonly site: ImportSite;
}

interface Fault {
  readonly what: string;
  readonly expected: string;
}

/** Checks each import of each file: direction, entry points, paths, declarations, platform modules. */
export function importViolations(workspace: Workspace): Violation[] {
  const violations: Violation[] = [];
  for (const importer of workspace.packages) {
    for (const file of importer.files) {
      for (const site of file.imports) {
        const place = { workspace, importer, file, site };
        for (const fault of faultsOf(place)) violations.push({ file: file.path, line: site.line, ...fault });
      }
    }
  }
  return violations;
}

function faultsOf(place: Place): Fault[] {
  const { specifier } = place.site;
  if (specifier.startsWith('.') || specifier.startsWith('/')) return relativeFaults(place);
  if (isBuiltin(specifier)) return platformFaults(place);
  const faults = undeclaredFaults(place);
  const target = place.workspace.packages.find(({ manifest }) => manifest.name === packageNameOf(specifier));
  return target ? [...faults, ...directionFaults(place, target), ...deepImportFaults(place, target)] : faults;
}

function relativeFaults({ importer, file, site }: Place): Fault[] {
  const target = posix.join(posix.dirname(file.pathInPackage), site.specifier);
  if (site.specifier.startsWith('/') || target.startsWith('..')) {
    return [
      {
        what: `'${site.specifier}' leaves ${importer.path}`,
        expected: 'an import of the other package by its name',
      },
    ];
  }
  if (isTestFile(target) && !isTestFile(file.pathInPackage) && !isBundled(importer.path, file.pathInPackage)) {
    return [
      {
        what: `'${site.specifier}' is a test file, which is not published`,
        expected: 'code that the build includes',
      },
    ];
  }
  return [];
}

function platformFaults({ importer, file, site }: Place): Fault[] {
  if (isTestFile(file.pathInPackage) || mayUsePlatform(importer.path, file.pathInPackage)) return [];
  return [
    {
      what: `${importer.path} imports the platform module '${site.specifier}'`,
      expected: 'no module of Node here: take bytes, a Storage or a function as an option',
    },
  ];
}

/** The types that a package publishes come from its dependencies too, so type-only imports count. */
function undeclaredFaults({ workspace, importer, file, site }: Place): Fault[] {
  const name = packageNameOf(site.specifier);
  const { manifest } = importer;
  if (name === manifest.name) return [];
  const shipped = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  if (name in shipped) return [];
  const isDevelopmentOnly =
    isTestFile(file.pathInPackage) || manifest.private === true || isBundled(importer.path, file.pathInPackage);
  if (!isDevelopmentOnly) {
    const expected = `'${name}' under dependencies in ${importer.path}/package.json`;
    return [{ what: `'${site.specifier}' is not declared`, expected }];
  }
  if (name in { ...manifest.devDependencies, ...workspace.rootManifest.devDependencies }) return [];
  const expected = `'${name}' under devDependencies in the root's package.json or in ${importer.path}/package.json`;
  return [{ what: `'${site.specifier}' is not declared`, expected }];
}

function directionFaults({ importer, file }: Place, target: WorkspacePackage): Fault[] {
  const allowed = importTable[importer.folder] ?? [];
  if (allowed === everything || allowed.includes(target.folder) || importer === target) return [];
  if (isTestFile(file.pathInPackage) && isAllowedInTests(target.folder)) return [];
  const list = allowed.length === 0 ? 'nothing' : allowed.join(', ');
  return [{ what: `${importer.path} imports ${target.path}`, expected: `${importer.folder} may import: ${list}` }];
}

function deepImportFaults({ site }: Place, target: WorkspacePackage): Fault[] {
  const entry = `.${site.specifier.slice(target.manifest.name.length)}`;
  const entries = Object.keys(target.manifest.exports ?? {});
  if (entries.includes(entry)) return [];
  return [
    {
      what: `'${site.specifier}' is not an entry point of ${target.manifest.name}`,
      expected: `one of: ${entries.join(', ')}`,
    },
  ];
}

/** `@scope/name/deep` → `@scope/name`; `name/deep` → `name`. */
export function packageNameOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

import { packageNameOf } from './import-rules.ts';
import { importTable, isTestFile, maxLinesPerFile, mayUsePlatform } from './import-table.ts';
import type { Violation } from './violation.ts';
import type { Workspace, WorkspacePackage } from './workspace.ts';

/** Checks packages and files as wholes: table rows, unused dependencies, dependency cycles, length, platform globals. */
export function packageViolations(workspace: Workspace): Violation[] {
  return workspace.packages.flatMap((each) => [
    ...missingRow(each),
    ...unusedDependencies(each),
    ...developmentCycles(workspace, each),
    ...longFiles(each),
    ...usedGlobals(each),
  ]);
}

function missingRow({ folder, path }: WorkspacePackage): Violation[] {
  if (folder in importTable || path.startsWith('models/')) return [];
  const expected = `a row for '${folder}' in tooling/src/arrows/import-table.ts`;
  return [{ file: `${path}/package.json`, line: 1, what: `${path} has no place in the import table`, expected }];
}

function unusedDependencies({ path, manifest, files }: WorkspacePackage): Violation[] {
  const shipped = files.filter((file) => manifest.private === true || !isTestFile(file.pathInPackage));
  const used = new Set(shipped.flatMap(({ imports }) => imports.map(({ specifier }) => packageNameOf(specifier))));
  // Apps bring models and the browser's runtime along, whose files are found in node_modules at run time.
  const isFiles = (name: string): boolean =>
    path.startsWith('apps/') && (name.startsWith('@recyclegpt/model-') || name === 'onnxruntime-web');
  const names = Object.keys(manifest.dependencies ?? {}).filter((name) => !isFiles(name));
  // tooling/typescript.mjs is plain JavaScript, since it is what makes TypeScript run.
  const unused = names.filter((name) => !used.has(name) && !(path === 'tooling' && name === 'tsx'));
  return unused.map((name) => ({
    file: `${path}/package.json`,
    line: 1,
    what: `dependency '${name}' is used by no published file of ${path}`,
    expected: 'no unused dependency; what only tests import stands in the root under devDependencies',
  }));
}

/** A test tool that depends on the package under test would make a cycle of builds. */
function developmentCycles({ packages }: Workspace, { path, folder, manifest }: WorkspacePackage): Violation[] {
  if (manifest.private === true || path.startsWith('apps/')) return [];
  const names = new Set(packages.map((each) => each.manifest.name));
  const local = Object.keys(manifest.devDependencies ?? {}).filter((name) => names.has(name));
  return local.map((name) => ({
    file: `${path}/package.json`,
    line: 1,
    what: `devDependency '${name}' may make the builds of ${folder} and of that package wait for each other`,
    expected: `'${name}' under devDependencies in the root's package.json, where every test finds it`,
  }));
}

function longFiles({ files }: WorkspacePackage): Violation[] {
  const long = files.filter(({ numLines }) => numLines > maxLinesPerFile);
  return long.map(({ path, numLines }) => ({
    file: path,
    line: maxLinesPerFile + 1,
    what: `the file has ${numLines} lines`,
    expected: `at most ${maxLinesPerFile}: split it by subject`,
  }));
}

function usedGlobals({ path: packagePath, files }: WorkspacePackage): Violation[] {
  const free = files.filter(
    ({ pathInPackage }) => !isTestFile(pathInPackage) && !mayUsePlatform(packagePath, pathInPackage),
  );
  return free.flatMap(({ path, platformGlobals }) =>
    platformGlobals.map(({ name, line }) => ({
      file: path,
      line,
      what: `'${name}' exists on some platforms only`,
      expected: `${packagePath} to run anywhere: take what you need as an option`,
    })),
  );
}

// Type-checks every package, app and the tooling in one process, so that shared files are parsed once. `pnpm typecheck`.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { formatDiagnostics, readTypeScriptConfig } from './typescript-config.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const parsedFiles = new Map<string, ts.SourceFile | undefined>();

const configs = [...configsIn('packages'), ...configsIn('models'), ...configsIn('apps'), join(root, 'tooling')]
  .map((folder) => join(folder, 'tsconfig.json'))
  .filter((path) => existsSync(path));

const diagnostics = ts.sortAndDeduplicateDiagnostics(configs.flatMap(check));
if (diagnostics.length > 0) {
  console.error(formatDiagnostics(diagnostics));
  console.error(`typecheck: ${diagnostics.length} errors`);
  process.exitCode = 1;
} else {
  console.log(`typecheck: ${configs.length} projects are sound`);
}

function configsIn(group: string): string[] {
  const folder = join(root, group);
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** Errors in the project's own files; those of its dependencies come up in their own projects. */
function check(path: string): ts.Diagnostic[] {
  const { fileNames, options } = readTypeScriptConfig(path);
  const program = ts.createProgram({ rootNames: fileNames, options, host: sharingHost(options) });
  const own = new Set(fileNames);
  const files = program.getSourceFiles().filter(({ fileName }) => own.has(fileName));
  const perFile = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...perFile];
}

/** A compiler host that hands parsed files from one program to the next; all projects parse and bind alike. */
function sharingHost(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const readSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, languageVersion, onError) => {
    if (!parsedFiles.has(name)) parsedFiles.set(name, readSourceFile(name, languageVersion, onError));
    return parsedFiles.get(name);
  };
  return host;
}

// Builds the package in the current folder into `dist/`: one ESM file and one declaration per source file.
// Plain TypeScript output: a stack trace or a debugger shows the code as it was written, and nothing needs a bundler.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { isTestFile } from './arrows/import-table.ts';
import { formatDiagnostics, readTypeScriptConfig } from './typescript-config.ts';

const folder = process.cwd();
const { fileNames, options } = readTypeScriptConfig(join(folder, 'tsconfig.json'));
const rootNames = fileNames.filter((name) => !isTestFile(name.slice(folder.length + 1)));

rmSync(join(folder, 'dist'), { recursive: true, force: true });
const program = ts.createProgram({ rootNames, options: { ...options, ...buildOptions() } });
const { diagnostics } = program.emit();
const all = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (all.length > 0) {
  console.error(formatDiagnostics(ts.sortAndDeduplicateDiagnostics(all)));
  process.exitCode = 1;
}

/** Without the source condition: dependencies are seen as their users will see them, through their built declarations. */
function buildOptions(): ts.CompilerOptions {
  return {
    customConditions: [],
    noEmit: false,
    noEmitOnError: true,
    declaration: true,
    allowImportingTsExtensions: false,
    rewriteRelativeImportExtensions: true,
    rootDir: join(folder, 'src'),
    outDir: join(folder, 'dist'),
  };
}

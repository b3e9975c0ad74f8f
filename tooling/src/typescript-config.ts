import { dirname } from 'node:path';
import ts from 'typescript';

/** Reads a `tsconfig.json` with all that it extends. Throws what TypeScript says about a broken one. */
export function readTypeScriptConfig(path: string): ts.ParsedCommandLine {
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config ?? {}, ts.sys, dirname(path), undefined, path);
  const errors = error ? [error] : parsed.errors;
  if (errors.length > 0) throw new Error(formatDiagnostics(errors));
  return parsed;
}

/** Diagnostics as `tsc` prints them, with paths relative to the current folder. */
export function formatDiagnostics(diagnostics: readonly ts.Diagnostic[]): string {
  const format = process.stdout.isTTY ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
  return format(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => '\n',
  });
}

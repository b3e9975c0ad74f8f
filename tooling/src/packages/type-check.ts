import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { CheckError } from './check-error.ts';
import type { Publishable } from './publishable.ts';
import { codeBlocks } from './readme-examples.ts';

/** How a user's project finds modules. */
export type Resolution = 'nodenext' | 'bundler';

/** Entry points whose types speak of Node's own, which a page's project does not have. */
const nodeEntryPoints = new Set([
  '@recyclegpt/backend-node',
  '@recyclegpt/hub/node',
  '@recyclegpt/playground/serve',
  '@recyclegpt/testing/browser',
  'recyclegpt',
  'recyclegpt/benchmark',
]);

/** Declarations of what users install beside our packages; those of playwright-core need a page's types in Node too. */
const peerFaults = /\/node_modules\/playwright-core\//;

/** Relative modules that examples only mention: `./my-backend.ts`. */
const mentioned = "declare module '*.ts';\n";

/**
 * Writes the files of a TypeScript project that uses a package: one that imports every entry point, and one for each `ts`
 * example of the README. Returns their paths.
 */
export function writeTypeScriptProject(each: Publishable, project: string, resolution: Resolution): string[] {
  const usable = each.entryPoints.filter((entry) => resolution === 'nodenext' || !nodeEntryPoints.has(entry));
  const uses = usable.map(
    (entry, index) => `import * as entry${index} from '${entry}';\nconsole.log(entry${index});\n`,
  );
  const path = join(project, `use-${resolution}.ts`);
  const ambient = join(project, 'mentioned.d.ts');
  writeFileSync(path, `${uses.join('')}export {};\n`);
  writeFileSync(ambient, mentioned);
  if (resolution === 'bundler') return [path];
  const blocks = codeBlocks(readFileSync(join(each.folder, 'README.md'), 'utf8'), ['ts']);
  const examples = blocks.map((code, index) => {
    const example = join(project, `example-${index + 1}.ts`);
    writeFileSync(example, `${code}\nexport {};\n`);
    return example;
  });
  return [path, ...examples, ambient];
}

/**
 * Type-checks users' files as `tsc` does in a strict project that checks its libraries' declarations too: with `nodenext`
 * beside the types of Node and without those of pages, with `bundler` the other way round.
 *
 * @param folder where `@types/node` is installed
 */
export function checkTypes(fileNames: readonly string[], folder: string, resolution: Resolution): void {
  const isNode = resolution === 'nodenext';
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: isNode ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext,
    moduleResolution: isNode ? ts.ModuleResolutionKind.NodeNext : ts.ModuleResolutionKind.Bundler,
    lib: [
      'lib.es2023.d.ts',
      'lib.esnext.disposable.d.ts',
      ...(isNode ? [] : ['lib.dom.d.ts', 'lib.dom.iterable.d.ts']),
    ],
    types: isNode ? ['node'] : [],
    typeRoots: [join(folder, 'node_modules', '@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: false,
    skipLibCheck: false,
    noEmit: true,
    allowImportingTsExtensions: true,
  };
  const program = ts.createProgram({ rootNames: fileNames, options });
  const all = ts.sortAndDeduplicateDiagnostics(ts.getPreEmitDiagnostics(program));
  const diagnostics = all.filter(({ file }) => !peerFaults.test(file?.fileName ?? ''));
  if (diagnostics.length === 0) return;
  const host = {
    getCanonicalFileName: (name: string) => name,
    getCurrentDirectory: () => folder,
    getNewLine: () => '\n',
  };
  const lines = ts.formatDiagnostics(diagnostics.slice(0, 40), host);
  throw new CheckError(`a strict TypeScript project (${resolution}, skipLibCheck false) does not compile:\n${lines}`);
}

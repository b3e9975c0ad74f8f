import { dirname, join } from 'node:path';
import ts from 'typescript';
import { type Fence, fencesOf, markValue } from '../assemble/fences.ts';
import { repositoryRoot } from '../assemble/repository.ts';
import type { Page } from '../assemble/site-file.ts';

/** A snippet as a file of its own, which exists in memory only. */
interface Snippet {
  readonly page: Page;
  readonly fence: Fence;
  readonly path: string;
}

/** Below this folder packages are found as users find them: by name. */
const folder = join(repositoryRoot, 'apps/docs/snippets');

const languages = new Set(['ts', 'js', 'mjs', 'typescript', 'javascript']);

/** Checks every snippet in TypeScript or JavaScript of all pages, in one program. @returns what is wrong, a line each */
export function snippetFaults(pages: readonly Page[]): { readonly faults: readonly string[]; readonly count: number } {
  const snippets = pages.flatMap(snippetsOf);
  const byPath = new Map(snippets.map((snippet) => [snippet.path, snippet]));
  const program = programOf(byPath);
  const faults = snippets.flatMap((snippet) => {
    const file = program.getSourceFile(snippet.path);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return found.filter((diagnostic) => counts(diagnostic, snippet)).map((diagnostic) => told(diagnostic, snippet));
  });
  return { faults, count: snippets.length };
}

function snippetsOf(page: Page): readonly Snippet[] {
  const own = fencesOf(page.markdown).filter(({ language }) => languages.has(language));
  const place = join(folder, page.path.replace(/\.md$/, ''));
  return own.map((fence, index) => {
    const name = markValue(fence, 'file') ?? `snippet-${index + 1}.${fence.language.startsWith('t') ? 'ts' : 'js'}`;
    return { page, fence, path: join(place, name) };
  });
}

function programOf(snippets: ReadonlyMap<string, Snippet>): ts.Program {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: [
      'lib.es2023.d.ts',
      'lib.esnext.disposable.d.ts',
      'lib.dom.d.ts',
      'lib.dom.iterable.d.ts',
      'lib.dom.asynciterable.d.ts',
    ],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    // Snippets import packages as users do; here these are their sources.
    customConditions: ['@recyclegpt/source'],
    types: ['node'],
    typeRoots: [join(repositoryRoot, 'node_modules/@types')],
    strict: true,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists } = host;
  const folders = new Set([...snippets.keys()].flatMap(foldersAbove));
  return ts.createProgram({
    rootNames: [...snippets.keys()],
    options,
    host: {
      ...host,
      fileExists: (path) => snippets.has(path) || fileExists(path),
      readFile: (path) => snippets.get(path)?.fence.code ?? readFile(path),
      directoryExists: (path) => folders.has(path) || (directoryExists?.(path) ?? true),
      getSourceFile: (path, version) => {
        const code = snippets.get(path)?.fence.code;
        return code === undefined ? host.getSourceFile(path, version) : sourceOf(path, code, version);
      },
    },
  });
}

function sourceOf(path: string, code: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile {
  const settings = typeof version === 'object' ? version : { languageVersion: version };
  return ts.createSourceFile(path, code, { ...settings, impliedNodeFormat: ts.ModuleKind.ESNext });
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent.startsWith(folder) ? [parent, ...foldersAbove(parent)] : [];
}

/** Implicit `any`, values that may be missing, and literals that are not narrow: plain JavaScript cannot say otherwise. */
const untyped = new Set([
  2353, 2531, 2532, 18047, 18048, 18049, 7005, 7006, 7008, 7010, 7011, 7018, 7019, 7022, 7023, 7031, 7034, 7053,
]);
const notNarrow = new Set([2322, 2345, 2741, 2739, 2740, 2769]);

function counts({ code, messageText }: ts.Diagnostic, { page, fence }: Snippet): boolean {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  // A README may import a file that stands for the reader's own.
  if (code === 2307 && /'\.\.?\//.test(text) && !page.source.startsWith('apps/docs/')) return false;
  if (fence.language.startsWith('t')) return true;
  // A part of a union lacks what the others have: plain JavaScript has looked at its kind, or knows it.
  const isPartOfUnion = code === 2339 && text.includes('\n');
  return !untyped.has(code) && !notNarrow.has(code) && !isPartOfUnion;
}

function told({ messageText, start, file }: ts.Diagnostic, { page, fence }: Snippet): string {
  const line = file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
  return `${page.source}:${fence.line + line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}

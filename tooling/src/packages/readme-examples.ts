import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageNameOf } from '../arrows/import-rules.ts';
import { parseSource } from '../arrows/source-file.ts';
import { CheckError } from './check-error.ts';
import { runInProject } from './install-alone.ts';
import type { Publishable } from './publishable.ts';

/** The code of each fenced block that is marked `js`; other languages and longer marks (`js title=…`) are not run. */
export function jsBlocks(markdown: string): string[] {
  const blocks = markdown.matchAll(/^```js[^\S\n]*\n([\s\S]*?)^```[^\S\n]*$/gm);
  return [...blocks].map(([, code]) => code ?? '');
}

/** The code of each fenced block in one of the languages, whatever follows their mark. */
export function codeBlocks(markdown: string, languages: readonly string[]): string[] {
  const blocks = markdown.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```[^\S\n]*$/gm);
  return [...blocks].flatMap(([, language = '', code = '']) => (languages.includes(language) ? [code] : []));
}

/** Packages of `all` that the README's examples import beside its own, such as a backend beside a model. */
export function companionsOf({ name, folder }: Publishable, all: readonly Publishable[]): Publishable[] {
  const path = join(folder, 'README.md');
  const blocks = existsSync(path) ? codeBlocks(readFileSync(path, 'utf8'), ['js', 'ts']) : [];
  const sites = blocks.flatMap((code) => parseSource('example.mjs', code).imports);
  const imported = new Set(sites.map(({ specifier }) => packageNameOf(specifier)));
  return all.filter((each) => each.name !== name && imported.has(each.name));
}

/** The examples of the package's README. Throws when it has none. */
export function readExamples({ folder }: Publishable): string[] {
  const path = join(folder, 'README.md');
  if (!existsSync(path)) throw new CheckError('it has no README.md. Expected one with a ```js example');
  const blocks = jsBlocks(readFileSync(path, 'utf8'));
  if (blocks.length === 0) throw new CheckError('its README.md has no ```js block, so nothing shows how to use it');
  return blocks;
}

/** Runs each example as a module of its own, in a project that has only what the README tells to install. */
export async function runExamples(blocks: readonly string[], project: string): Promise<void> {
  for (const [index, code] of blocks.entries()) {
    const file = `readme-example-${index + 1}.mjs`;
    writeFileSync(join(project, file), code);
    await runInProject(project, `README example ${index + 1} of ${blocks.length}`, process.execPath, [file]);
  }
}

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dependency, foreignDependencies } from './dependency-licences.ts';
import type { Publishable } from './publishable.ts';

/** Development tools of packages that bundle: they make the bundle and are no part of it. */
const tools = new Set(['vite', 'playwright-core', 'axe-core']);

/**
 * Writes `THIRD-PARTY.md` into the `dist/` of each built package that has a page: whose code the page holds. That is everything
 * that the package names, for use or for development, down to dependencies of dependencies, except tools: a list of too
 * many is better than one of too few.
 *
 * @returns names of the packages
 */
export function writeThirdPartyLists(packages: readonly Publishable[]): string[] {
  return packages.filter(hasPage).map((each) => {
    const isBundled = (name: string) => !tools.has(name);
    const dependencies = foreignDependencies(packages, { roots: [each], isBundled });
    writeFileSync(join(each.folder, 'dist', 'THIRD-PARTY.md'), thirdPartyList(dependencies));
    return each.name;
  });
}

/** Markdown that names everybody whose code is bundled, with the licence texts that have to go along. */
export function thirdPartyList(dependencies: readonly Dependency[]): string {
  const parts = dependencies.map((each) => {
    const lines = licenceText(each).trimEnd().split(/\r?\n/);
    const quoted = lines.map((line) => `    ${line}`.trimEnd()).join('\n');
    return `## ${each.name} ${each.version} (${each.licence})\n\n${quoted}\n`;
  });
  const head = 'The page beside this file holds code of the packages below, each under its licence.\n';
  return ['# Third-party code', head, ...parts].join('\n');
}

/** Some packages are published without the text of their licence: then the manifest has to do. */
function licenceText({ folder, licence }: Dependency): string {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|thirdpartynotices)\b/i.test(file));
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file), 'utf8').trimEnd()).join('\n\n');
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly author?: string | { readonly name?: string };
    readonly repository?: string | { readonly url?: string };
  };
  const author = typeof manifest.author === 'object' ? manifest.author.name : manifest.author;
  const place = typeof manifest.repository === 'object' ? manifest.repository.url : manifest.repository;
  const facts = [author && `by ${author}`, place && `from ${place}`].filter(
    (each) => each !== undefined && each !== '',
  );
  return `Published without a licence text${facts.length > 0 ? `, ${facts.join(', ')}` : ''}: ${licence}, https://spdx.org/licenses/`;
}

function hasPage({ folder, isBuilt }: Publishable): boolean {
  const dist = join(folder, 'dist');
  if (!isBuilt || !existsSync(dist)) return false;
  return readdirSync(dist, { recursive: true }).some((path) => String(path).endsWith('index.html'));
}

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiPages } from './api-pages.ts';
import { benchmarksPage } from './benchmarks-page.ts';
import { commandLinePage } from './command-line-page.ts';
import { withoutMarks } from './fences.ts';
import { guidePages } from './guide-pages.ts';
import { examplesPage, listPages } from './list-pages.ts';
import { repositoryRoot } from './repository.ts';
import { includedFiles, repositoryPages } from './repository-pages.ts';
import { imageFolder, type LinkedPage, type LinkTargets, rewriteLinks } from './rewrite-links.ts';

export interface AssembleOptions {
  /** Where sources can be read, with a slash at its end. Default: links to sources become plain text. */
  readonly sourceUrl?: string | undefined;
  /** Leaves out the pages that need the TypeScript compiler. Default: false. */
  readonly withoutApi?: boolean;
}

/** All pages of the site: those written by hand, those that files of the repository are, and those that are generated. */
export async function assembleSite({
  sourceUrl,
  withoutApi = false,
}: AssembleOptions = {}): Promise<readonly LinkedPage[]> {
  const targets = linkTargets(sourceUrl);
  const shown = [...guidePages(), ...repositoryPages(), examplesPage()].map((page) => rewriteLinks(page, targets));
  const generated = [
    ...listPages(),
    await commandLinePage(),
    benchmarksPage(),
    ...(withoutApi ? [] : await apiPages()),
  ];
  return [...shown, ...generated.map((page) => ({ ...page, images: [] }))];
}

function linkTargets(sourceUrl: string | undefined): LinkTargets {
  return {
    pages: new Map(includedFiles().map(({ source, path }) => [source, path])),
    folders: new Map([
      ['docs/decisions', 'project/decisions/index.md'],
      ['docs/results', 'benchmarks.md'],
      ['apps/examples', 'reference/examples.md'],
      ['models', 'models/index.md'],
    ]),
    sourceUrl,
  };
}

export interface WriteSiteOptions {
  /** Other files of the folder stay. Default: they are removed. */
  readonly keepsOthers?: boolean;
}

/** Writes pages and their images into a folder. */
export function writeSite(
  pages: readonly LinkedPage[],
  folder: string,
  { keepsOthers = false }: WriteSiteOptions = {},
): void {
  if (!keepsOthers) rmSync(folder, { recursive: true, force: true });
  for (const { path, markdown, images } of pages) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, withoutMarks(markdown));
    for (const image of images) cpSync(join(repositoryRoot, image), join(folder, imageFolder, image));
  }
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, LogLevel, type ProjectReflection } from 'typedoc';
import { apiPageName, type EntryPoint, entryPoints } from './entry-points.ts';
import { repositoryRoot } from './repository.ts';
import type { Page } from './site-file.ts';

/** Pages with every export of every entry point, from its types and comments: one program for all of them. */
export async function apiPages(): Promise<readonly Page[]> {
  const points = entryPoints();
  const app = await createApplication(points);
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the sources: its messages are above.');
  nameReflections(project, points);
  const folder = mkdtempSync(join(tmpdir(), 'recyclegpt-api-'));
  try {
    await app.outputs.writeOutput({ name: 'markdown', path: folder }, project);
    return withSettledAnchors(readPages(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function createApplication(points: readonly EntryPoint[]): Promise<Application> {
  const settings = {
    plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
    entryPoints: points.map(({ source }) => join(repositoryRoot, source)),
    tsconfig: join(repositoryRoot, 'apps/docs/tsconfig.api.json'),
    outputs: [],
    logLevel: LogLevel.Error,
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    disableGit: true,
    excludeInternal: true,
    excludePrivate: true,
    // What follows are settings of the plugin.
    outputFileStrategy: 'modules',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    sanitizeComments: true,
  };
  return await Application.bootstrapWithPlugins(settings);
}

/** TypeDoc names modules after folders, and parameters that are taken apart not at all. */
function nameReflections(project: ProjectReflection, points: readonly EntryPoint[]): void {
  for (const module of project.children ?? []) {
    const file = project.getSymbolIdFromReflection(module)?.fileName;
    const point = points.find(({ source }) => file?.endsWith(source) === true);
    if (point !== undefined) module.name = point.specifier;
  }
  for (const reflection of Object.values(project.reflections))
    if (reflection.name === '__namedParameters') reflection.name = 'options';
}

function readPages(folder: string): readonly Page[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.split(sep).join('/'));
  const modules = files.filter((file) => file.endsWith('.md') && file !== 'index.md');
  return modules.map((file) => {
    // The package's README has its name for a title already.
    const text = readFileSync(join(folder, file), 'utf8').replace(/^# (.*)$/m, '# API of $1');
    return { path: `api/${flatName(file)}.md`, source: `packages/${file}`, markdown: withFlatLinks(text, file) };
  });
}

/** `@recyclegpt/tensor/namespaces/ops.md` is `tensor-ops`. */
function flatName(file: string): string {
  return apiPageName(
    file
      .replace(/\.md$/, '')
      .replace(/\/index$/, '')
      .replace('/namespaces/', '/'),
  );
}

function withFlatLinks(markdown: string, file: string): string {
  return markdown.replaceAll(/\]\(([^)#\s:]+\.md)(#[^)\s]*)?\)/g, (_, target: string, anchor = '') => {
    const path = posix.join(posix.dirname(file), target);
    return `](./${flatName(path)}.md${anchor})`;
  });
}

/** TypeDoc counts names that differ in their kind alone as one; headings are counted as they stand on the page. */
function withSettledAnchors(pages: readonly Page[]): readonly Page[] {
  const anchors = new Map(pages.map(({ path, markdown }) => [posix.basename(path), anchorsOf(markdown)]));
  return pages.map((page) => ({
    ...page,
    markdown: page.markdown.replaceAll(
      /\]\((?:\.\/([\w-]+\.md))?#([\w-]+)-\d+\)/g,
      (whole, file = posix.basename(page.path), anchor: string) => {
        const known = anchors.get(file);
        const isThere = known?.has(/#([\w-]+)\)$/.exec(whole)?.[1] ?? '') === true;
        return isThere || known?.has(anchor) !== true ? whole : whole.replace(/-\d+\)$/, ')');
      },
    ),
  }));
}

/** Places on a page that VitePress makes of its headings. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const anchors = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => {
    const slug = title
      .toLowerCase()
      .replaceAll(/[^\w]+/g, '-')
      .replaceAll(/^-|-$/g, '');
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(anchors);
}

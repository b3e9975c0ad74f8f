// Builds the site: `pnpm build`. `DOCS_BASE` is the path that it will be served under, such as `/recyclegpt/`; `DOCS_OUT` a
// folder, by default `.vitepress/dist`; `DOCS_SOURCE` an address below which the repository's files can be read, for
// links to sources.
import { join } from 'node:path';
import { build } from 'vitepress';
import { assembleSite, writeSite } from './assemble/assemble-site.ts';
import { repositoryRoot } from './assemble/repository.ts';

const { DOCS_BASE: base, DOCS_OUT: outDir, DOCS_SOURCE: sourceUrl } = process.env;
const folder = join(repositoryRoot, 'apps/docs');
writeSite(await assembleSite({ sourceUrl }), join(folder, '.site'));
// The configuration reads DOCS_BASE too, for `pnpm dev`.
await build(folder, { ...(outDir === undefined ? {} : { outDir }), ...(base === undefined ? {} : { base }) });

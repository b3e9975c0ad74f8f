// Assembles the pages and builds the site: `pnpm build`. `DOCS_BASE` is the path that it will be served under,
// `DOCS_SOURCE` an address below which the repository's files can be read.
import { join } from 'node:path';
import { build } from 'vitepress';
import { assembleSite, writeSite } from './assemble/assemble-site.ts';
import { repositoryRoot } from './assemble/repository.ts';

const folder = join(repositoryRoot, 'apps/docs');
writeSite(await assembleSite({ sourceUrl: process.env['DOCS_SOURCE'] }), join(folder, '.site'));
await build(folder);

// Serves the site while it is written: `pnpm dev`. Pages are assembled anew when one of them is saved; the API is not.
import { watch } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'vitepress';
import { assembleSite, writeSite } from './assemble/assemble-site.ts';
import { repositoryRoot } from './assemble/repository.ts';

const folder = join(repositoryRoot, 'apps/docs');

async function assemble(): Promise<void> {
  const pages = await assembleSite({ withoutApi: true });
  writeSite(pages, join(folder, '.site'), { keepsOthers: true });
}

writeSite(await assembleSite(), join(folder, '.site'));
const server = await createServer(folder);
await server.listen();
server.printUrls();
let pending: NodeJS.Timeout | undefined;
for (const name of ['apps/docs/pages', 'apps/docs/pictures', 'docs'])
  watch(join(repositoryRoot, name), { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(() => void assemble().catch((error: unknown) => console.error(error)), 200);
  });

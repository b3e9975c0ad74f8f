import { createReadStream } from 'node:fs';
import type { Plugin } from 'vite';
import { openSite } from '../serve/site.ts';

/**
 * Leaves the runtime's WebAssembly out of the build, since it is served from its package, and serves it and the model while
 * the page is developed.
 */
export function installedFiles(): Plugin {
  return {
    name: 'installed-files',
    // After Vite's own plugin has put the files of workers into the bundle.
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const name of Object.keys(bundle)) if (name.endsWith('.wasm')) delete bundle[name];
    },
    async configureServer(server) {
      const site = await openSite();
      server.middlewares.use((request, response, next) => {
        const file = site.get((request.url ?? '').split(/[?#]/)[0]?.slice(1) ?? '');
        if (file === undefined) return next();
        response.setHeader(
          'Content-Type',
          request.url?.includes('.wasm') ? 'application/wasm' : 'application/octet-stream',
        );
        if (file.kind === 'text') response.end(file.text);
        else createReadStream(file.path).pipe(response);
      });
    },
  };
}

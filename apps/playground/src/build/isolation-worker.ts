import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const name = 'isolation-worker.js';

/** Puts the service worker beside the page that isolates it where its host does not send the headers for that. */
export function isolationWorker(): Plugin {
  const source = (): Buffer =>
    readFileSync(createRequire(import.meta.url).resolve('@recyclegpt/backend-web/isolation-worker.js'));
  return {
    name: 'isolation-worker',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: name, source: source() });
    },
  };
}

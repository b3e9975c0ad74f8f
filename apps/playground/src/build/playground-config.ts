import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';
import { installedFiles } from './installed-files.ts';
import { isolationWorker } from './isolation-worker.ts';

/** The folder of this app. */
const playgroundFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Pages that use shared memory, and with it threads, have to be isolated from other origins. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

export interface PlaygroundOptions {
  /** Where the page is written. Default: `dist/page` in this app. */
  readonly outFolder?: string | undefined;
}

/**
 * How Vite builds and serves the page. All addresses are relative, so that the build works at any path of any host. The runtime's
 * WebAssembly and the model are no part of it: they are had from `runtime/` and `model/` beside the page.
 */
export function playgroundConfig({ outFolder = 'dist/page' }: PlaygroundOptions = {}): InlineConfig {
  return {
    configFile: false,
    root: playgroundFolder,
    base: './',
    plugins: [installedFiles(), isolationWorker()],
    // The sources of the packages, as in tests: a build of the page needs no build of them.
    resolve: { conditions: ['@recyclegpt/source', 'browser', 'import', 'module', 'default'] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es' },
    optimizeDeps: { exclude: ['onnxruntime-web'] },
    server: { headers: isolationHeaders },
    build: { target: 'esnext', outDir: outFolder, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';
import { embeddedModel } from './embedded-model.ts';
import { isolationWorker } from './isolation-worker.ts';

/** The folder of this app. */
const playgroundFolder = fileURLToPath(new URL('../..', import.meta.url));

/** The storytellers that this project trained, the best first. */
const storytellers = ['storyteller-medium', 'storyteller-small', 'storyteller-tiny'] as const;
const modelsFolder = fileURLToPath(new URL('../../../../models', import.meta.url));

/**
 * Where the embedded model lies, if nothing else is said: a folder as `recyclegpt train` writes it. Without any the page has
 * a model with random weights, and says so.
 */
export function embeddedModelFolder(): string {
  const found = storytellers.find((name) => existsSync(join(modelsFolder, name, 'model.safetensors')));
  return join(modelsFolder, found ?? 'storyteller-small');
}

/** Pages that use shared memory, and with it threads, have to be isolated from other origins. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;

export interface PlaygroundOptions {
  /** Folder of the model that the page comes with. Default: `embeddedModelFolder`. */
  readonly modelFolder?: string | undefined;
  /** Where the page is written. Default: `dist` in this app. */
  readonly outFolder?: string | undefined;
}

/** How Vite builds and serves the page. All addresses are relative, so that the build works at any path of any host. */
export function playgroundConfig({ modelFolder, outFolder = 'dist' }: PlaygroundOptions = {}): InlineConfig {
  const folder = modelFolder ?? process.env['PLAYGROUND_MODEL'] ?? embeddedModelFolder();
  return {
    root: playgroundFolder,
    base: './',
    plugins: [embeddedModel(folder), isolationWorker()],
    // The sources of the packages, as in tests: a build of the page needs no build of them.
    resolve: { conditions: ['@recyclegpt/source', 'browser', 'import', 'module', 'default'] },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    worker: { format: 'es' },
    optimizeDeps: { exclude: ['onnxruntime-web'] },
    server: { headers: isolationHeaders },
    build: { target: 'esnext', outDir: outFolder, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: false },
  };
}

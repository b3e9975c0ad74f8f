import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePage, type PageBundle } from '@recyclegpt/testing/browser';
import { root } from '../shared-report.ts';
import type { PeerFiles } from './install-peers.ts';

/** Scripts of the pages. */
export const pageScripts = ['passes', 'ours', 'wllama', 'transformers-js'] as const;
/** @alias */
export type PageScript = (typeof pageScripts)[number];

/** A page that runs one script, in a worker or itself, and offers it as `globalThis.call`. */
const hostPage = `<!doctype html>
<meta charset="utf-8">
<title>recyclegpt bench</title>
<script type="module">
const query = new URLSearchParams(location.search);
const script = './' + query.get('script') + '.js';
if (query.get('place') === 'worker') {
  const waiting = new Map();
  const worker = new Worker(script, { type: 'module' });
  worker.onmessage = ({ data }) => { waiting.get(data.id)?.(data); waiting.delete(data.id); };
  worker.onerror = ({ message }) => {
    for (const [id, answer] of waiting) answer({ id, failure: 'The worker failed: ' + (message ?? 'its script did not load') });
  };
  globalThis.call = (request) => new Promise((resolve) => { waiting.set(request.id, resolve); worker.postMessage(request); });
} else {
  await import(script);
}
globalThis.isReady = true;
</script>
`;

/** Bundles the pages of all engines into one folder, beside links to the files that they load. */
export async function bundleEngines(
  peers: PeerFiles,
  files: { readonly gguf: string; readonly onnxFolder: string; readonly module: string },
): Promise<PageBundle> {
  const own = (name: string): string => JSON.stringify(join(import.meta.dirname, 'page', `${name}.ts`));
  const peer = (name: string, path: string, offer: string): string =>
    `import * as peer from ${JSON.stringify(path)};\nimport { ${offer} } from ${own(name)};\n${offer}(peer);\n`;
  const scripts: Readonly<Record<PageScript, string>> = {
    passes: `import ${own('passes')};`,
    ours: `import ${own('ours')};`,
    wllama: peer('wllama', peers.wllama, 'offerWllama'),
    'transformers-js': peer('transformers-js', peers.transformers, 'offerTransformers'),
  };
  const bundle = await bundlePage(scripts);
  writeFileSync(join(bundle.folder, 'index.html'), hostPage);
  for (const folder of ['model', 'module', 'runtime']) mkdirSync(join(bundle.folder, folder));
  const link = (target: string, name: string): void => symlinkSync(target, join(bundle.folder, name));
  link(files.gguf, 'model/model.gguf');
  for (const name of ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx'])
    link(join(files.onnxFolder, name), `model/${name}`);
  link(files.module, 'module/module.safetensors');
  link(peers.wllamaRuntime, 'runtime/wllama.wasm');
  for (const ending of ['mjs', 'wasm']) {
    const name = `ort-wasm-simd-threaded.asyncify.${ending}`;
    link(join(peers.onnxRuntime, name), `runtime/${name}`);
  }
  return bundle;
}

/** SmolLM2's recycle module, which this project trained. */
export const modulePath = join(root, 'models', 'smollm2-recycle', 'smollm2-135m-instruct.recycle.safetensors');

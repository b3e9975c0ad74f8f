import { testInBrowser } from '@recyclegpt/testing/browser';

const page = (name: string): URL => new URL(`./test/${name}-page.ts`, import.meta.url);

await testInBrowser(page('contract'), {
  'WASM with two threads, in a worker': { query: { device: 'wasm', threads: '2' } },
  'WASM with one thread, in a worker': { query: { device: 'wasm' }, isIsolated: false },
  'WASM in a page': { query: { device: 'wasm' }, place: 'page' },
  'WebGPU, in a worker': { query: { device: 'webgpu' }, hasWebGpu: true },
});

await testInBrowser(page('state'), {
  'rows in host memory': { query: { device: 'wasm' } },
  'rows on a graphics device': { query: { device: 'webgpu' }, hasWebGpu: true },
});

await testInBrowser(page('device'), { 'a worker with WebGPU': { hasWebGpu: true } });

await testInBrowser(page('isolation'), { 'a host that sends no headers': { place: 'page', isIsolated: false } }, [
  new URL('../isolation-worker.js', import.meta.url),
]);

import { testInBrowser } from '@recyclegpt/testing/browser';

await testInBrowser(new URL('./models-page.ts', import.meta.url), {
  'WASM with two threads': { query: { device: 'wasm', threads: '2', precisions: 'f32,int8' } },
  'WASM with one thread': { query: { device: 'wasm', precisions: 'f32,int8' }, isIsolated: false },
  WebGPU: { query: { device: 'webgpu', precisions: 'f32,int8,int4', isReduced: '1' }, hasWebGpu: true },
});

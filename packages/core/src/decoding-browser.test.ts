import { testInBrowser } from '@recyclegpt/testing/browser';

// On a software adapter of WebGPU the matrix takes many minutes; states and sessions there have suites of their own.
await testInBrowser(new URL('./test/decoding-page.mjs', import.meta.url), {
  'WebAssembly, in a worker': { query: { device: 'wasm', precisions: 'f32,int8' } },
});

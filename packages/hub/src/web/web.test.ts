import { testInBrowser } from '@recyclegpt/testing/browser';

await testInBrowser(new URL('./test/web-page.ts', import.meta.url), {
  'in a worker': { place: 'worker' },
  'in a page': { place: 'page' },
});

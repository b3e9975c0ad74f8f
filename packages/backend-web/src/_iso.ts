import { bundleSuite, runInBrowser } from '@recyclegpt/testing/browser';
await using bundle = await bundleSuite(new URL('./test/isolation-page.ts', import.meta.url), [new URL('../isolation-worker.js', import.meta.url)]);
try { console.log((await runInBrowser(bundle, { place: 'page', isIsolated: false, caseTimeoutMs: 20000 })).map(r => (r.error ?? 'ok').slice(0,1500)).join('\n')); } catch (e) { console.log(String(e)); }
process.exit();

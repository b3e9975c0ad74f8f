import { bundleSuite, runInBrowser } from '@recyclegpt/testing/browser';
const [entry, q, isolated] = process.argv.slice(2) as string[];
const query = Object.fromEntries(new URLSearchParams(q));
const t0=performance.now();
await using bundle = await bundleSuite(new URL(entry!, import.meta.url));
console.log('bundled', performance.now()-t0);
const r = await runInBrowser(bundle, { query, hasWebGpu: true, isIsolated: isolated !== 'no' });
let bad=0;
for (const c of r) { if (process.env.ALL) console.log(Math.round(c.ms), c.path.join(' > ')); if (c.error) { bad++; console.log('FAIL', c.path.join(' > '), Math.round(c.ms), c.error.slice(0,+(process.env.LEN??350)).split('\n').slice(0,+(process.env.LINES??3)).join(' | ')); } }
console.log(r.length, 'cases', bad, 'failed', performance.now()-t0);

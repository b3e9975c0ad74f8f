import { bundleSuite, runInBrowser } from '@recyclegpt/testing/browser';
const t0=performance.now();
await using bundle = await bundleSuite(new URL(process.argv[2] ?? './_thin-page.ts', import.meta.url));
console.log('bundled', performance.now()-t0, bundle.folder);
for (const o of [{}, {isIsolated:false}, {place:'page'}] as const) {
const r = await runInBrowser(bundle, o);
for (const c of r) console.log(c.path.join(' > '), Math.round(c.ms), c.error ?? 'ok');
}

export { bundlePage, type PageBundle } from './browser/bundle-page.ts';
export { type ChromiumOptions, findChromium, launchChromium } from './browser/launch-chromium.ts';
export type { CaseResult } from './browser/page/case-collector.ts';
export { bundleSuite, type RunInBrowserOptions, runInBrowser } from './browser/run-in-browser.ts';
export { type FolderServer, type ServeOptions, serveFolder } from './browser/serve-folder.ts';
export { testInBrowser } from './browser/test-in-browser.ts';

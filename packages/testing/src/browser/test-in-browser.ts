import { describe, it } from 'vitest';
import { bundleSuite, type RunInBrowserOptions, runInBrowser } from './run-in-browser.ts';

/**
 * Runs a script's cases in Chromium and declares one test for each, which fails if the case did; `files` are served beside
 * the page. Await it at the top of a test file: names are known when the browser is done, and a browser that is missing
 * fails the file.
 */
export async function testInBrowser(
  entry: URL,
  runs: Readonly<Record<string, RunInBrowserOptions>>,
  files: readonly URL[] = [],
): Promise<void> {
  await using bundle = await bundleSuite(entry, files);
  for (const [name, options] of Object.entries(runs)) {
    const results = await runInBrowser(bundle, options);
    describe(name, () => {
      for (const { path, error } of results) {
        it(path.join(' > '), () => {
          if (error !== undefined) throw new Error(error);
        });
      }
    });
  }
}

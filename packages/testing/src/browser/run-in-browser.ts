import { copyFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { bundlePage, type PageBundle } from './bundle-page.ts';
import { launchChromium } from './launch-chromium.ts';
import type { CaseResult } from './page/case-collector.ts';
import { suitePage, suiteScript } from './page-files.ts';
import { serveFolder } from './serve-folder.ts';

export interface RunInBrowserOptions {
  /** Read by the script as its URL's query. */
  readonly query?: Readonly<Record<string, string>>;
  /** Where the script runs. Default: a module worker. */
  readonly place?: 'worker' | 'page';
  /** Whether threads can share memory. Default: true. */
  readonly isIsolated?: boolean;
  readonly hasWebGpu?: boolean;
  /** Milliseconds that a single case may take. Default: 5 minutes. */
  readonly caseTimeoutMs?: number;
}

/** What a page tells. */
type Message =
  | { readonly index: number; readonly result: CaseResult }
  | { readonly total: number }
  | { readonly failure: string };

/** Bundles a script whose import declares cases as Vitest's do, with the page that runs it and `files` beside that. */
export async function bundleSuite(entry: URL, files: readonly URL[] = []): Promise<PageBundle> {
  const bundle = await bundlePage({ suite: suiteScript(fileURLToPath(entry)) });
  await writeFile(join(bundle.folder, 'index.html'), suitePage);
  for (const file of files) await copyFile(file, join(bundle.folder, basename(fileURLToPath(file))));
  return bundle;
}

/**
 * Runs the cases of a bundled suite in Chromium.
 * @returns what became of each, in order.
 * @throws Error if there is no Chromium, if the page fails or says nothing for too long, or if it declares no case.
 */
export async function runInBrowser(
  { folder }: Pick<PageBundle, 'folder'>,
  { query = {}, place = 'worker', isIsolated = true, hasWebGpu = false, caseTimeoutMs = 300_000 }: RunInBrowserOptions,
): Promise<readonly CaseResult[]> {
  await using server = await serveFolder(folder, { isIsolated });
  const browser = await launchChromium({ hasWebGpu });
  try {
    const page = await browser.newPage();
    const results = collect(page, caseTimeoutMs);
    await page.goto(`${server.url}index.html?${new URLSearchParams({ ...query, place })}`);
    return await results;
  } finally {
    await browser.close();
  }
}

/** Results as the page tells them, until it is done. What it tells may overtake what it told before. */
function collect(page: Page, silenceMs: number): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  const printed: string[] = [];
  let numResults = 0;
  let total: number | undefined;
  page.on('console', (message) => printed.push(message.text()));
  page.on('pageerror', (error) => printed.push(String(error)));
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => {
      const last = results.at(-1)?.path.join(' > ') ?? 'none';
      reject(new Error(`${what}\nLast case that ended: ${last}\nThe page printed:\n${printed.slice(-20).join('\n')}`));
    };
    let timer = setTimeout(fail, silenceMs, 'The page does not start its cases.');
    const note = (message: Exclude<Message, { failure: string }>): void => {
      if ('total' in message) total = message.total;
      else results[message.index] = message.result;
      numResults += 'total' in message ? 0 : 1;
    };
    const hear = (message: Message): void => {
      clearTimeout(timer);
      if ('failure' in message) return fail(message.failure);
      note(message);
      if (total === 0) return fail('The script declares no case.');
      if (numResults === total) return resolve(results);
      timer = setTimeout(fail, silenceMs, `A case takes more than ${silenceMs} ms.`);
    };
    page.on('crash', () => fail('The page crashed.'));
    page.exposeFunction('tell', hear).catch(reject);
  });
}

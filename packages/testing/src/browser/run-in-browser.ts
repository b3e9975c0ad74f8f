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
    const report = new Report(page, caseTimeoutMs);
    // Before the page is there: its first words would be lost.
    await page.exposeFunction('tell', (message: Message) => report.hear(message));
    await page.goto(`${server.url}index.html?${new URLSearchParams({ ...query, place })}`);
    return await report.results;
  } finally {
    await browser.close();
  }
}

/** Results as the page tells them, until it is done. What it tells may overtake what it told before. */
class Report {
  readonly results: Promise<readonly CaseResult[]>;
  readonly #silenceMs: number;
  readonly #heard: CaseResult[] = [];
  readonly #printed: string[] = [];
  #numResults = 0;
  #total: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #resolve: (results: readonly CaseResult[]) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(page: Page, silenceMs: number) {
    this.#silenceMs = silenceMs;
    this.results = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever waits for the page to load may throw first.
    this.results.catch(() => undefined);
    page.on('console', (message) => this.#printed.push(message.text()));
    page.on('pageerror', (error) => this.#printed.push(String(error)));
    page.on('crash', () => this.#fail('The page crashed.'));
    this.#wait('The page does not start its cases.');
  }

  hear(message: Message): void {
    clearTimeout(this.#timer);
    if ('failure' in message) this.#fail(message.failure);
    else this.#note(message);
  }

  #note(message: Exclude<Message, { readonly failure: string }>): void {
    if ('total' in message) this.#total = message.total;
    else {
      this.#heard[message.index] = message.result;
      this.#numResults += 1;
    }
    if (this.#total === 0) this.#fail('The script declares no case.');
    else if (this.#numResults === this.#total) this.#resolve(this.#heard);
    else this.#wait(`A case takes more than ${this.#silenceMs} ms.`);
  }

  #wait(complaint: string): void {
    this.#timer = setTimeout(() => this.#fail(complaint), this.#silenceMs);
    // A page that fails to load has its own error; nobody waits for this one then.
    this.#timer.unref();
  }

  #fail(what: string): void {
    const last = this.#heard.at(-1)?.path.join(' > ') ?? 'none';
    const printed = this.#printed.slice(-20).join('\n');
    this.#reject(new Error(`${what}\nLast case that ended: ${last}\nThe page printed:\n${printed}`));
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from '@recyclegpt/testing/browser';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { playgroundConfig } from '../build/playground-config.ts';
import { servePlayground } from '../serve/serve-playground.ts';

/** The built page, served, and a browser for it. */
export interface OpenPlayground {
  readonly url: string;
  /** The folder of the build. */
  readonly folder: string;
  readonly browser: Browser;
  /** Opens a view; errors that the page throws are kept, for `faults`. */
  open(hash: string, options?: BrowserContextOptions): Promise<Page>;
  /** What pages threw or complained of. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/**
 * Builds the page, with a model if a folder is given, and opens a browser; `undefined` stands for the storyteller.
 * @throws Error if there is no Chromium
 */
export async function openPlayground(modelFolder: string | undefined): Promise<OpenPlayground> {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  await build({ ...playgroundConfig({ outFolder: folder }), logLevel: 'error' });
  const server = await servePlayground({ pageFolder: folder, modelFolder, port: 0 });
  const browser = await launchChromium({ hasWebGpu: true });
  const faults: string[] = [];
  return {
    url: server.url,
    folder,
    browser,
    faults,
    open: async (hash, options = {}) => {
      const page = await browser.newPage(options);
      page.setDefaultTimeout(60_000);
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.goto(`${server.url}${hash}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

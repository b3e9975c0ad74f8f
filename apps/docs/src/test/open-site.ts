import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { launchChromium, serveFolder } from '@recyclegpt/testing/browser';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page as BrowserPage } from 'playwright-core';
import { repositoryRoot } from '../assemble/repository.ts';

/** The built site below a path of a static server, and a browser for it. */
export interface OpenSite {
  /** Paths of all pages, as in `guides/write-a-drafter.md`, with what VitePress read of them. */
  readonly pages: ReadonlyMap<string, string>;
  /** The folder of the build. */
  readonly folder: string;
  readonly base: string;
  readonly buildMs: number;
  readonly browser: Browser;
  /** Opens a page by its path below the base; what it complains of is kept in `faults`. */
  open(path: string, options?: BrowserContextOptions): Promise<BrowserPage>;
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Builds the site for a path below the root, as a static host may have it. @throws Error if there is no Chromium */
export async function openSite(base = '/some/docs/'): Promise<OpenSite> {
  const root = mkdtempSync(join(tmpdir(), 'recyclegpt-docs-'));
  const folder = join(root, base);
  const start = performance.now();
  await buildInProcess({ DOCS_OUT: folder, DOCS_BASE: base });
  const buildMs = performance.now() - start;
  const server = await serveFolder(root, { isIsolated: false });
  const browser = await launchChromium();
  const faults: string[] = [];
  return {
    pages: assembledPages(),
    ...{ folder, base, buildMs, browser, faults },
    open: async (path, options = {}) => {
      const page = await browser.newPage(options);
      page.setDefaultTimeout(60_000);
      watchFor(page, path, faults);
      await page.goto(server.url + base.slice(1) + path);
      return page;
    },
    close: async () => {
      await browser.close();
      await server[Symbol.asyncDispose]();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** VitePress brings a Vite of its own, which does not run inside of the test runner's. */
async function buildInProcess(env: Readonly<Record<string, string>>): Promise<void> {
  const loader = join(repositoryRoot, 'tooling/typescript.mjs');
  const program = join(repositoryRoot, 'apps/docs/src/build.ts');
  const args = ['--conditions=@recyclegpt/source', '--import', loader, program];
  const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], HOME: tmpdir(), ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`The site was not built.\n${said.slice(-6000)}`);
}

function assembledPages(): ReadonlyMap<string, string> {
  const folder = join(repositoryRoot, 'apps/docs/.site');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  return new Map(files.map((file) => [file.split(sep).join('/'), readFileSync(join(folder, file), 'utf8')]));
}

function watchFor(page: BrowserPage, path: string, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${path}: ${message.text()} ${message.location().url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${path}: ${response.status()} ${response.url()}`);
  });
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe finds wrong with a page as it stands, a line each. */
export async function accessibilityFaults(page: BrowserPage): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResult>(
    // VitePress's search button shows its key without a space, and is named without it.
    'axe.run(document, { resultTypes: ["violations"], rules: { "label-content-name-mismatch": { enabled: false } } })',
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

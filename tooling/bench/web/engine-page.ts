import type { Browser, Page } from 'playwright-core';
import type { PageScript } from './bundle-engines.ts';
import type { EngineAnswer, PageEngine } from './page/engine-calls.ts';
import type { EngineServer } from './serve-engines.ts';

/** A page of the browser with an engine, in a process of its own. */
export interface EnginePage {
  call<Method extends keyof PageEngine>(
    method: Method,
    request: Parameters<NonNullable<PageEngine[Method]>>[0],
  ): Promise<Awaited<ReturnType<NonNullable<PageEngine[Method]>>>>;
  close(): Promise<void>;
}

export interface EnginePageOptions {
  readonly browser: Browser;
  readonly server: EngineServer;
  /** First part of its addresses, which tells downloads apart. */
  readonly name: string;
  readonly script: PageScript;
  readonly place: 'worker' | 'page';
}

/** For loading scripts; calls take as long as they take. */
const pageTimeoutMs = 300_000;

/** Opens the page. What it complains of is told when a call fails. */
export async function openEnginePage({ browser, server, name, script, place }: EnginePageOptions): Promise<EnginePage> {
  const page = await browser.newPage();
  page.setDefaultTimeout(pageTimeoutMs);
  const printed: string[] = [];
  page.on('console', (message) => printed.push(message.text()));
  page.on('pageerror', (error) => printed.push(String(error)));
  await page.goto(`${server.urlOf(name)}index.html?${new URLSearchParams({ script, place })}`);
  await page.waitForFunction('globalThis.isReady === true');
  const isIsolated = await page.evaluate('crossOriginIsolated');
  if (isIsolated !== true)
    throw new Error(`The page of ${name} is not cross-origin isolated: threads would not count.`);
  let id = 0;
  return {
    call: async (method, request) => {
      id += 1;
      await page.bringToFront();
      const answer = await evaluate(page, { id, method, request });
      if ('result' in answer) return answer.result as never;
      throw new Error(`${name}, ${method}: ${answer.failure}\nThe page printed:\n${printed.slice(-20).join('\n')}`);
    },
    close: () => page.close(),
  };
}

async function evaluate(page: Page, call: object): Promise<EngineAnswer> {
  return await page.evaluate(
    (request) => (globalThis as unknown as { call(request: object): Promise<EngineAnswer> }).call(request),
    call,
  );
}

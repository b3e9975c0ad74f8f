import type { Browser, BrowserContext } from 'playwright-core';
import type { OpenPlayground } from '../test/open-playground.ts';

/** One opening of the page, up to the first word that its model writes. */
export interface Opening {
  /** By the clock, from the beginning of the navigation. */
  readonly ms: number;
  /**
   * What the browser's processes computed until it was seen, on all cores, opening the tab included: a machine with nothing else to do
   * takes no longer.
   */
  readonly processorMs: number;
}

export interface FirstText {
  /** In a browser that has never seen the page: nothing in its storage, no compiled code. */
  readonly cold: readonly Opening[];
  /** In the same browser afterwards, in a new tab. */
  readonly warm: readonly Opening[];
}

/** Notes when the first word stands in the race that the page begins with. */
const noteFirstText = `
  new MutationObserver((_, observer) => {
    if (document.querySelector('.lane-text > :not(.prompt)') === null) return;
    observer.disconnect();
    globalThis.firstTextMs = performance.now();
  }).observe(document, { childList: true, subtree: true, characterData: true });
`;

/** Opens the page so many times in new browsers, and after each time so often again. */
export async function measureFirstText(
  playground: Pick<OpenPlayground, 'browser' | 'url'>,
  { numCold, numWarm }: { readonly numCold: number; readonly numWarm: number },
): Promise<FirstText> {
  const { browser, url } = playground;
  const cold: Opening[] = [];
  const warm: Opening[] = [];
  for (let round = 0; round < numCold; round++) {
    const context = await browser.newContext();
    await context.addInitScript(noteFirstText);
    cold.push(await openOnce(browser, context, url));
    for (let again = 0; again < numWarm; again++) warm.push(await openOnce(browser, context, url));
    await context.close();
  }
  return { cold, warm };
}

async function openOnce(browser: Browser, context: BrowserContext, url: string): Promise<Opening> {
  const before = await processorMs(browser);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'firstTextMs' in globalThis, undefined, { timeout: 120_000 });
  const spent = (await processorMs(browser)) - before;
  const ms = await page.evaluate<number>('firstTextMs');
  // What is stored for the next visit comes after the first words.
  await page.locator('.verdict').getByText('identical', { exact: true }).waitFor({ timeout: 120_000 });
  await page.close();
  return { ms, processorMs: spent };
}

/** What the browser's processes have computed so far. */
async function processorMs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

import type { BrowserContext } from 'playwright-core';
import type { OpenPlayground } from '../test/open-playground.ts';

/** Milliseconds from the opening of the page to the first word that its model writes, and what came before. */
export interface FirstText {
  /** In a browser that has never seen the page: nothing in its storage, no compiled code. */
  readonly coldMs: readonly number[];
  /** In the same browser afterwards, in a new tab. */
  readonly warmMs: readonly number[];
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
  { cold, warm }: { readonly cold: number; readonly warm: number },
): Promise<FirstText> {
  const coldMs: number[] = [];
  const warmMs: number[] = [];
  for (let round = 0; round < cold; round++) {
    const context = await playground.browser.newContext();
    await context.addInitScript(noteFirstText);
    coldMs.push(await openOnce(context, playground.url));
    for (let again = 0; again < warm; again++) warmMs.push(await openOnce(context, playground.url));
    await context.close();
  }
  return { coldMs, warmMs };
}

async function openOnce(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'firstTextMs' in globalThis, undefined, { timeout: 120_000 });
  const ms = await page.evaluate<number>('firstTextMs');
  // What is stored for the next visit comes after the first words.
  await page.locator('.verdict').getByText('identical', { exact: true }).waitFor({ timeout: 120_000 });
  await page.close();
  return ms;
}

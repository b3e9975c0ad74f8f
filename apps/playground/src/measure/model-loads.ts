import type { Browser, Page } from 'playwright-core';
import { pageMemory } from './page-memory.ts';

/** Memory of a page in bytes, before and after its model was replaced so many times. */
export interface LoadsMeasured {
  readonly beforeBytes: number;
  /** After each load; the first ones let caches fill. */
  readonly afterBytes: readonly number[];
}

/** Loads the built-in model over and over in a page that has one; each load takes the place of the one before. */
export async function measureLoads(browser: Browser, page: Page, count: number): Promise<LoadsMeasured> {
  const beforeBytes = await pageMemory(browser, page);
  const afterBytes: number[] = [];
  for (let load = 0; load < count; load++) {
    await replaceModel(page);
    afterBytes.push(await pageMemory(browser, page));
  }
  return { beforeBytes, afterBytes };
}

/** The thread of the model before is ended when the new one stands. */
async function replaceModel(page: Page): Promise<void> {
  const [before] = page.workers().filter((worker) => worker.url().includes('model-worker'));
  const gone = before?.waitForEvent('close', { timeout: 120_000 });
  await page.getByRole('button', { name: 'The built-in one' }).click();
  await gone;
  await page.locator('.model-bar').getByText('weights in').waitFor();
}

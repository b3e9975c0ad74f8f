import type { Browser, Page } from 'playwright-core';
import { pageMemory } from './page-memory.ts';

export interface LongChatOptions {
  /** Tokens to write in all. */
  readonly numTokens: number;
  /** How often memory is looked at. */
  readonly looks: number;
}

export interface LongChat {
  readonly numTokens: number;
  /** How often the text came to the end of what the model remembers, and was taken back. */
  readonly rewinds: number;
  /** Bytes: at the first look, when the text had once been full, and later. */
  readonly memoryBytes: readonly number[];
}

/** Longer than any model here remembers: each turn ends at the limit. */
const tokensAtATime = 4096;
const patienceMs = 300_000;

/**
 * Writes on and on in the view Write, as somebody would in an hour: until the model's memory is full, then everything is taken
 * back and it begins anew with another seed.
 */
export async function writeForLong(browser: Browser, page: Page, options: LongChatOptions): Promise<LongChat> {
  await page.getByRole('button', { name: 'Tune' }).click();
  await page.getByLabel('Tokens at a time').fill(`${tokensAtATime}`);
  await page.getByLabel('Temperature').fill('1');
  let numTokens = 0;
  let rewinds = 0;
  const memoryBytes: number[] = [];
  while (numTokens < options.numTokens) {
    numTokens += await writeOnce(page, rewinds);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nothing yet.').waitFor();
    rewinds++;
    if (numTokens * options.looks >= memoryBytes.length * options.numTokens)
      memoryBytes.push(await pageMemory(browser, page));
  }
  return { numTokens, rewinds, memoryBytes };
}

/** @returns tokens that were written */
async function writeOnce(page: Page, turn: number): Promise<number> {
  await page.getByLabel('Your words').fill('Once upon a time');
  await page.getByLabel('Seed').fill(`${turn}`);
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await page.getByRole('button', { name: 'Write on' }).waitFor({ timeout: patienceMs });
  const count = (await page.locator('.column-count').textContent()) ?? '';
  return Number(/^(\d+) token/.exec(count)?.[1] ?? 0);
}

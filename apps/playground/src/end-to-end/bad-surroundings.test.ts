// A device that is lost, a tab that is closed, a disk that is full: each has its message, and the page goes on. In a real
// browser, with the storyteller.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storytellerFolder } from '../serve/embedded-model.ts';
import { makeBigModel } from '../test/big-model.ts';
import { serveHalting } from '../test/halting-server.ts';
import { type OpenPlayground, openPlayground } from '../test/open-playground.ts';

const slow = 400_000;
const patienceMs = 180_000;
const storyteller = storytellerFolder() ?? 'no storyteller';
const folder = mkdtempSync(join(tmpdir(), 'big-model-'));
let playground: OpenPlayground;

beforeAll(async () => {
  playground = await openPlayground(storyteller);
}, slow);
afterAll(async () => {
  await playground?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the view Write at an address, without a word from the race. */
async function openWrite(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${url}#/write`);
  return page;
}

/** Writes a beginning's continuation. @returns the text @throws Error with what the page says, if that is an error */
async function write(page: Page): Promise<string> {
  await page.getByLabel('Your words').fill('The little fox');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  const failure = page.locator('.error-note').first();
  await page.locator('.column-count').getByText('tokens in').or(failure).first().waitFor();
  if (await failure.isVisible()) throw new Error((await failure.textContent()) ?? 'an error without a word');
  await page.getByRole('button', { name: 'Write on' }).waitFor();
  return (await page.locator('.text-body').textContent()) ?? '';
}

it('does not use what a closed tab has left half fetched', { timeout: slow }, async () => {
  const halting = await serveHalting(playground.url, '/model/model.safetensors');
  const context = await playground.browser.newContext();
  const first = await openWrite(context, halting.url);
  await first.getByRole('button', { name: 'Write', exact: true }).click();
  await halting.halfSent;
  await first.locator('.model-bar').getByText('Loading storyteller').waitFor();
  await first.close();
  halting.goOn();
  const text = await write(await openWrite(context, halting.url));
  const stored = await openWrite(context, halting.url);
  expect(await write(stored)).toBe(text);
  const fresh = await playground.browser.newContext();
  expect(await write(await openWrite(fresh, playground.url))).toBe(text);
  await Promise.all([context.close(), fresh.close()]);
  await halting.close();
});

it('works where the browser has no room, and says so', { timeout: slow }, async () => {
  const context = await playground.browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(playground.url).origin, quotaSize: 300_000 });
  await page.goto(`${playground.url}#/write`);
  expect((await write(page)).length).toBeGreaterThan(100);
  await page.locator('.model-bar .notice', { hasText: 'no room for' }).first().waitFor();
  expect(await page.locator('.model-bar .error-note').count()).toBe(0);
  await context.close();
});

it('refuses a model that is too big for the device before reading it', { timeout: slow }, async () => {
  const context = await playground.browser.newContext();
  const page = await openWrite(context, playground.url);
  const before = await write(page);
  await page.locator('.model-bar input[type=file]').setInputFiles([...makeBigModel(folder, storyteller)]);
  const note = page.locator('.model-bar .error-note');
  await note.waitFor();
  const said = (await note.textContent()) ?? '';
  expect(said).toContain('too big for this device');
  expect(said).toMatch(/7\.\d GB: 6\.\d billion weights in int8/);
  expect(await page.locator('.text-body').textContent()).toBe(before);
  await page.getByRole('button', { name: 'Write on' }).click();
  await page.waitForFunction(
    (length) => (document.querySelector('.text-body')?.textContent ?? '').length > length,
    before.length,
  );
  await context.close();
});

it('says what is wrong with half a file of weights, and goes on', { timeout: slow }, async () => {
  const context = await playground.browser.newContext();
  const page = await openWrite(context, playground.url);
  await write(page);
  const whole = ['config.json', 'tokenizer.json'].map((name) => ({
    name,
    mimeType: 'application/json',
    buffer: readFileSync(join(storyteller, name)),
  }));
  const weights = readFileSync(join(storyteller, 'model.safetensors'));
  const half = { name: 'model.safetensors', mimeType: 'application/octet-stream', buffer: weights.subarray(0, 5e6) };
  await page.locator('.model-bar input[type=file]').setInputFiles([...whole, half]);
  const note = page.locator('.model-bar .error-note');
  await note.waitFor();
  expect(await note.textContent()).toContain('model.safetensors');
  await note.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await write(page);
  await context.close();
});

it('keeps the text when the graphics device is lost, and goes on without it', { timeout: slow }, async () => {
  const context = await playground.browser.newContext();
  const page = await openWrite(context, playground.url);
  await write(page);
  await page.getByRole('button', { name: 'Tune' }).click();
  await page.getByLabel('Backend').selectOption('webgpu');
  await page.getByRole('button', { name: 'Load again with these' }).click();
  await page.locator('.model-bar').getByText('On this device: WebGPU').waitFor();
  await page.getByLabel('Tokens at a time').fill('400');
  await page.getByRole('button', { name: 'Write on' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.text-body [data-position]').length > 4);
  const browser = await playground.browser.newBrowserCDPSession();
  await browser.send('Browser.crashGpuProcess');
  await page.locator('.column-view .error-note').waitFor();
  expect(await page.locator('.column-view .error-note').textContent()).toContain('graphics device was lost');
  const kept = (await page.locator('.text-body').textContent()) ?? '';
  expect(kept).toContain('The little fox');
  await page.locator('.model-bar').getByText('WebAssembly runs the model from now on').waitFor();
  await page.getByLabel('Tokens at a time').fill('8');
  await page.getByRole('button', { name: 'Write on' }).click();
  await page.locator('.model-bar').getByText('On this device: WebAssembly').waitFor();
  await page.locator('.column-count').getByText('8 tokens in').waitFor();
  expect((await page.locator('.text-body').textContent())?.startsWith(kept)).toBe(true);
  await context.close();
});

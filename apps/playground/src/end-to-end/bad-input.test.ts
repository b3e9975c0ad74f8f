// What goes wrong has its message, and the page goes on: in a real browser, with the model of random weights.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OpenPlayground, openPlayground } from '../test/open-playground.ts';

const slow = 240_000;
let playground: OpenPlayground;

beforeAll(async () => {
  playground = await openPlayground('no model');
}, slow);
afterAll(async () => {
  await playground?.close();
});

/** Writes something: the page works. */
async function expectWriting(page: Page): Promise<void> {
  await page.getByLabel('Your words').fill('the little');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await page.locator('.column-count').getByText('tokens in').waitFor();
  await page.getByRole('button', { name: 'Write on' }).waitFor();
}

async function openWriting(): Promise<Page> {
  const page = await playground.open('#/write');
  await expectWriting(page);
  return page;
}

/** The header of a GGUF file that promises tensors, and nothing after it. */
function halfAGguf(): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write('GGUF', 0, 'ascii');
  bytes.writeUInt32LE(3, 4);
  bytes.writeBigUInt64LE(272n, 8);
  bytes.writeBigUInt64LE(30n, 16);
  return bytes;
}

const wrongFiles = [
  { name: 'half.gguf', buffer: halfAGguf(), says: /half\.gguf/ },
  { name: 'empty.gguf', buffer: Buffer.alloc(0), says: /empty\.gguf/ },
  { name: 'photo.png', buffer: Buffer.from('png'), says: /no model that can be read/ },
  { name: 'module.safetensors', buffer: Buffer.from('not a module at all'), says: /module\.safetensors/ },
  { name: 'config.json', buffer: Buffer.from('{"model_type":'), says: /tokenizer\.json|JSON/ },
] as const;

for (const { name, buffer, says } of wrongFiles) {
  it(`shows what is wrong with ${name}, and goes on with the model that it has`, { timeout: slow }, async () => {
    const page = await openWriting();
    await page
      .locator('.model-bar input[type=file]')
      .setInputFiles({ name, buffer, mimeType: 'application/octet-stream' });
    const note = page.locator('.model-bar .error-note');
    await note.waitFor();
    expect(await note.textContent()).toMatch(says);
    await expectWriting(page);
    await page.close();
  });
}

it('ends a scheduler without an end, keeps the text, and writes on', { timeout: slow }, async () => {
  const page = await openWriting();
  const before = (await page.locator('.text-body').textContent()) ?? '';
  await page.getByRole('button', { name: 'Tune' }).click();
  await page.getByLabel('Scheduler').selectOption('custom');
  await page.getByLabel('Called once a round').fill('while (true) {}');
  await page.getByRole('button', { name: 'Write on' }).click();
  await page.getByText('gave no answer and was ended').waitFor();
  expect((await page.locator('.text-body').textContent())?.startsWith(before)).toBe(true);
  await page.getByLabel('Scheduler').selectOption('adaptive');
  await expectWriting(page);
  await page.close();
});

it('shows a scheduler’s mistakes', { timeout: slow }, async () => {
  const page = await openWriting();
  await page.getByRole('button', { name: 'Tune' }).click();
  await page.getByLabel('Scheduler').selectOption('custom');
  for (const [source, says] of [
    ['return round.chek()', 'round.chek is not a function'],
    ['return 5;', 'did not return the record'],
    ['this is no program', 'SyntaxError'],
    ['await fetch("x"); return round.check(await round.draft(1));', 'fetch is not a function'],
  ] as const) {
    await page.getByLabel('Called once a round').fill(source);
    await page.getByRole('button', { name: 'Write on' }).click();
    await page.locator('.column-view .error-note', { hasText: says }).waitFor();
    await page.getByRole('button', { name: 'Write on' }).waitFor();
  }
  await page.close();
});

it('works without storage, and says so', { timeout: slow }, async () => {
  const page = await playground.browser.newPage();
  page.setDefaultTimeout(60_000);
  // A worker cannot be reached before its script runs, so the script of the page's server is asked to take storage away.
  await page.route(/model-worker.*\.js/, async (route) => {
    const response = await route.fetch();
    const without = 'Object.defineProperty(navigator, "storage", { value: undefined });\n';
    await route.fulfill({ response, body: without + (await response.text()) });
  });
  await page.goto(`${playground.url}#/write`);
  await expectWriting(page);
  await page.locator('.model-bar').getByText('kept in memory').waitFor();
  await page.close();
});

it('has a message for a link that was cut off', { timeout: slow }, async () => {
  const page = await playground.open('#/write/WzEsImhh');
  await page.getByText('The link cannot be read').waitFor();
  await expectWriting(page);
  await page.close();
});

it('has a message for too little text to train on', { timeout: slow }, async () => {
  const page = await playground.open('#/train');
  await page.getByLabel('Text to learn from').fill('Too short.');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('.train .error-note').waitFor();
  expect(await page.locator('.train .error-note').textContent()).toMatch(
    /too little text|nothing to learn|no document/i,
  );
  await page.close();
});

// Takes the pictures of docs/playground: each view, wide and on a phone, dark and light, with the embedded model.
// node --conditions=@recyclegpt/source --import ../../tooling/typescript.mjs src/test/take-pictures.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openPlayground } from './open-playground.ts';
import { shrinkPng } from './shrink-png.ts';

const folder = fileURLToPath(new URL('../../../../docs/playground', import.meta.url));
const widths = { wide: 1280, phone: 390 } as const;
const patienceMs = 180_000;

mkdirSync(folder, { recursive: true });
const playground = await openPlayground(undefined);
try {
  for (const [name, width] of Object.entries(widths)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width, height: width === widths.phone ? 844 : 900 };
      const page = await playground.open('', { viewport, colorScheme, reducedMotion: 'reduce' });
      page.setDefaultTimeout(patienceMs);
      await takeViews(page, (view) => join(folder, `${view}-${name}-${colorScheme}.png`));
      await page.close();
    }
  }
} finally {
  await playground.close();
}
if (playground.faults.length > 0) throw new Error(`The page complained: ${playground.faults.join('; ')}`);

async function takeViews(page: Page, pathOf: (view: string) => string): Promise<void> {
  await page.getByText('tokens are identical').waitFor();
  writeFileSync(pathOf('race'), shrinkPng(await page.screenshot()));
  await page.getByRole('link', { name: 'Write' }).click();
  await page.getByRole('button', { name: 'Tune' }).click();
  await page.getByLabel('Scheduler').selectOption('verified');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await page.getByRole('button', { name: 'Write on' }).waitFor();
  await page.locator('.text-body').focus();
  for (let word = 0; word < 7; word++) await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Inside' }).click();
  await page.getByText('T(M), measured here').waitFor();
  await page.evaluate('scrollTo(0, 0)');
  writeFileSync(pathOf('write'), shrinkPng(await page.screenshot()));
  await page.getByRole('link', { name: 'Train' }).click();
  await page.getByRole('button', { name: 'Use the example stories' }).click();
  await page.getByRole('spinbutton', { name: 'Steps' }).fill('60');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('.samples article').nth(3).waitFor();
  await page.evaluate('scrollTo(0, 0)');
  writeFileSync(pathOf('train'), shrinkPng(await page.screenshot()));
}

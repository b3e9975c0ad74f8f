import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkFaults } from './check/link-faults.ts';
import { accessibilityFaults, type OpenSite, openSite } from './test/open-site.ts';

const slow = 900_000;
let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
  console.log(`the site was built in ${(site.buildMs / 1000).toFixed(1)} s, ${site.pages.size} pages`);
}, slow);
afterAll(async () => await site?.close());

const addressOf = (path: string): string => path.replace(/\.md$/, '.html');

it('every link, anchor and image leads somewhere, below the path that the site is served under', () => {
  const { faults, numInternal, numExternal } = linkFaults(site.folder, site.base);
  console.log(`${numInternal} links inside of the site, ${numExternal} out of it`);
  expect(faults).toEqual([]);
  expect(numInternal).toBeGreaterThan(5000);
});

it('no placeholder and no mark of the sources is left in a page', () => {
  for (const [path, markdown] of site.pages) expect(markdown, path).not.toMatch(/%\{|<!-- picture/);
});

it('every page loads without a complaint, and has a title of its own', { timeout: slow }, async () => {
  const page = await site.open('index.html');
  const titles = new Map<string, string>();
  for (const path of site.pages.keys()) {
    await page.goto(new URL(`${site.base}${addressOf(path)}`, page.url()).href, { waitUntil: 'load' });
    await page.waitForFunction('document.querySelector("#app").__vue_app__ !== undefined');
    const title = await page.title();
    expect(title, path).not.toMatch(/^(404|undefined)/);
    titles.set(path, title);
  }
  await page.close();
  expect(new Set(titles.values()).size).toBe(site.pages.size);
  expect(site.faults).toEqual([]);
});

it('pictures have a name and a description, in both looks', { timeout: slow }, async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await site.open('concepts/how-recycling-works.html', { colorScheme });
    const pictures = page.getByRole('img');
    expect(await pictures.count()).toBeGreaterThanOrEqual(2);
    for (const picture of await pictures.all()) expect(await picture.locator('desc').textContent()).toMatch(/\w{3}/);
    const fill = await page
      .locator('svg.picture text')
      .first()
      .evaluate((text) => getComputedStyle(text).fill);
    expect(fill).toMatch(colorScheme === 'dark' ? /^rgba?\((2\d\d|2[0-9]{2})/ : /^rgba?\((\d|\d\d)\b/);
    await page.close();
  }
});

it('search finds a page by a word in it', { timeout: slow }, async () => {
  const page = await site.open('index.html');
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox').fill('successor table');
  await page.locator('.VPLocalSearchBox .result').first().click();
  await page.waitForURL((url) => !url.pathname.endsWith('/index.html'));
  expect(await page.locator('main').textContent()).toMatch(/successor/i);
  await page.close();
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([
    'index.html',
    'start/install.html',
    'concepts/rounds.html',
    'guides/write-a-drafter.html',
    'benchmarks.html',
    'reference/command-line.html',
  ])('%s is accessible, wide and on a phone, and does not stick out', { timeout: slow }, async (path) => {
    for (const viewport of [
      { width: 1280, height: 900 },
      { width: 390, height: 844 },
    ]) {
      const page = await site.open(path, { colorScheme, viewport, reducedMotion: 'reduce' });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.close();
    }
  });
});

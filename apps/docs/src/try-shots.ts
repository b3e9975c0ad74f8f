import { mkdirSync } from 'node:fs';
import { launchChromium, serveFolder } from '@recyclegpt/testing/browser';
import { accessibilityFaults } from './test/open-site.ts';

await using server = await serveFolder(process.argv[2]!, { isIsolated: false });
const browser = await launchChromium();
mkdirSync('/tmp/shots', { recursive: true });
const faults: string[] = [];
for (const path of process.argv.slice(3))
  for (const [name, colorScheme, viewport] of [
    ['wide-light', 'light', { width: 1280, height: 900 }],
    ['phone-dark', 'dark', { width: 390, height: 844 }],
    ['wide-dark', 'dark', { width: 1280, height: 900 }],
  ] as const) {
    const page = await browser.newPage({ colorScheme, viewport, reducedMotion: 'reduce' });
    page.setDefaultTimeout(120000);
    page.on('console', (m) => {
      if (m.type() === 'error') faults.push(path + ': ' + m.text() + ' ' + m.location().url);
    });
    page.on('pageerror', (e) => faults.push(path + ': ' + e.message));
    await page.goto(server.url + 'some/docs/' + path);
    await page.waitForTimeout(300);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) console.log('OVERFLOW', path, name, over);
    for (const f of await accessibilityFaults(page)) console.log('AXE', path, name, f.slice(0, 400));
    await page.screenshot({
      path: `/tmp/shots/${path.replaceAll('/', '-')}-${name}.png`,
      fullPage: name !== 'wide-dark',
    });
    await page.close();
  }
console.log(faults.join('\n'));
await browser.close();

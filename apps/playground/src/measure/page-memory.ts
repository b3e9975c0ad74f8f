import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';

/** Memory that has been given up is taken back some time after. */
const looks = 8;
const pauseMs = 400;

/**
 * Bytes of memory that the processes of pages hold for themselves, WebAssembly and workers included, once the page has given
 * back what it does not need. Linux only: elsewhere a browser does not tell of its processes in one way. @throws Error there
 */
export async function pageMemory(browser: Browser, page: Page): Promise<number> {
  if (process.platform !== 'linux') throw new Error('The memory of a page can only be measured on Linux.');
  const collector = await page.context().newCDPSession(page);
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < looks; look++) {
    await collector.send('HeapProfiler.collectGarbage');
    least = Math.min(least, await bytesNow(browser));
    await setTimeout(pauseMs);
  }
  await collector.detach();
  return least;
}

async function bytesNow(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return pages.reduce((sum, { id }) => sum + ownBytes(id), 0);
}

/** Anonymous and shared memory in use; files that are mapped are not a page's own. */
function ownBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return 1024 * (kibibytes('RssAnon') + kibibytes('RssShmem'));
}

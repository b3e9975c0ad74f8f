import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/** Watches what the browser's page processes hold. */
export interface RendererMemory extends AsyncDisposable {
  /**
   * Does something and tells which process grew most by it: the page's, where a model was loaded. `undefined` where processes
   * cannot be looked into.
   */
  growing<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly process: number | undefined }>;
  /** Most bytes that the process held at any sample so far, of its own and shared with its workers. */
  peakOf(process: number | undefined): number | undefined;
}

const sampleMs = 100;

/**
 * Samples the page processes of a browser every tenth of a second: their anonymous and shared memory, from Linux's
 * `/proc/PID/status`. Code that processes share does not count. Elsewhere there are no figures.
 */
export async function watchRenderers(browser: Browser): Promise<RendererMemory> {
  const session = await browser.newBrowserCDPSession();
  const peaks = new Map<number, number>();
  const claimed = new Set<number>();
  const processes = async (): Promise<readonly number[]> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  };
  let known = await processes();
  const sample = (): void => {
    for (const id of known) peaks.set(id, Math.max(peaks.get(id) ?? 0, heldBytes(id) ?? 0));
  };
  const timer = setInterval(() => {
    sample();
    void processes().then(
      (found) => {
        known = found;
      },
      () => undefined,
    );
  }, sampleMs);
  return {
    growing: async (work) => {
      const before = new Map((await processes()).map((id) => [id, heldBytes(id) ?? 0]));
      const result = await work();
      known = await processes();
      sample();
      const grown = known
        .filter((id) => !claimed.has(id))
        .map((id) => ({ id, by: (heldBytes(id) ?? 0) - (before.get(id) ?? 0) }))
        .sort((a, b) => b.by - a.by)
        .find(({ by }) => by > 0);
      if (grown !== undefined) claimed.add(grown.id);
      return { result, process: grown?.id };
    },
    peakOf: (id) => (id === undefined ? undefined : peaks.get(id)),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      // Gone with a browser that has ended: what ended it is the error to tell.
      await session.detach().catch(() => undefined);
    },
  };
}

/** Bytes of memory that belong to no file; `undefined` where the system does not tell. */
function heldBytes(process: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${process}/status`, 'utf8');
    const kilobytes = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)].map(([, amount]) => Number(amount));
    return kilobytes.length === 0 ? undefined : kilobytes.reduce((sum, amount) => sum + amount, 0) * 1024;
  } catch {
    // The process has ended, or this is no Linux.
    return undefined;
  }
}

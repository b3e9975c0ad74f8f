import type { Page } from 'playwright-core';

/** What kept a page's own thread busy. */
export interface MainThread {
  /** Lengths of tasks over 50 ms, by the clock (Long Tasks API): on a busy machine others' time is in them. */
  readonly longTasksMs: readonly number[];
  /** Time on the processor for each picture that was laid out. */
  readonly busyMsPerPicture: number;
}

/** Watches a page's own thread from now on, until the returned function tells. */
export async function watchMainThread(page: Page): Promise<() => Promise<MainThread>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const look = async (): Promise<{ busyMs: number; pictures: number }> => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { busyMs: 1000 * of('TaskDuration'), pictures: of('LayoutCount') };
  };
  await page.evaluate(`{
    globalThis.seenLongTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seenLongTasks.push(duration);
    }).observe({ type: 'longtask' });
  }`);
  const before = await look();
  return async () => {
    const after = await look();
    const longTasksMs = await page.evaluate<number[]>('seenLongTasks');
    const busyMsPerPicture = (after.busyMs - before.busyMs) / Math.max(1, after.pictures - before.pictures);
    return { longTasksMs, busyMsPerPicture };
  };
}

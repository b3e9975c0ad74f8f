import { expect, it } from 'vitest';
import { isolatePage } from '../isolate-page.ts';
import { webBackend } from '../web-backend.ts';

/** Runs twice: the page is loaded again in between. */
const notices: string[] = [];
const isolation = await isolatePage({ onNotice: (notice) => notices.push(notice) });
if (isolation === 'reloading') await new Promise(() => undefined);

it('a page whose host sends no headers is isolated by its service worker, and has threads', async () => {
  expect({ isolation, isIsolated: globalThis.crossOriginIsolated, notices }).toEqual({
    isolation: 'isolated',
    isIsolated: true,
    notices: [],
  });
  using backend = await webBackend({ device: 'wasm', threads: 2, onNotice: (notice) => notices.push(notice) });
  expect([backend.threads, notices]).toEqual([2, []]);
});

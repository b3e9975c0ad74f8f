/// <reference lib="dom" />
import type { WebDevice } from '@recyclegpt/backend-web';
import type { Precision } from '@recyclegpt/spec';
import { testModels } from './models-suite.ts';

/** Declares the suites for what the page's address names. */
const query = new URLSearchParams(location.search);
const threads = query.get('threads');

testModels({
  device: query.get('device') as WebDevice,
  ...(threads === null ? {} : { threads: Number(threads) }),
  precisions: (query.get('precisions') ?? 'f32').split(',') as Precision[],
  isReduced: query.has('isReduced'),
});

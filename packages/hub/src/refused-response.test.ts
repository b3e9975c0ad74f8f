import { expect, test } from 'vitest';
import { retryAfterMs } from './refused-response.ts';

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', undefined],
  [null, undefined],
])('Retry-After %j, one second after the epoch', (header, expected) => {
  expect(retryAfterMs(header, 1000)).toBe(expected);
});

import { expect, test } from 'vitest';
import { TimeLeft } from './time-left.ts';

test('steady steps', () => {
  const left = new TimeLeft();
  expect(left.leftMs(100)).toBeUndefined();
  left.add(10, 1000);
  expect([left.stepMs, left.leftMs(100)]).toEqual([undefined, undefined]);
  left.add(20, 3000);
  expect([left.stepMs, left.leftMs(100), left.leftMs(15)]).toEqual([200, 16_000, 0]);
});

test('only the last steps count, and a resume begins anew', () => {
  const left = new TimeLeft(3);
  for (const [step, timeMs] of [
    [1, 0],
    [2, 1000],
    [3, 1010],
    [4, 1020],
  ] as const)
    left.add(step, timeMs);
  expect(left.stepMs).toBe(10);
  left.add(2, 5000);
  expect(left.stepMs).toBeUndefined();
  left.add(4, 5100);
  expect(left.leftMs(5)).toBe(50);
});

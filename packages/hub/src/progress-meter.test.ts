import { expect, test } from 'vitest';
import { type DownloadProgress, ProgressMeter } from './progress-meter.ts';

test('the rate is that of the last seconds, from the first bytes on', () => {
  let nowMs = 0;
  const told: DownloadProgress[] = [];
  const meter = new ProgressMeter(
    () => nowMs,
    (progress) => told.push(progress),
  );
  const report = (afterMs: number, added: number): number => {
    nowMs += afterMs;
    meter.report(added, 0, undefined);
    return told.at(-1)?.bytesPerSecond ?? Number.NaN;
  };
  expect(report(0, 0)).toBe(0);
  // A minute of waiting for the server, which is no slowness of the line.
  expect(report(60_000, 5000)).toBe(0);
  expect(report(1000, 3000)).toBe(3000);
  expect(report(1000, 5000)).toBe(4000);
  expect(report(1000, 1000)).toBe(3000);
  expect(report(2000, 20_000)).toBe(10_000);
});

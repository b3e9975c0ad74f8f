import { utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { FolderLock } from './folder-lock.ts';

/** More than the kernel gives out. */
const deadPid = 2 ** 30;

test.each([
  ['of a process that is gone', JSON.stringify({ pid: deadPid, host: hostname(), token: 't' })],
  ['of another machine that gives no sign', JSON.stringify({ pid: 1, host: 'elsewhere', token: 't' })],
  ['that was cut at its writing', '{"pid":'],
])('a lock %s is taken over by one of many at a time', async (_name, content) => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  await writeFile(path, content);
  let holders = 0;
  const work = async (): Promise<void> => {
    await using lock = await FolderLock.acquire(path, { pollMs: 5, staleAfterMs: 50, heartbeatMs: 5 });
    void lock;
    holders++;
    expect(holders).toBe(1);
    await new Promise((done) => setTimeout(done, 80));
    holders--;
  };
  await Promise.all(Array.from({ length: 6 }, work));
});

test.each([-10, 10])('a clock that is wrong by %i years neither frees a lock nor keeps it', async (years) => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'x.lock');
  const wrong = new Date(Date.now() + years * 365 * 86_400_000);
  await writeFile(path, JSON.stringify({ pid: 1, host: 'elsewhere', token: 't' }));
  let beats = 0;
  // Its holder lives, on a machine whose clock is wrong: each sign of life moves the time of the file a little.
  const heart = setInterval(() => void utimes(path, wrong, new Date(wrong.getTime() + ++beats * 1000)), 20);
  const acquired = FolderLock.acquire(path, { pollMs: 5, staleAfterMs: 200 });
  const first = await Promise.race([
    acquired.then(() => 'taken'),
    new Promise((done) => setTimeout(done, 600, 'held')),
  ]);
  clearInterval(heart);
  expect(first).toBe('held');
  await using lock = await acquired;
  expect(lock).toBeDefined();
});

import { writeFile } from 'node:fs/promises';
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

import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { sleep } from '../retry.ts';
import { errorCode, fileErrorOf, isMissing } from './file-errors.ts';

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/** How to wait for a lock. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when somebody else holds the lock. */
  readonly onWaiting?: ((holder: LockHolder, lockPath: string) => void) | undefined;
  readonly pollMs?: number;
  readonly heartbeatMs?: number;
  /** A lock that nobody touched for this long, while it was watched, is given up by its holder. */
  readonly staleAfterMs?: number;
}

/** Taking over takes two looks; this lies between them. */
const takeoverMs = 5;

interface SeenLock {
  readonly holder: LockHolder | undefined;
  /** Changes with every heartbeat. */
  readonly stamp: string;
}

function parseHolder(json: string): LockHolder | undefined {
  try {
    const { pid, host, token } = JSON.parse(json) as Record<string, unknown>;
    const isHolder = typeof pid === 'number' && typeof host === 'string' && typeof token === 'string';
    return isHolder ? { pid, host, token } : undefined;
  } catch {
    return undefined; // Its holder is writing it, or died at it: the time will tell.
  }
}

function isDead({ pid, host }: LockHolder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

/** A file that says that a folder of the cache is being written. Holds until disposed. */
export class FolderLock implements AsyncDisposable {
  readonly #path: string;
  readonly #token: string;
  readonly #heartbeat: ReturnType<typeof setInterval>;

  private constructor(path: string, token: string, heartbeatMs: number) {
    this.#path = path;
    this.#token = token;
    this.#heartbeat = setInterval(() => void touch(path), heartbeatMs);
    this.#heartbeat.unref();
  }

  /**
   * Waits until the lock is free and takes it. A lock is taken over at once from a process of this machine that is
   * gone, and from any other holder that gave no sign for `staleAfterMs`.
   * @throws FileError if the file cannot be written; rejects with the signal's reason when aborted.
   */
  static async acquire(path: string, options: LockOptions = {}): Promise<FolderLock> {
    const { signal, onWaiting, pollMs = 200, heartbeatMs = 5_000, staleAfterMs = 30_000 } = options;
    const token = randomUUID();
    let watched: { readonly stamp: string; readonly sinceMs: number } | undefined;
    for (let hasTold = false; ; ) {
      signal?.throwIfAborted();
      if (await create(path, token)) return new FolderLock(path, token, heartbeatMs);
      const seen = await look(path);
      if (seen === undefined) continue;
      if (watched?.stamp !== seen.stamp) watched = { stamp: seen.stamp, sinceMs: performance.now() };
      const isSilent = performance.now() - watched.sinceMs >= staleAfterMs;
      const isStale = isSilent || (seen.holder !== undefined && isDead(seen.holder));
      if (isStale) await removeIfUnchanged(path, seen);
      else if (!hasTold && seen.holder !== undefined) {
        hasTold = true;
        onWaiting?.(seen.holder, path);
      }
      await sleep(isStale ? takeoverMs : pollMs, signal);
    }
  }

  /** Gives the lock back, unless somebody took it over in the meantime. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#heartbeat);
    const seen = await look(this.#path);
    if (seen?.holder?.token === this.#token) await rm(this.#path, { force: true });
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  // A lock that was taken over has no heart to beat; its new holder touches it.
  await utimes(path, now, now).catch(() => undefined);
}

async function create(path: string, token: string): Promise<boolean> {
  const holder: LockHolder = { pid: process.pid, host: hostname(), token };
  try {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(JSON.stringify(holder));
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw fileErrorOf(error, 'The cache cannot be locked', path);
  }
}

async function look(path: string): Promise<SeenLock | undefined> {
  try {
    const holder = parseHolder(await readFile(path, 'utf8'));
    const { mtimeMs } = await stat(path);
    return { holder, stamp: `${holder?.token} ${mtimeMs}` };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileErrorOf(error, 'The lock of the cache cannot be read', path);
  }
}

/**
 * Removes a stale lock. Two waiters may come here at once, and the slower one must not remove the lock that the
 * faster one has just made: so whoever removes holds a second file meanwhile, and looks again under it.
 */
async function removeIfUnchanged(path: string, stale: SeenLock): Promise<void> {
  const guardPath = `${path}.takeover`;
  if (!(await create(guardPath, randomUUID()))) {
    const guard = await look(guardPath);
    if (guard !== undefined && (guard.holder === undefined || isDead(guard.holder)))
      await rm(guardPath, { force: true });
    return;
  }
  try {
    const seen = await look(path);
    if (seen?.stamp === stale.stamp) await rm(path, { force: true });
  } finally {
    await rm(guardPath, { force: true });
  }
}

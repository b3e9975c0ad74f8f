/// <reference lib="dom" />
import { DisposedError, DownloadError, FileError, type Storage } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { blobSource } from '../blob-source.ts';
import { browserStorage } from '../browser-storage.ts';
import { cachedDownload } from '../cached-download.ts';

const bytes = (...values: readonly number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(values);
const isWorker = typeof document === 'undefined';
let folders = 0;

/** A storage in a folder that no other test has, and what it told. */
async function fresh(): Promise<{ storage: Storage; folder: string; notices: string[] }> {
  const notices: string[] = [];
  folders += 1;
  const folder = `test-${folders}-${performance.timeOrigin}`;
  return { storage: await browserStorage({ folder, onNotice: (notice) => notices.push(notice) }), folder, notices };
}

async function contentOf(storage: Storage, path: string): Promise<readonly number[] | undefined> {
  using source = await storage.open(path);
  return source && [...(await source.read(0, source.sizeBytes))];
}

/** Does something while methods of the platform are others. */
async function patched(target: object, methods: object, act: () => Promise<void>): Promise<void> {
  const own = Object.fromEntries(Object.keys(methods).map((key) => [key, Reflect.get(target, key)]));
  Object.assign(target, methods);
  try {
    await act();
  } finally {
    Object.assign(target, own);
  }
}

/** Makes the private file system full after so many bytes; undone by the returned function. */
function fillUpAfter(limit: number): () => void {
  interface Writer {
    write(data: Uint8Array, options?: { at: number }): unknown;
  }
  const scope = globalThis as unknown as Record<string, { prototype: Writer }>;
  const { prototype } = (isWorker ? scope['FileSystemSyncAccessHandle'] : scope['FileSystemWritableFileStream']) as {
    prototype: Writer;
  };
  const { write } = prototype;
  let written = 0;
  prototype.write = function (data, options) {
    written += data.length;
    if (written <= limit) return write.call(this, data, options);
    const error = new DOMException('full', 'QuotaExceededError');
    if (isWorker) throw error;
    return Promise.reject(error);
  };
  return () => {
    prototype.write = write;
  };
}

describe('files in the private file system', () => {
  it('what was written is read, listed sorted, and removed; nothing is told', async () => {
    const { storage, notices } = await fresh();
    await storage.write('b/two', [bytes(1, 2), bytes(3)]);
    await storage.write('b/one', []);
    await storage.write('bb', [bytes(9)]);
    expect(await storage.list('b')).toEqual(['b/one', 'b/two']);
    expect(await storage.list('')).toEqual(['b/one', 'b/two', 'bb']);
    expect(await storage.list('none')).toEqual([]);
    expect(await contentOf(storage, 'b/two')).toEqual([1, 2, 3]);
    expect(await contentOf(storage, 'b/one')).toEqual([]);
    await storage.remove('b/two');
    await storage.remove('b/two');
    expect([await storage.open('b/two'), await storage.open('none/at/all')]).toEqual([undefined, undefined]);
    expect(notices).toEqual([]);
  });

  it('outlasts the object', async () => {
    const { storage, folder } = await fresh();
    await storage.write('a', [bytes(1), bytes(2)]);
    expect(await contentOf(await browserStorage({ folder }), 'a')).toEqual([1, 2]);
  });

  it('a write whose chunks fail leaves what was there, and no traces', async () => {
    const { storage } = await fresh();
    await storage.write('a', [bytes(1)]);
    const failing = (function* () {
      yield bytes(2);
      throw new Error('no more');
    })();
    await expect(storage.write('a', failing)).rejects.toThrow('no more');
    await expect(storage.write('new', failing)).resolves.toBeUndefined();
    expect(await contentOf(storage, 'a')).toEqual([1]);
    expect(await storage.list('')).toEqual(['a', 'new']);
  });

  it.each(['../x', '/x', 'a//b', 'a/../b', '', '.', 'C:x'])('path %j is refused', async (path) => {
    const { storage } = await fresh();
    await expect(storage.write(path, [])).rejects.toSatisfy(FileError.isInstance);
  });

  it('a megabyte in pieces comes back whole', async () => {
    const { storage } = await fresh();
    const pieces = Array.from({ length: 64 }, (_, i) => new Uint8Array(16_384).fill(i));
    await storage.write('big', pieces);
    using source = await storage.open('big');
    expect(source?.sizeBytes).toBe(1 << 20);
    expect(await source?.read(16_384 * 7 - 1, 3)).toEqual(bytes(6, 7, 7));
  });
});

describe('without room', () => {
  it('a list of pieces is kept in memory, which is told', async () => {
    const { storage, folder, notices } = await fresh();
    await storage.write('a', [bytes(7)]);
    const restore = fillUpAfter(3);
    try {
      await storage.write('a', [bytes(1, 2, 3), bytes(4, 5), bytes(6)]);
    } finally {
      restore();
    }
    expect(await contentOf(storage, 'a')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await storage.list('')).toEqual(['a']);
    expect(notices.join()).toContain('no room for a');
    // The older version does not come back with the next visit.
    expect(await (await browserStorage({ folder })).list('')).toEqual([]);
    await storage.write('a', [bytes(8)]);
    expect(await contentOf(await browserStorage({ folder }), 'a')).toEqual([8]);
    expect(await contentOf(storage, 'a')).toEqual([8]);
  });

  it('pieces that come once are kept in a worker, and refused with advice in a page', async () => {
    const { storage } = await fresh();
    const pieces = (function* () {
      yield bytes(1, 2);
      yield bytes(3, 4);
      yield bytes(5);
    })();
    const restore = fillUpAfter(3);
    try {
      const write = storage.write('a', pieces);
      if (isWorker) await write;
      else await expect(write).rejects.toSatisfy(FileError.isInstance);
    } finally {
      restore();
    }
    expect(await contentOf(storage, 'a')).toEqual(isWorker ? [1, 2, 3, 4, 5] : undefined);
  });

  it('without a private file system all is in memory, which is told', async () => {
    const getDirectory = () => Promise.reject(new DOMException('not here', 'SecurityError'));
    const notices: string[] = [];
    await patched(Object.getPrototypeOf(navigator.storage) as object, { getDirectory }, async () => {
      const storage = await browserStorage({ onNotice: (notice) => notices.push(notice) });
      await storage.write('a', [bytes(1)]);
      expect(await contentOf(storage, 'a')).toEqual([1]);
    });
    expect(notices.join()).toMatch(/in memory.*SecurityError: not here/);
  });
});

describe('what cannot be kept', () => {
  const full = new DOMException('full', 'QuotaExceededError');

  it('a file that cannot even be begun is kept in memory', async () => {
    const { storage, notices } = await fresh();
    const { prototype } = FileSystemDirectoryHandle;
    const { getFileHandle } = prototype;
    const begin: typeof getFileHandle = async function (this: FileSystemDirectoryHandle, name, options) {
      if (options?.create) throw full;
      return await getFileHandle.call(this, name, options);
    };
    await patched(prototype, { getFileHandle: begin }, () => storage.write('a', [bytes(1), bytes(2)]));
    expect(await contentOf(storage, 'a')).toEqual([1, 2]);
    expect(notices.join()).toContain('no room for a');
  });

  it('a file that cannot get its name is kept in memory', async () => {
    const { storage, folder, notices } = await fresh();
    const move = () => Promise.reject(full);
    await patched(FileSystemFileHandle.prototype, { move }, () => storage.write('a', [bytes(1), bytes(2)]));
    expect(await contentOf(storage, 'a')).toEqual([1, 2]);
    expect(notices.join()).toContain('no room for a');
    expect(await (await browserStorage({ folder })).list('')).toEqual([]);
  });

  it('a file that another tab is writing stays theirs, and ours is kept in memory', async () => {
    const { storage, folder, notices } = await fresh();
    const theirs = (async function* () {
      yield bytes(1);
      await storage.write('a', [bytes(1), bytes(2)]);
      yield bytes(2);
    })();
    await (await browserStorage({ folder })).write('a', theirs);
    expect(await contentOf(storage, 'a')).toEqual([1, 2]);
    expect(notices.join()).toContain('cannot keep a now');
    expect(await contentOf(await browserStorage({ folder }), 'a')).toEqual([1, 2]);
  });
});

const content = new Uint8Array(50_000).map((_, i) => (i * 31) % 251);

/** A server of one file that takes ranges, and cuts the first answers short. */
function server(cuts: number): { fetch: typeof globalThis.fetch; ranges: (string | null)[] } {
  const ranges: (string | null)[] = [];
  let left = cuts;
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    const range = new Headers(init?.headers).get('range');
    ranges.push(range);
    const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    left -= 1;
    const end = left >= 0 ? start + 10_000 : content.length;
    let at = start;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (at < end) controller.enqueue(content.slice(at, Math.min(at + 1000, end)));
        else if (end < content.length) controller.error(new TypeError('network error'));
        else controller.close();
        at += 1000;
      },
    });
    const headers: Record<string, string> = { etag: '"one"', 'content-length': `${content.length - start}` };
    if (range !== null) headers['content-range'] = `bytes ${start}-${content.length - 1}/${content.length}`;
    return new Response(body, { status: range === null ? 200 : 206, headers });
  };
  return { fetch: fetch as typeof globalThis.fetch, ranges };
}

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('downloads', () => {
  const url = 'https://models.example/model.gguf';
  const path = 'models/model.gguf';

  it('come with progress, are kept, and are not fetched again', async () => {
    const { storage } = await fresh();
    const { fetch, ranges } = server(0);
    const seen: number[] = [];
    const options = { storage, path, url, fetch, sha256: await sha256(content) };
    using first = await cachedDownload({ ...options, onProgress: ({ receivedBytes }) => seen.push(receivedBytes) });
    expect(await first.read(0, first.sizeBytes)).toEqual(content);
    expect(seen.at(-1)).toBe(content.length);
    using again = await cachedDownload(options);
    expect([again.sizeBytes, ranges.length]).toEqual([content.length, 1]);
    expect(await storage.list('')).toEqual([path]);
  });

  it('go on where an earlier page stopped', async () => {
    const { storage } = await fresh();
    const options = { storage, path, url, sha256: await sha256(content) };
    const closing = new AbortController();
    const stopped = cachedDownload({
      ...options,
      fetch: server(1).fetch,
      signal: closing.signal,
      onProgress: ({ receivedBytes }) => (receivedBytes >= 10_000 ? closing.abort() : undefined),
    });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(await storage.open(path)).toBeUndefined();
    const { fetch, ranges } = server(0);
    using file = await cachedDownload({ ...options, fetch });
    expect(await file.read(0, file.sizeBytes)).toEqual(content);
    expect(ranges).toHaveLength(1);
    expect(ranges[0]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(await storage.list('')).toEqual([path]);
  });

  it('go on after a cut connection', async () => {
    const { storage } = await fresh();
    const { fetch, ranges } = server(2);
    const retry = { sleep: () => Promise.resolve() };
    using file = await cachedDownload({ storage, path, url, fetch, retry, sha256: await sha256(content) });
    expect(await file.read(0, file.sizeBytes)).toEqual(content);
    expect(ranges).toEqual([null, 'bytes=10000-', 'bytes=20000-']);
  });

  it('of other bytes than expected are refused, and nothing of them stays', async () => {
    const { storage } = await fresh();
    const wrong = cachedDownload({ storage, path, url, fetch: server(0).fetch, sha256: '0'.repeat(64) });
    await expect(wrong).rejects.toSatisfy(DownloadError.isInstance);
    expect(await storage.list('')).toEqual([]);
  });
});

describe('dropped files', () => {
  it('are read by ranges, in memory of their own', async () => {
    const source = blobSource(new File([bytes(1, 2, 3, 4)], 'model.gguf'));
    expect([source.name, source.sizeBytes]).toEqual(['model.gguf', 4]);
    const read = await source.read(1, 2);
    read[0] = 9;
    expect(await source.read(0, 4)).toEqual(bytes(1, 2, 3, 4));
    await expect(source.read(3, 2)).rejects.toSatisfy(FileError.isInstance);
    source[Symbol.dispose]();
    await expect(source.read(0, 1)).rejects.toSatisfy(DisposedError.isInstance);
  });

  it('that have changed since say so', async () => {
    const { storage, folder } = await fresh();
    await storage.write('a', [bytes(1, 2, 3)]);
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder);
    const file = await (await root.getFileHandle('a')).getFile();
    using source = blobSource(file);
    await storage.write('a', [bytes(4, 5, 6, 7)]);
    await expect(source.read(0, 3)).rejects.toThrow(/choose it again/);
  });
});

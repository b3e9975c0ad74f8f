import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DownloadError, FileError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { fileRangeSink } from '../node/file-range-sink.ts';
import { nodeHashers } from '../node/node-hasher.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { sha256Of, testBytes } from '../test/test-bytes.ts';
import { gitSha1Of, type HubRequest, type Misbehaviour, startHub } from '../test/test-hub.ts';
import { RangedDownload } from './ranged-download.ts';
import type { RangedDownloadOptions, RangedResult } from './ranged-options.ts';

const bytes = testBytes(900_000);
const sha256 = sha256Of(bytes);
const hash = { kind: 'sha256', hex: sha256 } as const;

interface Attempt {
  readonly result: RangedResult;
  readonly waits: readonly number[];
  readonly requests: readonly HubRequest[];
  readonly repeated: number;
  readonly left: readonly string[];
}

type Settings = Partial<RangedDownloadOptions> & {
  readonly content?: Uint8Array;
  readonly isLarge?: boolean;
  readonly misbehave?: (request: HubRequest) => Misbehaviour | undefined;
};

/** Downloads `m.gguf` from a hub that misbehaves, in pieces of 64 KiB, and compares what lies on the disk. */
async function attempt({ content = bytes, isLarge = true, misbehave, ...more }: Settings = {}): Promise<Attempt> {
  await using folder = await temporaryFolder();
  await using hub = await startHub({
    files: { 'm.gguf': content },
    isLarge: () => isLarge,
    ...(misbehave === undefined ? {} : { misbehave }),
  });
  const waits: number[] = [];
  const path = join(folder.path, 'm.gguf');
  const result = await new RangedDownload({
    url: `${hub.origin}/org/name/resolve/main/m.gguf`,
    sink: fileRangeSink({ partPath: `${path}.part`, finalPath: () => path }),
    hashers: nodeHashers,
    chunkBytes: 256 << 10,
    retry: { sleep: async (ms) => void waits.push(ms) },
    ...more,
  })
    .run()
    .catch(async (error: unknown) => {
      // Whatever goes wrong, nothing has the final name.
      expect(await readdir(folder.path)).not.toContain('m.gguf');
      throw error;
    });
  expect(sha256Of(await readFile(path))).toBe(sha256Of(content));
  const left = await readdir(folder.path);
  return { result, waits, requests: hub.requests, repeated: hub.repeatedBytes('m.gguf'), left };
}

function onCdn(index: number, misbehaviour: Misbehaviour): (request: HubRequest) => Misbehaviour | undefined {
  return (request) => (request.host === 'cdn' && request.index === index ? misbehaviour : undefined);
}

test('a file comes in pieces, each byte once, and leaves nothing else behind', async () => {
  const { result, requests, repeated, left } = await attempt({ hash });
  expect(result).toMatchObject({ sha256, sizeBytes: bytes.length, isVerified: true, resumedBytes: 0 });
  expect(result.commit).toBe('c'.repeat(40));
  expect(repeated).toBe(0);
  expect(left).toEqual(['m.gguf']);
  const cdn = requests.filter(({ host }) => host === 'cdn');
  expect(cdn.length).toBe(Math.ceil(bytes.length / (64 << 10)));
  // The hub is asked once: the pieces come from where it points.
  expect(requests.filter(({ host }) => host === 'hub')).toHaveLength(1);
});

test('the token goes to the hub alone, over hundreds of pieces too', async () => {
  const { requests } = await attempt({
    headers: { authorization: 'Bearer hf_1', 'user-agent': 'test' },
    chunkBytes: 8192,
  });
  const sent = (host: string) =>
    new Set(requests.filter((each) => each.host === host).map(({ headers }) => headers['authorization']));
  expect(sent('hub')).toEqual(new Set(['Bearer hf_1']));
  expect(sent('cdn')).toEqual(new Set([undefined]));
  expect(requests.at(-1)?.headers['user-agent']).toBe('test');
});

test('a small file is checked by the id of its git blob', async () => {
  const content = testBytes(3000);
  const gitHash = { kind: 'git-sha1', hex: gitSha1Of(content) } as const;
  const { result } = await attempt({ content, isLarge: false, hash: gitHash });
  expect(result).toMatchObject({ isVerified: true, sha256: sha256Of(content) });
  const wrong = { kind: 'git-sha1', hex: '0'.repeat(40) } as const;
  await expect(attempt({ content, isLarge: false, hash: wrong })).rejects.toThrow(/another hash/);
});

test.each([0, 1, 65_536, 65_537])('a file of %i bytes comes whole', async (sizeBytes) => {
  const content = testBytes(sizeBytes);
  const known = { kind: 'sha256', hex: sha256Of(content) } as const;
  for (const more of [{}, { sizeBytes, hash: known }]) {
    expect((await attempt({ content, ...more })).result.sizeBytes).toBe(sizeBytes);
  }
});

test('cut again and again, it goes on and no byte comes twice but those of one piece a cut', async () => {
  const misbehave = ({ host, index }: HubRequest) =>
    host === 'cdn' && index % 3 === 1 ? { cutAfterBytes: 20_000 } : undefined;
  const { repeated } = await attempt({ hash, misbehave });
  expect(repeated).toBeLessThan(20 * 20_000);
});

test('a server that goes silent counts as cut', async () => {
  await attempt({ hash, misbehave: onCdn(2, { hangAfterBytes: 5000 }), stallTimeoutMs: 300 });
});

test('a server without ranges sends all of it once more, in one piece', async () => {
  const misbehave = ({ host, index }: HubRequest) =>
    host === 'cdn' ? { ignoresRanges: true, ...(index === 0 ? { cutAfterBytes: 100_000 } : {}) } : undefined;
  const { requests } = await attempt({ hash, misbehave });
  expect(requests.at(-1)?.headers['range']).toBeUndefined();
});

test('a file that changes between ranges is fetched anew as a whole', async () => {
  const newer = testBytes(850_000, 9);
  // Every answer after the third is of the newer version.
  await expect(
    attempt({
      content: newer,
      hash: undefined,
      isLarge: true,
      misbehave: ({ host, index }) => (host === 'cdn' && index < 3 ? { content: bytes } : undefined),
    }),
  ).resolves.toMatchObject({ result: { sizeBytes: newer.length } });
});

test('a file that never stays the same ends in an error', async () => {
  const misbehave = ({ host, index }: HubRequest): Misbehaviour | undefined =>
    host === 'cdn' ? { content: testBytes(400_000, index) } : undefined;
  await expect(attempt({ misbehave })).rejects.toThrow(/does not stay the same/);
});

test('a wrong hash removes the file', async () => {
  const work = attempt({ hash, misbehave: ({ host }) => (host === 'cdn' ? { isCorrupt: true } : undefined) });
  await expect(work).rejects.toThrow(/another hash/);
  const other = { kind: 'sha256', hex: '0'.repeat(64) } as const;
  await expect(attempt({ hash: other })).rejects.toThrow(/holds another file/);
});

test.each([401, 403, 404, 416, 418])('%i is told and not tried again', async (status) => {
  const work = attempt({ misbehave: () => ({ status }) });
  await expect(work).rejects.toThrow(`HTTP ${status}`);
  await expect(work).rejects.toSatisfy(DownloadError.isInstance);
});

test('429 waits as long as asked, by the clock of the server; 5xx waits longer each time', async () => {
  const date = (ms: number) => new Date(Date.UTC(2001, 1, 1) + ms).toUTCString();
  const answers: readonly Misbehaviour[] = [
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 503 },
    { status: 500 },
    { status: 503, headers: { date: date(0), 'retry-after': date(9000) } },
  ];
  const { waits } = await attempt({
    hash,
    misbehave: ({ host, index }) => (host === 'hub' ? answers[index] : undefined),
  });
  expect(waits).toEqual([7000, 1000, 2000, 9000]);
});

test('429 in the midst of many pieces asks for fewer at once, and all come', async () => {
  const misbehave = ({ host, index }: HubRequest): Misbehaviour | undefined =>
    host === 'cdn' && index > 2 && index < 9 ? { status: 429, headers: { 'retry-after': '1' } } : undefined;
  const { waits } = await attempt({ hash, misbehave });
  expect(waits.length).toBeGreaterThan(0);
});

test('an address of the other host that expires is asked for again', async () => {
  const { requests, waits } = await attempt({ hash, misbehave: onCdn(5, { status: 403 }) });
  const toHub = requests.filter(({ host }) => host === 'hub').length;
  // Once at the beginning, and then by each of the connections at most.
  expect(toHub).toBeGreaterThan(1);
  expect(toHub).toBeLessThanOrEqual(5);
  expect(waits).toEqual([0]);
});

test('a lying Content-Length is got over where ranges tell the size, and told where nothing does', async () => {
  await attempt({ hash, misbehave: onCdn(3, { contentLength: 70_000 }) });
  await attempt({ hash, misbehave: onCdn(3, { contentLength: 10 }) });
  const lie = { ignoresRanges: true, contentLength: bytes.length + 10 };
  await expect(attempt({ misbehave: ({ host }) => (host === 'cdn' ? lie : undefined) })).rejects.toSatisfy(
    DownloadError.isInstance,
  );
});

test('redirects that loop, or lead nowhere safe, end', async () => {
  for (const location of ['/org/name/resolve/main/m.gguf', 'file:///etc/passwd']) {
    await expect(attempt({ misbehave: () => ({ location }) })).rejects.toThrow(/redirects/);
  }
});

test('what is spoilt on the disk from an earlier run is found, and all of it comes anew', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const path = join(folder.path, 'm.gguf');
  const url = `${hub.origin}/org/name/resolve/main/m.gguf`;
  const record = { url, sizeBytes: bytes.length, hash: sha256 };
  await writeFile(`${path}.part`, new Uint8Array(200_000));
  await writeFile(`${path}.part.json`, JSON.stringify(record));
  await writeFile(`${path}.part.spans`, '0-100000\n150000-200000\n300000-400000\n12-');
  const sink = fileRangeSink({ partPath: `${path}.part`, finalPath: () => path });
  expect((await sink.kept())?.spans).toEqual([
    { start: 0, end: 100_000 },
    { start: 150_000, end: 200_000 },
  ]);
  await new RangedDownload({ url, sink, hashers: nodeHashers, hash }).run();
  expect(sha256Of(await readFile(path))).toBe(sha256);
  expect(hub.repeatedBytes('m.gguf')).toBe(750_000);
});

test('a growing file that is a link is never written through', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const [path, outside] = [join(folder.path, 'm.gguf'), join(folder.path, 'outside')];
  await writeFile(outside, 'mine');
  await symlink(outside, `${path}.part`);
  await writeFile(`${path}.part.json`, JSON.stringify({ url: 'x', sizeBytes: bytes.length, hash: sha256 }));
  const sink = fileRangeSink({ partPath: `${path}.part`, finalPath: () => path });
  await new RangedDownload({
    url: `${hub.origin}/org/name/resolve/main/m.gguf`,
    sink,
    hashers: nodeHashers,
    hash,
  }).run();
  expect(await readFile(outside, 'utf8')).toBe('mine');
  expect(sha256Of(await readFile(path))).toBe(sha256);
});

test('a disk without room is told before the first byte, a place that cannot be written as a FileError', async () => {
  await using folder = await temporaryFolder();
  await using hub = await startHub({ files: { 'm.gguf': bytes } });
  const url = `${hub.origin}/org/name/resolve/main/m.gguf`;
  const path = join(folder.path, 'm.gguf');
  const run = async (more: object): Promise<unknown> =>
    await new RangedDownload({
      url,
      sink: fileRangeSink({ partPath: `${path}.part`, finalPath: () => path, ...more }),
      hashers: nodeHashers,
      hash,
    }).run();
  await expect(run({ freeSpace: async () => 1000 })).rejects.toThrow(/no room.*900000 bytes.*Got 1000 bytes free/);
  await mkdir(`${path}.part`);
  await expect(run({})).rejects.toSatisfy(FileError.isInstance);
});

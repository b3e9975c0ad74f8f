import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ConfigError } from '@recyclegpt/spec';
import type { DownloadProgress } from '../progress-meter.ts';
import { type ContentHash, type Digests, digestOf, isContent } from '../ranges/content-hash.ts';
import { RangedDownload } from '../ranges/ranged-download.ts';
import type { RangedResult } from '../ranges/ranged-options.ts';
import { isPickleContent, pickleReason } from '../repository/pickle-reason.ts';
import { shownUrl } from '../shown-url.ts';
import { type FileRangeSinkOptions, fileRangeSink } from './file-range-sink.ts';
import { fileSize } from './file-size.ts';
import { hubHeaders } from './hub-token.ts';
import { nodeHashers } from './node-hasher.ts';
import type { PullOptions } from './pull-options.ts';

/** One file on its way to the disk. */
export interface FetchFileOptions extends Pick<FileRangeSinkOptions, 'partPath' | 'finalPath'> {
  readonly url: string;
  readonly hash: ContentHash | undefined;
  readonly sizeBytes: number | undefined;
  readonly options: PullOptions;
  readonly onProgress: (progress: DownloadProgress, isChecking: boolean) => void;
}

/**
 * Fetches a file, goes on with what an earlier run left of it, and gives it its name when its hash is right and it is no
 * pickle.
 * @throws DownloadError, FileError as `RangedDownload`; ConfigError for a pickle.
 */
export async function fetchFile({
  url,
  hash,
  sizeBytes,
  options,
  onProgress,
  ...places
}: FetchFileOptions): Promise<RangedResult> {
  const { env = process.env, signal, fetch, retry, stallTimeoutMs, connections, chunkBytes } = options;
  let last: DownloadProgress | undefined;
  const inspect = /\.bin(?:\?|$)/i.test(url) ? (head: Uint8Array) => refusePickle(head, url) : undefined;
  return await new RangedDownload({
    ...{ url, hash, sizeBytes, signal, fetch, retry, stallTimeoutMs, connections, chunkBytes },
    sink: fileRangeSink({ ...places, inspect, freeSpace: options.freeSpace }),
    hashers: nodeHashers,
    headers: await hubHeaders(env, url),
    onProgress: (progress) => {
      last = progress;
      onProgress(progress, false);
    },
    onChecking: () => last && onProgress(last, true),
  }).run();
}

function refusePickle(head: Uint8Array, url: string): void {
  if (!isPickleContent(head)) return;
  throw new ConfigError({
    what: pickleReason,
    where: shownUrl(url),
    got: `a file that begins with ${[...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`,
    expected: 'a checkpoint of llama2.c',
    next: 'It was removed. Look for the same model as .gguf, or as .safetensors with config.json.',
  });
}

/** Hashes a file of the disk; `undefined` if there is none. @throws FileError if it cannot be read. */
export async function digestFile(path: string, signal?: AbortSignal | undefined): Promise<Digests | undefined> {
  const sizeBytes = await fileSize(path);
  if (sizeBytes === undefined) return undefined;
  return await digestOf(createReadStream(path, { highWaterMark: 1 << 20, signal }), sizeBytes, nodeHashers);
}

/** Removes a content that does not hash to what it should; returns its digests if it does. */
export async function checkedContent(
  path: string,
  hash: ContentHash,
  signal: AbortSignal | undefined,
): Promise<Digests | undefined> {
  const digests = await digestFile(path, signal);
  if (digests === undefined || isContent(digests, hash)) return digests;
  await rm(path, { force: true });
  return undefined;
}

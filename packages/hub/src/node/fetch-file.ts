import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ConfigError, DownloadError } from '@recyclegpt/spec';
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
 * pickle and no web page.
 * @throws DownloadError, FileError as `RangedDownload`; DownloadError for a web page in its place; ConfigError for a pickle.
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
  const inspect = (head: Uint8Array): void => {
    if (/\.bin(?:\?|$)/i.test(url)) refusePickle(head, url);
    // Where a hash is told, it has spoken already.
    if (hash === undefined) refuseWebPage(head, url);
  };
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

/** A login page of a network, or an error page with status 200, in place of the file. */
function refuseWebPage(head: Uint8Array, url: string): void {
  const text = new TextDecoder().decode(head).trimStart();
  if (!/^<(?:!doctype\b|html\b|\?xml\b)/i.test(text)) return;
  throw new DownloadError({
    what: 'The server sent a web page in place of the file',
    where: shownUrl(url),
    got: JSON.stringify(text),
    next: 'It was removed. Open the address in a browser: it may ask for a login, or be the page of the file and not the file.',
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

import { type ByteSource, DisposedError, DownloadError } from '@recyclegpt/spec';
import { checkByteRange } from '../byte-range.ts';
import { inconsistentServerError } from '../download-errors.ts';
import { networkFailure } from '../network-failure.ts';
import type { ApiOptions } from '../request-json.ts';
import { contentRangeSize } from '../response-facts.ts';
import { RetryPolicy } from '../retry.ts';
import { shownUrl } from '../shown-url.ts';
import { StallGuard } from '../stall-guard.ts';
import { TransientFailure } from '../transient-failure.ts';
import { RangedRequest } from './ranged-request.ts';

/** A file to be read where it is. */
export interface RemoteSourceOptions extends ApiOptions {
  readonly url: string;
  /** Asked of the server if it is not known. */
  readonly sizeBytes?: number | undefined;
}

class RemoteSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly #options: RemoteSourceOptions;
  readonly #request: RangedRequest;
  #isDisposed = false;

  constructor(options: RemoteSourceOptions, request: RangedRequest, sizeBytes: number) {
    this.#options = options;
    this.#request = request;
    this.name = shownUrl(options.url);
    this.sizeBytes = sizeBytes;
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    if (this.#isDisposed) throw new DisposedError(this.name);
    checkByteRange({ name: this.name, sizeBytes: this.sizeBytes, start, length });
    if (length === 0) return new Uint8Array();
    const { bytes } = await readRange(this.#options, this.#request, start, length);
    if (bytes.length === length) return bytes;
    throw inconsistentServerError(this.#options.url, `${bytes.length} bytes in place of ${length}`);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
  }
}

interface ReadRange {
  readonly bytes: Uint8Array;
  readonly totalBytes: number | undefined;
}

async function readRange(
  { url, signal, retry, stallTimeoutMs = 60_000 }: RemoteSourceOptions,
  request: RangedRequest,
  start: number,
  length: number,
): Promise<ReadRange> {
  const policy = new RetryPolicy(url, signal, retry);
  for (;;) {
    using guard = new StallGuard(stallTimeoutMs, signal);
    try {
      const { response } = await request.send({ start, end: start + length }, undefined, guard);
      if (response.status !== 206) throw noRangesError(url, response.status);
      const bytes = new Uint8Array(await guard.watch(response.arrayBuffer()));
      return { bytes, totalBytes: contentRangeSize(response.headers) };
    } catch (error) {
      signal?.throwIfAborted();
      const failure =
        DownloadError.isInstance(error) || error instanceof TransientFailure ? error : networkFailure(url, error);
      if (!(failure instanceof TransientFailure)) throw failure;
      await policy.wait(failure, 0);
    }
  }
}

function noRangesError(url: string, status: number): DownloadError {
  return new DownloadError({
    what: 'The server does not give parts of files',
    where: shownUrl(url),
    got: `HTTP ${status}`,
    expected: 'HTTP 206',
    next: 'Download the file as a whole.',
  });
}

/**
 * A file on a server, of which only what is read is fetched: enough to look at a header.
 * @throws DownloadError if the server refuses, keeps failing, or gives no parts of files.
 */
export async function remoteSource(options: RemoteSourceOptions): Promise<ByteSource> {
  const request = new RangedRequest(options);
  const sizeBytes = options.sizeBytes ?? (await readRange(options, request, 0, 1)).totalBytes;
  if (sizeBytes === undefined) throw inconsistentServerError(options.url, 'no size');
  return new RemoteSource(options, request, sizeBytes);
}

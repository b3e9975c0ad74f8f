import { DownloadJob } from './download-job.ts';
import type { DownloadSink } from './download-sink.ts';
import type { Hasher } from './hasher.ts';
import type { DownloadProgress } from './progress-meter.ts';
import type { RetryOptions } from './retry.ts';

/** One file to fetch. */
export interface DownloadOptions {
  readonly url: string;
  /** Where the file grows. It belongs to this download until that has ended. */
  readonly sink: DownloadSink;
  /** Hash that the file must have, in hexadecimal; the hub's own (`x-linked-etag`) is used if none is given. */
  readonly sha256?: string | undefined;
  /** Size that the file must have. */
  readonly sizeBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent along; Authorization and Cookie only to the origin of `url`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Makes the SHA-256 to use; a platform's own is several times faster. */
  readonly hasher?: (() => Hasher) | undefined;
  readonly retry?: RetryOptions | undefined;
  /** A server that sends nothing for this long counts as a cut connection. */
  readonly stallTimeoutMs?: number | undefined;
  /** Clock for the rate, in milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** A file that has come as a whole and has its name. */
export interface DownloadResult {
  /** Hash of the file as it came, in hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Whether the hash was compared with an expected one, or only computed. */
  readonly isVerified: boolean;
  /** Bytes that an earlier run had left and that were not fetched again. */
  readonly resumedBytes: number;
  /** ETag or date of last change. */
  readonly validator: string | undefined;
  /** Commit that the hub named for the revision. */
  readonly commit: string | undefined;
}

/**
 * Fetches a file into a sink: goes on where an earlier run stopped, tries again after cuts, overload and errors of
 * the server, and commits the sink only when size and hash are right.
 *
 * Aborting `signal` rejects with its reason; what came is kept in the sink, as it is after every failure but a wrong
 * hash, a wrong size, or a file that was replaced.
 * @throws DownloadError if the server refuses, keeps failing, or sends other bytes than expected.
 * @throws ConfigError if `sha256` is no hash.
 * @throws what the sink throws, such as FileError when the disk is full.
 */
export async function download(options: DownloadOptions): Promise<DownloadResult> {
  options.signal?.throwIfAborted();
  return await new DownloadJob(options).run();
}

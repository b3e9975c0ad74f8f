import type { DownloadProgress } from '../progress-meter.ts';
import type { RetryOptions } from '../retry.ts';
import type { ContentHash, Digests, Hashers } from './content-hash.ts';
import type { RangeSink } from './range-sink.ts';

/** One file to fetch in pieces. */
export interface RangedDownloadOptions {
  readonly url: string;
  /** Where the file grows. It belongs to this download until that has ended. */
  readonly sink: RangeSink;
  readonly hashers: Hashers;
  /** What the content must hash to; the hub's own word (`x-linked-etag`) is used if none is given. */
  readonly hash?: ContentHash | undefined;
  /** Size that the file must have. */
  readonly sizeBytes?: number | undefined;
  /** Pieces that are fetched at the same time. Default 4. */
  readonly connections?: number | undefined;
  /** Most that is on its way at once, over all connections, and most that a kill can lose. Default 32 MiB. */
  readonly chunkBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Called when all bytes are here and their hash is being computed. */
  readonly onChecking?: (() => void) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent along; Authorization and Cookie only to the origin of `url`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly retry?: RetryOptions | undefined;
  /** A server that sends nothing for this long counts as a cut connection. */
  readonly stallTimeoutMs?: number | undefined;
  /** Clock for the rate, in milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** A file that has come as a whole and has its name. */
export interface RangedResult extends Digests {
  /** Whether the hash was compared with an expected one, or only computed. */
  readonly isVerified: boolean;
  /** Bytes that an earlier run had left and that were not fetched again. */
  readonly resumedBytes: number;
  /** Commit that the hub named for the revision. */
  readonly commit: string | undefined;
}

import type { ByteSpan } from './byte-spans.ts';

/** What is known of a file whose pieces are being kept, so that a later run can go on with them. */
export interface RangeRecord {
  /** Address that was asked for, before redirects. */
  readonly url: string;
  /** Strong ETag or date of last change, as the server that sent the bytes told it. */
  readonly validator?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Hash that the whole file must have, in hexadecimal. */
  readonly hash?: string | undefined;
}

/** What an earlier run left in a sink. */
export interface KeptRanges {
  readonly record: RangeRecord;
  readonly spans: readonly ByteSpan[];
}

/**
 * Where a download in pieces grows. The file has its final name only after `commit`; until then the pieces lie in a file
 * of their own, with a note of which of them are there.
 */
export interface RangeSink {
  /** What an earlier run left; `undefined` if nothing, or nothing that can be used. */
  kept(): Promise<KeptRanges | undefined>;
  /** Forgets what is kept and begins anew. */
  restart(record: RangeRecord): Promise<void>;
  /** Writes bytes at a place; several writes may be under way at once. */
  write(start: number, bytes: Uint8Array): Promise<void>;
  /** Notes what was written since the last note, so that a kill does not lose it. */
  note(): Promise<void>;
  /** Makes what came so far safe for a later run and lets go of files. No error if there is nothing. */
  suspend(): Promise<void>;
  /** The file from its first byte to its last. */
  read(): AsyncIterable<Uint8Array>;
  /** Gives the file its final name. `sha256` is what its bytes hash to. */
  commit(sha256: string): Promise<void>;
  /** Removes all that is kept. */
  discard(): Promise<void>;
}

import { parseNote } from './parse-note.ts';

/** What is known of a file whose bytes are being kept, so that a later run can go on with it. */
export interface DownloadRecord {
  /** Address that was asked for, before redirects. */
  readonly url: string;
  /** Strong ETag or date of last change, as the server that sent the bytes told it. */
  readonly validator?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** Hash that the whole file must have, in hexadecimal. */
  readonly sha256?: string | undefined;
}

/** What an earlier run left in a sink. */
export interface KeptDownload {
  readonly record: DownloadRecord;
  readonly sizeBytes: number;
  /** The kept bytes from the first on, to be hashed again. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Where one download grows. The file has its final name only after `commit`; until then what came is kept aside.
 * `Storage` alone cannot do it, for it writes files as a whole.
 */
export interface DownloadSink {
  /** What an earlier run left; `undefined` if nothing, or nothing that can be used. */
  kept(): Promise<KeptDownload | undefined>;
  /** Forgets what is kept and begins anew. */
  restart(record: DownloadRecord): Promise<void>;
  append(chunk: Uint8Array): Promise<void>;
  /** Makes what came so far safe for a later run and lets go of files. No error if there is nothing. */
  suspend(): Promise<void>;
  /** Gives the file its final name. */
  commit(): Promise<void>;
  /** Removes all that is kept. */
  discard(): Promise<void>;
}

/** Reads a record that a sink wrote; `undefined` if it is damaged, for then the download begins anew. */
export function parseDownloadRecord(json: string): DownloadRecord | undefined {
  const fields = { url: 'string', validator: 'string?', sizeBytes: 'number?', sha256: 'string?' } as const;
  return parseNote(json, fields) as DownloadRecord | undefined;
}

import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';
import { type DownloadRecord, type DownloadSink, type KeptDownload, parseDownloadRecord } from './download-sink.ts';

/** Where a download goes in a storage. */
export interface StorageSinkOptions {
  readonly storage: Storage;
  /** Final path of the file. */
  readonly path: string;
  /** How much is held in memory before it is written; a crash loses at most that much. */
  readonly segmentBytes?: number;
}

const readBytes = 1 << 20;

async function* chunksOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < source.sizeBytes; start += readBytes) {
    yield await source.read(start, Math.min(readBytes, source.sizeBytes - start));
  }
}

class StorageSink implements DownloadSink {
  readonly #storage: Storage;
  readonly #path: string;
  readonly #segmentBytes: number;
  #segments = 0;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor({ storage, path, segmentBytes = 8 << 20 }: StorageSinkOptions) {
    this.#storage = storage;
    this.#path = path;
    this.#segmentBytes = segmentBytes;
  }

  async kept(): Promise<KeptDownload | undefined> {
    const record = await this.#readRecord();
    if (record === undefined) return undefined;
    let sizeBytes = 0;
    for (this.#segments = 0; ; this.#segments++) {
      using segment = await this.#storage.open(this.#segmentPath(this.#segments));
      if (segment === undefined) break;
      sizeBytes += segment.sizeBytes;
    }
    return { record, sizeBytes, chunks: this.#read(this.#segments) };
  }

  async restart(record: DownloadRecord): Promise<void> {
    await this.discard();
    await this.#storage.write(this.#recordPath, [new TextEncoder().encode(JSON.stringify(record))]);
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes >= this.#segmentBytes) await this.suspend();
  }

  async suspend(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    await this.#storage.write(this.#segmentPath(this.#segments), this.#pending);
    this.#segments++;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  async commit(): Promise<void> {
    await this.suspend();
    await this.#storage.write(this.#path, this.#read(this.#segments));
    await this.discard();
  }

  /** The record goes first: segments without a record are never taken up. */
  async discard(): Promise<void> {
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#segments = 0;
    await this.#storage.remove(this.#recordPath);
    for (const path of await this.#storage.list(`${this.#path}.part`)) await this.#storage.remove(path);
  }

  get #recordPath(): string {
    return `${this.#path}.part.json`;
  }

  #segmentPath(index: number): string {
    return `${this.#path}.part/${String(index).padStart(6, '0')}`;
  }

  async #readRecord(): Promise<DownloadRecord | undefined> {
    using source = await this.#storage.open(this.#recordPath);
    if (source === undefined) return undefined;
    return parseDownloadRecord(new TextDecoder().decode(await source.read(0, source.sizeBytes)));
  }

  async *#read(segments: number): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < segments; index++) {
      using segment = await this.#storage.open(this.#segmentPath(index));
      if (segment === undefined) throw this.#lost(index);
      yield* chunksOf(segment);
    }
  }

  #lost(index: number): FileError {
    return new FileError({
      what: 'A part of a download is gone',
      where: this.#segmentPath(index),
      next: 'Something else removed it: start the download again.',
    });
  }
}

/**
 * A sink over any storage (OPFS, memory): what comes is kept in segments beside the final path, under `.part/`,
 * and put together when all of it has come.
 */
export function storageSink(options: StorageSinkOptions): DownloadSink {
  return new StorageSink(options);
}

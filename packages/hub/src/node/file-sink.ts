import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { type DownloadRecord, type DownloadSink, type KeptDownload, parseDownloadRecord } from '../download-sink.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { syncFolder } from './sync-folder.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

class FileSink implements DownloadSink {
  readonly #path: string;
  #handle: FileHandle | undefined;

  constructor(path: string) {
    this.#path = resolve(path);
  }

  get #partPath(): string {
    return `${this.#path}.part`;
  }

  get #recordPath(): string {
    return `${this.#path}.part.json`;
  }

  async kept(): Promise<KeptDownload | undefined> {
    try {
      const record = parseDownloadRecord(await readFile(this.#recordPath, 'utf8'));
      if (record === undefined) return undefined;
      const { size } = await stat(this.#partPath);
      return { record, sizeBytes: size, chunks: this.#read(size) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw fileErrorOf(error, 'What an earlier download left cannot be read', this.#partPath);
    }
  }

  /** The old record goes before the old bytes, and the new one comes after them: no record ever has others' bytes. */
  async restart(record: DownloadRecord): Promise<void> {
    await this.discard();
    await this.#guarded('The download cannot be begun', async () => {
      await mkdir(dirname(this.#path), { recursive: true });
      this.#handle = await open(this.#partPath, 'w');
    });
    await writeFileAtomically(this.#recordPath, [new TextEncoder().encode(JSON.stringify(record))]);
  }

  async append(chunk: Uint8Array): Promise<void> {
    await this.#guarded('The download cannot be written', async () => {
      this.#handle ??= await open(this.#partPath, 'a');
      await this.#handle.writeFile(chunk);
    });
  }

  async suspend(): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    await this.#guarded('The download cannot be written', async () => {
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  async commit(): Promise<void> {
    await this.#guarded('The downloaded file cannot be put in its place', async () => {
      this.#handle ??= await open(this.#partPath, 'a');
      await this.suspend();
      await rename(this.#partPath, this.#path);
      await syncFolder(dirname(this.#path));
      await rm(this.#recordPath, { force: true });
    });
  }

  async discard(): Promise<void> {
    await this.#guarded('The rest of a download cannot be removed', async () => {
      await this.#handle?.close();
      this.#handle = undefined;
      await rm(this.#recordPath, { force: true });
      await rm(this.#partPath, { force: true });
    });
  }

  async *#read(sizeBytes: number): AsyncGenerator<Uint8Array> {
    if (sizeBytes > 0) yield* createReadStream(this.#partPath, { end: sizeBytes - 1, highWaterMark: 1 << 20 });
  }

  async #guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw FileError.isInstance(error) ? error : fileErrorOf(error, what, this.#partPath);
    }
  }
}

/**
 * A sink on the disk: bytes grow in `path.part`, what is known of them stands in `path.part.json`, and `commit`
 * renames. Its methods throw FileError. Two sinks on one path disturb each other: `pull` holds a lock.
 */
export function fileSink(path: string): DownloadSink {
  return new FileSink(path);
}

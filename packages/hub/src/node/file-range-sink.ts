import { constants, createReadStream } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { type ByteSpan, ByteSpans } from '../ranges/byte-spans.ts';
import type { KeptRanges, RangeRecord, RangeSink } from '../ranges/range-sink.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { checkFreeSpace, type FreeSpace, freeSpace } from './free-space.ts';
import { parseRangeRecord, parseSpans } from './range-notes.ts';
import { syncFolder } from './sync-folder.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** Where a download in pieces lies. */
export interface FileRangeSinkOptions {
  /** The growing file, with a record of what it is in `.json` and a journal of what is there in `.spans` beside it. */
  readonly partPath: string;
  /** Where the whole file goes. */
  readonly finalPath: (sha256: string) => string;
  /** Looks at the beginning before the file gets its name; what it throws refuses the file, which is then removed. */
  readonly inspect?: ((head: Uint8Array) => void) | undefined;
  /** Asked before a download begins whose size is known. */
  readonly freeSpace?: FreeSpace | undefined;
}

/** The journal notes what is written when it is so much, or when so long has passed; what it lacks a kill loses. */
const notedBytes = 1 << 20;
const notedMs = 50;
const inspectedBytes = 16;

class FileRangeSink implements RangeSink {
  readonly #options: FileRangeSinkOptions;
  #data: Promise<FileHandle> | undefined;
  #journal: FileHandle | undefined;
  #unnoted = new ByteSpans();
  #noting: Promise<void> = Promise.resolve();
  #notedAtMs = performance.now();

  constructor(options: FileRangeSinkOptions) {
    this.#options = options;
  }

  get #partPath(): string {
    return this.#options.partPath;
  }

  async kept(): Promise<KeptRanges | undefined> {
    return await keptRanges(this.#partPath);
  }

  /** The old record goes before the old bytes, and the new one comes after them: no record ever has others' bytes. */
  async restart(record: RangeRecord): Promise<void> {
    await this.discard();
    const { freeSpace: space = freeSpace } = this.#options;
    await checkFreeSpace(record.sizeBytes ?? 0, dirname(this.#partPath), space);
    await this.#guarded(async () => {
      await mkdir(dirname(this.#partPath), { recursive: true });
      // Only a file that was made here is written to, never what a link stands for.
      this.#data = open(this.#partPath, 'wx+');
      await this.#data;
    });
    await writeFileAtomically(`${this.#partPath}.json`, [new TextEncoder().encode(JSON.stringify(record))]);
  }

  async write(start: number, bytes: Uint8Array): Promise<void> {
    await this.#guarded(async () => {
      this.#data ??= open(this.#partPath, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0));
      const data = await this.#data;
      for (let offset = 0; offset < bytes.length; ) {
        offset += (await data.write(bytes, offset, bytes.length - offset, start + offset)).bytesWritten;
      }
    });
    this.#unnoted.add({ start, end: start + bytes.length });
    const isDue = this.#unnoted.sizeBytes >= notedBytes || performance.now() - this.#notedAtMs >= notedMs;
    if (isDue) await this.note();
  }

  async suspend(): Promise<void> {
    const [data, journal] = [this.#data, this.#journal];
    if (data === undefined) return;
    await this.#guarded(async () => {
      try {
        await (await data).sync();
        await this.note();
      } finally {
        this.#data = undefined;
        this.#journal = undefined;
        await (await data).close();
        await (journal ?? this.#journal)?.close();
      }
    });
  }

  async *read(): AsyncGenerator<Uint8Array> {
    await this.suspend();
    try {
      yield* createReadStream(this.#partPath, { highWaterMark: 1 << 20 });
    } catch (error) {
      throw fileErrorOf(error, 'What was downloaded cannot be read', this.#partPath);
    }
  }

  async commit(sha256: string): Promise<void> {
    await this.suspend();
    const finalPath = this.#options.finalPath(sha256);
    await this.#inspectHead();
    await this.#guarded(async () => {
      await mkdir(dirname(finalPath), { recursive: true });
      await rename(this.#partPath, finalPath);
      await syncFolder(dirname(finalPath));
    });
    await this.discard();
  }

  async discard(): Promise<void> {
    const [data, journal] = [this.#data, this.#journal];
    [this.#data, this.#journal, this.#unnoted] = [undefined, undefined, new ByteSpans()];
    await this.#guarded(async () => {
      await (await data?.catch(() => undefined))?.close();
      await this.#noting;
      await journal?.close();
      for (const ending of ['.json', '.spans', '']) await rm(`${this.#partPath}${ending}`, { force: true });
    });
  }

  /** Only after the bytes are there, and one note at a time. */
  async note(): Promise<void> {
    const { spans } = this.#unnoted;
    this.#unnoted = new ByteSpans();
    this.#notedAtMs = performance.now();
    const lines = spans.map(({ start, end }) => `${start}-${end}\n`).join('');
    this.#noting = this.#noting.then(() =>
      this.#guarded(async () => {
        if (lines === '') return;
        this.#journal ??= await openJournal(`${this.#partPath}.spans`);
        await this.#journal.appendFile(lines);
      }),
    );
    await this.#noting;
  }

  async #inspectHead(): Promise<void> {
    const { inspect } = this.#options;
    if (inspect === undefined) return;
    try {
      inspect(await headOf(this.#partPath));
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw FileError.isInstance(error) ? error : fileErrorOf(error, 'The download cannot be written', this.#partPath);
    }
  }
}

/** A line that a crash cut is closed, so that what follows stands in lines of its own. */
async function openJournal(path: string): Promise<FileHandle> {
  const journal = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0),
  );
  await journal.appendFile('\n');
  return journal;
}

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(inspectedBytes), 0, inspectedBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What an unfinished download left beside `partPath`; `undefined` if nothing, or nothing that can be used. */
export async function keptRanges(partPath: string): Promise<KeptRanges | undefined> {
  try {
    const record = parseRangeRecord(await readFile(`${partPath}.json`, 'utf8'));
    const stats = await lstat(partPath);
    if (record === undefined || !stats.isFile()) return undefined;
    const isThere = ({ end }: ByteSpan): boolean => end <= stats.size;
    const spans = parseSpans(await readFile(`${partPath}.spans`, 'utf8')).filter(isThere);
    return { record, spans: new ByteSpans(spans).spans };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileErrorOf(error, 'What an earlier download left cannot be read', partPath);
  }
}

/** A download in pieces that grows in a file beside its journal, and is renamed when it is whole. */
export function fileRangeSink(options: FileRangeSinkOptions): RangeSink {
  return new FileRangeSink(options);
}

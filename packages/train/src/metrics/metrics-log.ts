import { ConfigError, type Storage } from '@recyclegpt/spec';
import { writeFile } from '../data/write-file.ts';
import { type MetricsRecord, writeRecord } from './metrics-record.ts';
import { readMetricsFile } from './read-metrics.ts';

/** A storage that can also add to a file. Without that ability the log writes its file anew each time. */
export interface AppendableStorage extends Storage {
  /**
   * Adds bytes at the end of a file, which is made if there is none.
   * @throws FileError if it cannot be written; a part of the bytes may be left behind
   */
  append(path: string, bytes: Uint8Array): Promise<void>;
}

/** Where a log lies, and from which step on it goes on. */
export interface MetricsLogOptions {
  readonly storage: Storage | AppendableStorage;
  readonly path: string;
  /** Step of the checkpoint that the run goes on from, 0 for a new run: what the file says of later steps goes. */
  readonly resumeStep: number;
  /** Records that are held back before they are written together. Default 20. */
  readonly flushEvery?: number;
}

/** What opening a log changed in it. */
export interface MetricsRepair {
  /** Lines that could not be read: cut short by a crash, as a rule. */
  readonly numUnreadable: number;
  /** Records of steps that will be made again. */
  readonly numLater: number;
}

const defaultFlushEvery = 20;

function canAppend(storage: Storage | AppendableStorage): storage is AppendableStorage {
  return 'append' in storage;
}

/**
 * A log of metrics in JSONL, a record a line, steps rising. Flush before saving a checkpoint: then a run that resumes
 * from it finds the records of all its steps, and none twice.
 */
export class MetricsLog {
  readonly repair: MetricsRepair;
  readonly #options: MetricsLogOptions;
  /** All lines of the file, kept only where it has to be written anew. */
  readonly #lines: string[];
  #pending: string[] = [];
  #lastStep = 0;
  /** Whether the file may end in half a line, because adding to it failed. */
  #mayBeCut = false;

  private constructor(options: MetricsLogOptions, { lines, repair }: OpenedLog) {
    this.#options = options;
    this.#lines = lines;
    this.repair = repair;
  }

  /**
   * Opens a log or begins one, leaving out lines that cannot be read and records after `resumeStep`.
   * @throws ConfigError for a step or a `flushEvery` that is none
   * @throws FileError if the file cannot be read or mended
   */
  static async open(options: MetricsLogOptions): Promise<MetricsLog> {
    const { storage, path, resumeStep, flushEvery = defaultFlushEvery } = options;
    checkInteger('resumeStep', resumeStep, 0);
    checkInteger('flushEvery', flushEvery, 1);
    const file = await readMetricsFile(storage, path);
    const records = file?.records ?? [];
    const lines = (file?.lines ?? []).filter((_, index) => records[index]!.step <= resumeStep);
    const repair = { numUnreadable: file?.numUnreadable ?? 0, numLater: records.length - lines.length };
    const log = new MetricsLog(options, { lines, repair });
    const isSound = repair.numUnreadable === 0 && repair.numLater === 0 && file?.isWhole !== false;
    if (!isSound) await log.#rewrite();
    log.#lastStep = records.reduce((last, { step }) => (step <= resumeStep ? Math.max(last, step) : last), 0);
    if (canAppend(storage)) log.#lines.length = 0;
    return log;
  }

  /**
   * Adds a record; every `flushEvery`th time it and those before it are written.
   * @throws ConfigError for a step before the last one, and for values that cannot be logged
   */
  async add(record: MetricsRecord): Promise<void> {
    const line = writeRecord(record);
    if (record.step < this.#lastStep) {
      const expected = `step ${this.#lastStep} or later`;
      throw new ConfigError({ what: 'Steps of a log rise', where: 'step', got: String(record.step), expected });
    }
    this.#lastStep = record.step;
    this.#pending.push(line);
    if (this.#pending.length >= (this.#options.flushEvery ?? defaultFlushEvery)) await this.flush();
  }

  /** Writes what is held back. @throws FileError if it cannot be written; the records are held back still */
  async flush(): Promise<void> {
    const { storage, path } = this.#options;
    if (this.#pending.length === 0) return;
    const added = this.#pending;
    this.#pending = [];
    try {
      // An empty line does no harm; half a line is left out by the next reader.
      if (canAppend(storage)) await storage.append(path, bytesOf(this.#mayBeCut ? ['', ...added] : added));
      else await this.#rewrite(added);
      this.#mayBeCut = false;
    } catch (error) {
      this.#mayBeCut = true;
      this.#pending = [...added, ...this.#pending];
      throw error;
    }
    if (!canAppend(storage)) this.#lines.push(...added);
  }

  async #rewrite(added: readonly string[] = []): Promise<void> {
    const { storage, path } = this.#options;
    await writeFile({ storage, path, chunks: [bytesOf(this.#lines), bytesOf(added)], name: 'The log of metrics' });
  }
}

interface OpenedLog {
  readonly lines: string[];
  readonly repair: MetricsRepair;
}

function bytesOf(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
}

function checkInteger(where: string, got: number, least: number): void {
  if (Number.isSafeInteger(got) && got >= least) return;
  const expected = `an integer of at least ${least}`;
  throw new ConfigError({ what: 'A log cannot be kept with this', where, got: String(got), expected });
}

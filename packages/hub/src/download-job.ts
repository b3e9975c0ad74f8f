import { DownloadError } from '@recyclegpt/spec';
import type { DownloadOptions, DownloadResult } from './download.ts';
import {
  badHashError,
  inconsistentServerError,
  otherFileError,
  tooManyBytesError,
  wrongHashError,
} from './download-errors.ts';
import type { DownloadRecord } from './download-sink.ts';
import type { Hasher } from './hasher.ts';
import { networkFailure } from './network-failure.ts';
import { ProgressMeter } from './progress-meter.ts';
import { refusedResponse } from './refused-response.ts';
import { type FileResponse, requestFile } from './request-file.ts';
import { contentRangeSize, responseFacts } from './response-facts.ts';
import { RetryPolicy } from './retry.ts';
import { sha256Hasher } from './sha256-hasher.ts';
import { StallGuard } from './stall-guard.ts';
import { TransientFailure } from './transient-failure.ts';

/** How often a file may turn out to have been replaced before the download gives up. */
const maxRestarts = 3;

/** One run of `download`: how much is here, of which version of the file, and what is known about the whole. */
export class DownloadJob {
  readonly #options: DownloadOptions;
  readonly #retry: RetryPolicy;
  readonly #meter: ProgressMeter;
  readonly #makeHasher: () => Hasher;
  #expectedSha256: string | undefined;
  #record: DownloadRecord | undefined;
  #hasher: Hasher;
  #receivedBytes = 0;
  #resumedBytes = 0;
  #restarts = 0;
  #commit: string | undefined;
  #hasEnded = false;

  constructor(options: DownloadOptions) {
    const { url, sha256, signal, retry, now = () => performance.now(), onProgress } = options;
    if (sha256 !== undefined && !/^[0-9a-fA-F]{64}$/.test(sha256)) throw badHashError(sha256);
    this.#options = options;
    this.#retry = new RetryPolicy(url, signal, retry);
    this.#meter = new ProgressMeter(now, onProgress);
    this.#makeHasher = options.hasher ?? sha256Hasher;
    this.#expectedSha256 = sha256?.toLowerCase();
    this.#hasher = this.#makeHasher();
  }

  async run(): Promise<DownloadResult> {
    try {
      await this.#takeUpKept();
      while (!this.#isComplete) await this.#receiveOrWait();
      return await this.#finish();
    } finally {
      await this.#options.sink.suspend();
    }
  }

  get #isComplete(): boolean {
    return this.#hasEnded || (this.#record !== undefined && this.#receivedBytes === this.#record.sizeBytes);
  }

  /** Takes up what an earlier run left, if it is certain to be the beginning of the same file. */
  async #takeUpKept(): Promise<void> {
    const { sink, signal } = this.#options;
    const kept = await sink.kept();
    if (kept === undefined || !this.#canResume(kept.record, kept.sizeBytes)) return;
    for await (const chunk of kept.chunks) {
      signal?.throwIfAborted();
      this.#hasher.update(chunk);
    }
    this.#record = kept.record;
    this.#expectedSha256 ??= kept.record.sha256;
    this.#receivedBytes = kept.sizeBytes;
    this.#resumedBytes = kept.sizeBytes;
    this.#meter.report(0, kept.sizeBytes, kept.record.sizeBytes);
  }

  /** Without a validator only the hash can tell whether the pieces belong together. */
  #canResume(record: DownloadRecord, keptBytes: number): boolean {
    const { url, sizeBytes } = this.#options;
    const isSameFile =
      record.url === url &&
      (this.#expectedSha256 === undefined || record.sha256 === this.#expectedSha256) &&
      (sizeBytes === undefined || record.sizeBytes === undefined || record.sizeBytes === sizeBytes);
    const canBeChecked = record.validator !== undefined || record.sha256 !== undefined;
    return isSameFile && canBeChecked && keptBytes <= (record.sizeBytes ?? Number.POSITIVE_INFINITY);
  }

  async #receiveOrWait(): Promise<void> {
    const { signal } = this.#options;
    try {
      await this.#receive();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof TransientFailure)) throw error;
      await this.#retry.wait(error, this.#receivedBytes);
    }
  }

  async #receive(): Promise<void> {
    const { signal, stallTimeoutMs = 60_000 } = this.#options;
    if (this.#record !== undefined && !this.#canResume(this.#record, this.#receivedBytes)) this.#forget();
    using guard = new StallGuard(stallTimeoutMs, signal);
    const answer = await this.#request(guard);
    this.#commit ??= answer.commit;
    try {
      if (await this.#accept(answer)) await this.#receiveBody(answer, guard);
    } finally {
      // A body that was read to its end or failed cannot be cancelled any more; one that was not wanted must be.
      await answer.response.body?.cancel().catch(() => undefined);
    }
  }

  async #request(guard: StallGuard): Promise<FileResponse> {
    const { url, fetch = globalThis.fetch } = this.#options;
    const headers = this.#headers();
    try {
      return await guard.watch(requestFile({ url, headers, signal: guard.signal, fetch }));
    } catch (error) {
      throw DownloadError.isInstance(error) ? error : networkFailure(url, error);
    }
  }

  #headers(): Headers {
    // Compression would make sizes and ranges speak of other bytes than those of the file.
    const headers = new Headers({ 'accept-encoding': 'identity', ...this.#options.headers });
    if (this.#receivedBytes === 0) return headers;
    headers.set('range', `bytes=${this.#receivedBytes}-`);
    if (this.#record?.validator !== undefined) headers.set('if-range', this.#record.validator);
    return headers;
  }

  /** Decides what an answer means for what is here; `true` if its body is to be appended. */
  async #accept(answer: FileResponse): Promise<boolean> {
    const { url } = this.#options;
    const { status } = answer.response;
    if (status === 416 && this.#receivedBytes > 0) return this.#acceptNoRange(answer);
    if (status !== 200 && status !== 206) {
      throw refusedResponse(url, answer.response, new Headers(this.#options.headers).has('authorization'));
    }
    this.#checkLinked(answer);
    if (status === 206) return this.#acceptRange(answer);
    await this.#acceptWhole(answer);
    return true;
  }

  /** 416: all of the file is here already, or it has become shorter than what is here. */
  #acceptNoRange({ response }: FileResponse): false {
    const totalBytes = contentRangeSize(response.headers);
    if (totalBytes === this.#receivedBytes && this.#expectedSha256 !== undefined) this.#hasEnded = true;
    else this.#startOver(`HTTP 416 for the bytes from ${this.#receivedBytes} on, of ${totalBytes ?? 'unknown'}`);
    return false;
  }

  #acceptRange({ response }: FileResponse): boolean {
    const { startBytes, totalBytes, validator } = responseFacts(response);
    const known = this.#record;
    const isSameVersion = validator === undefined || known?.validator === undefined || validator === known.validator;
    const isSameSize = totalBytes === undefined || known?.sizeBytes === undefined || totalBytes === known.sizeBytes;
    const isSameHash = known?.sha256 === undefined || known.sha256 === this.#expectedSha256;
    const isNext = known !== undefined && startBytes === this.#receivedBytes;
    if (isNext && isSameVersion && isSameSize && isSameHash) {
      if (known.sizeBytes === undefined) this.#record = { ...known, sizeBytes: totalBytes };
      return true;
    }
    this.#startOver(`bytes from ${startBytes ?? 'unknown'} of ${totalBytes ?? 'unknown'}, version ${validator}`);
    return false;
  }

  async #acceptWhole({ response, linkedSizeBytes }: FileResponse): Promise<void> {
    const { url, sink, sizeBytes: wantedBytes } = this.#options;
    const facts = responseFacts(response);
    const { validator } = facts;
    if (this.#receivedBytes > 0 && validator !== this.#record?.validator) {
      this.#startOver(`version ${validator}, after ${this.#record?.validator}`);
    }
    const sizeBytes = facts.totalBytes ?? linkedSizeBytes ?? wantedBytes;
    if (wantedBytes !== undefined && sizeBytes !== wantedBytes) {
      throw otherFileError(url, `${sizeBytes} bytes`, `${wantedBytes} bytes`);
    }
    this.#forget();
    const record = { url, validator, sizeBytes, sha256: this.#expectedSha256 };
    await sink.restart(record);
    this.#record = record;
    this.#meter.report(0, 0, sizeBytes);
  }

  /** The hub tells the hash of the file before it sends it: another one need not be fetched at all. */
  #checkLinked({ linkedSha256 }: FileResponse): void {
    if (linkedSha256 === undefined || linkedSha256 === this.#expectedSha256) return;
    const { url, sha256 } = this.#options;
    if (sha256 !== undefined) throw otherFileError(url, `sha256 ${linkedSha256}`, `sha256 ${sha256}`);
    this.#expectedSha256 = linkedSha256;
  }

  async #receiveBody({ response }: FileResponse, guard: StallGuard): Promise<void> {
    const reader = response.body?.getReader();
    try {
      for (;;) {
        const chunk = await this.#readChunk(reader, guard);
        if (chunk === undefined) break;
        await this.#append(chunk);
      }
    } finally {
      reader?.releaseLock();
    }
    const totalBytes = this.#record?.sizeBytes;
    if (totalBytes !== undefined && this.#receivedBytes < totalBytes) {
      throw new TransientFailure(`the answer ended at ${this.#receivedBytes} of ${totalBytes} bytes`);
    }
    this.#hasEnded = true;
  }

  async #readChunk(
    reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
    guard: StallGuard,
  ): Promise<Uint8Array | undefined> {
    if (reader === undefined) return undefined;
    try {
      const { value } = await guard.watch(reader.read());
      return value;
    } catch (error) {
      throw networkFailure(this.#options.url, error);
    }
  }

  async #append(chunk: Uint8Array): Promise<void> {
    const { url, sink, signal } = this.#options;
    signal?.throwIfAborted();
    const totalBytes = this.#record?.sizeBytes;
    const receivedBytes = this.#receivedBytes + chunk.length;
    if (totalBytes !== undefined && receivedBytes > totalBytes) {
      await sink.discard();
      throw tooManyBytesError(url, receivedBytes, totalBytes);
    }
    await sink.append(chunk);
    this.#hasher.update(chunk);
    this.#receivedBytes = receivedBytes;
    this.#meter.report(chunk.length, receivedBytes, totalBytes);
  }

  /** What is here belongs to another version of the file than what the server has now. */
  #startOver(reason: string): void {
    this.#restarts++;
    if (this.#restarts > maxRestarts) throw inconsistentServerError(this.#options.url, reason);
    this.#forget();
  }

  #forget(): void {
    this.#record = undefined;
    this.#hasher = this.#makeHasher();
    this.#receivedBytes = 0;
    this.#resumedBytes = 0;
  }

  async #finish(): Promise<DownloadResult> {
    const { url, sink, sizeBytes } = this.#options;
    const sha256 = this.#hasher.hexDigest();
    const expected = this.#expectedSha256;
    if (expected !== undefined && sha256 !== expected) {
      await sink.discard();
      throw wrongHashError(url, sha256, expected);
    }
    if (sizeBytes !== undefined && this.#receivedBytes !== sizeBytes) {
      await sink.discard();
      throw otherFileError(url, `${this.#receivedBytes} bytes`, `${sizeBytes} bytes`);
    }
    await sink.commit();
    return {
      sha256,
      sizeBytes: this.#receivedBytes,
      isVerified: expected !== undefined,
      resumedBytes: this.#resumedBytes,
      validator: this.#record?.validator,
      commit: this.#commit,
    };
  }
}

import {
  badHashError,
  inconsistentServerError,
  otherFileError,
  tooManyBytesError,
  wrongHashError,
} from '../download-errors.ts';
import { networkFailure } from '../network-failure.ts';
import { ProgressMeter } from '../progress-meter.ts';
import type { FileResponse } from '../request-file.ts';
import { responseFacts } from '../response-facts.ts';
import { RetryPolicy } from '../retry.ts';
import { StallGuard } from '../stall-guard.ts';
import { TransientFailure } from '../transient-failure.ts';
import { type ByteSpan, ByteSpans } from './byte-spans.ts';
import { type ContentHash, type Digests, digestOf, isContent } from './content-hash.ts';
import type { RangeRecord } from './range-sink.ts';
import type { RangedDownloadOptions, RangedResult } from './ranged-options.ts';
import { RangedRequest } from './ranged-request.ts';
import { StopAll } from './stop-all.ts';

/** How often a file may turn out to have been replaced before the download gives up. */
const maxRestarts = 3;
/** The first piece comes alone, and so should come soon. */
const mostFirstBytes = 1 << 20;

/** What is here belongs to another version than what the server has now, or the server knows no ranges. */
class StartOver extends Error {
  readonly hasRanges: boolean;

  constructor(reason: string, { hasRanges }: { readonly hasRanges: boolean }) {
    super(reason);
    this.hasRanges = hasRanges;
  }
}

/**
 * Fetches a file in pieces, several at a time: goes on where an earlier run stopped, tries again after cuts, overload
 * and errors of the server, and commits the sink only when size and hash are right. One run; `run` is called once.
 */
export class RangedDownload {
  readonly #options: RangedDownloadOptions;
  readonly #request: RangedRequest;
  readonly #retry: RetryPolicy;
  readonly #meter: ProgressMeter;
  readonly #pieceBytes: number;
  #connections: number;
  #expected: ContentHash | undefined;
  #record: RangeRecord | undefined;
  #here = new ByteSpans();
  #hasRanges = true;
  #resumedBytes = 0;
  #restarts = 0;
  #commit: string | undefined;

  /** @throws ConfigError if `hash` is none. */
  constructor(options: RangedDownloadOptions) {
    const { url, hash, signal, retry, now = () => performance.now(), onProgress } = options;
    const { connections = 4, chunkBytes = 32 << 20 } = options;
    if (hash !== undefined && !/^(?:[0-9a-f]{64}|[0-9a-f]{40})$/.test(hash.hex)) throw badHashError(hash.hex);
    this.#options = options;
    this.#request = new RangedRequest(options);
    this.#retry = new RetryPolicy(url, signal, retry);
    this.#meter = new ProgressMeter(now, onProgress);
    this.#connections = connections;
    this.#pieceBytes = Math.max(1, Math.floor(chunkBytes / connections));
    this.#expected = hash;
  }

  /**
   * @throws DownloadError if the server refuses, keeps failing, or sends other bytes than expected; what the sink throws;
   * the signal's reason when aborted. What came is kept, but after a wrong hash or size.
   */
  async run(): Promise<RangedResult> {
    const { sink, signal } = this.#options;
    signal?.throwIfAborted();
    try {
      await this.#takeUpKept();
      for (;;) {
        while (!this.#isComplete) await this.#receiveOrWait();
        const digests = await this.#check();
        if (digests === undefined) continue;
        await sink.commit(digests.sha256);
        const isVerified = this.#expected !== undefined;
        return { ...digests, isVerified, resumedBytes: this.#resumedBytes, commit: this.#commit };
      }
    } finally {
      await sink.suspend();
    }
  }

  get #isComplete(): boolean {
    return this.#record?.sizeBytes !== undefined && this.#here.sizeBytes === this.#record.sizeBytes;
  }

  /** Takes up what an earlier run left, if it is certain to be of the same file. */
  async #takeUpKept(): Promise<void> {
    const { sink, url, sizeBytes } = this.#options;
    const kept = await sink.kept();
    if (kept === undefined) return;
    const { record, spans } = kept;
    const hash = this.#expected?.hex;
    // Without a validator only the hash can tell whether the pieces belong together.
    if (record.sizeBytes === undefined) return;
    const isKnown = record.hash !== undefined || record.validator !== undefined;
    const isSame =
      (hash === undefined ? record.url === url : record.hash === hash) &&
      (sizeBytes === undefined || record.sizeBytes === sizeBytes);
    if (!isKnown || !isSame || (spans.at(-1)?.end ?? 0) > record.sizeBytes) return;
    this.#record = record;
    this.#here = new ByteSpans(spans);
    this.#resumedBytes = this.#here.sizeBytes;
    this.#meter.report(0, this.#resumedBytes, record.sizeBytes);
  }

  async #receiveOrWait(): Promise<void> {
    const { signal, url, sink } = this.#options;
    try {
      await this.#receive();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof StartOver) {
        if (error.hasRanges) this.#restarts++;
        else this.#hasRanges = false;
        if (this.#restarts > maxRestarts) throw inconsistentServerError(url, error.message);
        await sink.discard();
        this.#forget();
      } else if (error instanceof TransientFailure) await this.#retry.wait(error, this.#here.sizeBytes);
      else throw error;
    }
  }

  /** Fetches what is missing, until it is here or something fails; then all of its requests have ended. */
  async #receive(): Promise<void> {
    const { sizeBytes } = this.#record ?? {};
    if (!this.#hasRanges) return await this.#receivePiece(undefined, this.#options.signal);
    // The first answer tells size and version; only then several pieces can be asked for at once.
    if (sizeBytes === undefined) return await this.#receiveFirst();
    await this.#receivePieces([...this.#here.missing(sizeBytes, this.#pieceBytes)]);
  }

  async #receiveFirst(): Promise<void> {
    const { sizeBytes, signal } = this.#options;
    if (sizeBytes === 0) return await this.#begin({ sizeBytes, validator: undefined });
    const firstBytes = Math.min(this.#pieceBytes, mostFirstBytes);
    await this.#receivePiece({ start: 0, end: Math.min(firstBytes, sizeBytes ?? firstBytes) }, signal);
  }

  async #receivePieces(pieces: ByteSpan[]): Promise<void> {
    using stop = new StopAll(this.#options.signal);
    const work = async (): Promise<void> => {
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        try {
          await this.#receivePiece(piece, stop.signal);
        } catch (error) {
          stop.fail(error);
          // Others end the piece they are at, unless nothing of it can be used.
          pieces.length = 0;
        }
      }
    };
    await Promise.all(Array.from({ length: this.#connections }, work));
    if (stop.failure === undefined) return;
    if (stop.failure instanceof TransientFailure && (stop.failure.waitMs ?? 0) > 0)
      this.#connections = Math.max(1, this.#connections >> 1);
    throw stop.failure;
  }

  async #receivePiece(span: ByteSpan | undefined, signal: AbortSignal | undefined): Promise<void> {
    using guard = new StallGuard(this.#options.stallTimeoutMs ?? 60_000, signal);
    const answer = await this.#request.send(span, this.#record?.validator, guard);
    try {
      this.#commit ??= answer.commit;
      if (answer.response.status === 416) await this.#acceptNothing(answer, span);
      else await this.#receiveBody(answer, await this.#accept(answer, span), guard);
    } finally {
      // A body that was read to its end or failed cannot be cancelled any more; one that was not wanted must be.
      void answer.response.body?.cancel().catch(() => undefined);
    }
  }

  /** 416: the file is empty, or has become shorter than what was asked for. */
  async #acceptNothing({ response }: FileResponse, span: ByteSpan | undefined): Promise<void> {
    const range = response.headers.get('content-range');
    if (span?.start !== 0 || range !== 'bytes */0') {
      if (this.#record === undefined)
        throw inconsistentServerError(this.#options.url, `HTTP 416, ${range ?? 'no size'}`);
      throw new StartOver(`HTTP 416 for the bytes from ${span?.start} on, ${range ?? 'no size'}`, { hasRanges: true });
    }
    await this.#begin({ sizeBytes: 0, validator: undefined });
  }

  /** Decides what an answer means for what is here. @returns the bytes that its body is to hold */
  async #accept(answer: FileResponse, span: ByteSpan | undefined): Promise<ByteSpan> {
    this.#checkLinked(answer);
    const { startBytes, totalBytes, validator } = responseFacts(answer.response);
    const isPart = answer.response.status === 206;
    const linked = isPart ? undefined : answer.linkedSizeBytes;
    const sizeBytes = totalBytes ?? linked ?? this.#options.sizeBytes;
    const known = this.#record;
    if (isPart && (startBytes !== span?.start || sizeBytes === undefined))
      throw new StartOver(`bytes from ${startBytes ?? 'unknown'} of ${sizeBytes ?? 'unknown'}`, { hasRanges: false });
    if (isPart && validator === undefined && this.#expected === undefined)
      throw new StartOver('parts that nothing says to be of one version', { hasRanges: false });
    if (known !== undefined && this.#here.sizeBytes > 0 && isOther(known, { validator, sizeBytes }))
      throw new StartOver(`version ${validator}, ${sizeBytes} bytes, after ${known.validator}, ${known.sizeBytes}`, {
        hasRanges: true,
      });
    if (!isPart && span !== undefined && (span.start > 0 || this.#here.sizeBytes > 0))
      throw new StartOver('the whole file in place of a part', { hasRanges: false });
    if (known === undefined || !isPart || known.sizeBytes === undefined) await this.#begin({ sizeBytes, validator });
    const end = isPart ? (span?.end ?? 0) : (sizeBytes ?? Number.POSITIVE_INFINITY);
    return { start: span?.start ?? 0, end: Math.min(end, sizeBytes ?? end) };
  }

  async #begin(facts: Pick<RangeRecord, 'sizeBytes' | 'validator'>): Promise<void> {
    const { url, sink, sizeBytes: wanted } = this.#options;
    if (wanted !== undefined && facts.sizeBytes !== wanted)
      throw otherFileError(url, `${facts.sizeBytes} bytes`, `${wanted} bytes`);
    this.#forget();
    const record = { url, ...facts, hash: this.#expected?.hex };
    await sink.restart(record);
    this.#record = record;
    this.#meter.report(0, 0, facts.sizeBytes);
  }

  /** The hub tells the hash of the file before it sends it: another one need not be fetched at all. */
  #checkLinked({ linkedSha256 }: FileResponse): void {
    if (linkedSha256 === undefined || linkedSha256 === this.#expected?.hex) return;
    const { url, hash } = this.#options;
    if (hash?.kind === 'sha256') throw otherFileError(url, `sha256 ${linkedSha256}`, `sha256 ${hash.hex}`);
    this.#expected ??= { kind: 'sha256', hex: linkedSha256 };
  }

  async #receiveBody({ response }: FileResponse, span: ByteSpan, guard: StallGuard): Promise<void> {
    const reader = response.body?.getReader();
    let position = span.start;
    try {
      for (;;) {
        const chunk = await this.#readChunk(reader, guard);
        if (chunk === undefined) break;
        await this.#keep(chunk, position, span.end);
        position += chunk.length;
      }
    } finally {
      reader?.releaseLock();
      // Noted before another piece is begun: a kill loses no more than the pieces that are under way.
      await this.#options.sink.note();
    }
    if (span.end === Number.POSITIVE_INFINITY) this.#record = { ...(this.#record as RangeRecord), sizeBytes: position };
    else if (position < span.end) throw new TransientFailure(`the answer ended at ${position} of ${span.end} bytes`);
  }

  async #readChunk(
    reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
    guard: StallGuard,
  ): Promise<Uint8Array | undefined> {
    try {
      return (await guard.watch(reader?.read() ?? Promise.resolve(undefined)))?.value;
    } catch (error) {
      throw networkFailure(this.#options.url, error);
    }
  }

  async #keep(chunk: Uint8Array, start: number, end: number): Promise<void> {
    const { url, sink, signal } = this.#options;
    signal?.throwIfAborted();
    if (start + chunk.length > end) {
      await sink.discard();
      throw tooManyBytesError(url, start + chunk.length, end);
    }
    await sink.write(start, chunk);
    this.#here.add({ start, end: start + chunk.length });
    this.#meter.report(chunk.length, this.#here.sizeBytes, this.#record?.sizeBytes);
  }

  #forget(): void {
    this.#record = undefined;
    this.#here = new ByteSpans();
    this.#resumedBytes = 0;
  }

  /** Hashes what lies on the disk; `undefined` if an earlier run's part of it is spoilt and all of it has to come anew. */
  async #check(): Promise<Digests | undefined> {
    const { url, sink, onChecking, hashers, signal } = this.#options;
    onChecking?.();
    const digests = await digestOf(watched(sink.read(), signal), this.#here.sizeBytes, hashers);
    const expected = this.#expected;
    if (expected === undefined || isContent(digests, expected)) return digests;
    const isSpoilt = this.#resumedBytes > 0;
    await sink.discard();
    this.#forget();
    if (isSpoilt) return undefined;
    const got = expected.kind === 'sha256' ? digests.sha256 : digests.gitSha1;
    throw wrongHashError(url, got, expected.hex);
  }
}

/** Whether what a server tells now speaks of another version than before. */
function isOther(known: RangeRecord, { validator, sizeBytes }: Pick<RangeRecord, 'validator' | 'sizeBytes'>): boolean {
  const isSameVersion = validator === undefined || known.validator === undefined || validator === known.validator;
  const isSameSize = sizeBytes === undefined || known.sizeBytes === undefined || sizeBytes === known.sizeBytes;
  return !isSameVersion || !isSameSize;
}

async function* watched(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    yield chunk;
  }
}

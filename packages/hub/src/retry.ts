import { DownloadError } from '@recyclegpt/spec';
import { shownUrl } from './shown-url.ts';
import type { TransientFailure } from './transient-failure.ts';

/** When to try again. */
export interface RetryOptions {
  /** Failures in a row, without a byte of progress between them, before giving up. */
  readonly maxFailures?: number;
  /** Wait after the first failure; doubles with each further one. */
  readonly baseDelayMs?: number;
  readonly maxDelayMs?: number;
  /** Longest Retry-After that is obeyed; a longer one ends the download with a message. */
  readonly maxRetryAfterMs?: number;
  /** How to wait; tests pass their own. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Waits; rejects with the signal's reason as soon as it is aborted. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Counts failures without progress and waits between them. */
export class RetryPolicy {
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;
  readonly #options: Required<RetryOptions>;
  #failures = 0;
  #furthestBytes = 0;

  constructor(url: string, signal: AbortSignal | undefined, options: RetryOptions = {}) {
    this.#url = url;
    this.#signal = signal;
    this.#options = {
      maxFailures: options.maxFailures ?? 6,
      baseDelayMs: options.baseDelayMs ?? 500,
      maxDelayMs: options.maxDelayMs ?? 15_000,
      maxRetryAfterMs: options.maxRetryAfterMs ?? 120_000,
      sleep: options.sleep ?? sleep,
    };
  }

  /**
   * Waits until the next try is due.
   * @throws DownloadError if there were too many failures since the download last got further, or the wait is too long.
   */
  async wait(failure: TransientFailure, receivedBytes: number): Promise<void> {
    const { maxFailures, baseDelayMs, maxDelayMs, maxRetryAfterMs } = this.#options;
    if (receivedBytes > this.#furthestBytes) this.#failures = 0;
    this.#furthestBytes = Math.max(this.#furthestBytes, receivedBytes);
    this.#failures++;
    if (this.#failures >= maxFailures) throw this.#givenUp(failure, receivedBytes);
    const waitMs = failure.waitMs ?? Math.min(maxDelayMs, baseDelayMs * 2 ** (this.#failures - 1));
    if (waitMs > maxRetryAfterMs) throw this.#tooLong(failure, waitMs);
    await this.#options.sleep(waitMs, this.#signal);
  }

  #givenUp(failure: TransientFailure, receivedBytes: number): DownloadError {
    return new DownloadError({
      what: `The download failed ${this.#failures} times without getting further`,
      where: shownUrl(this.#url),
      got: `${failure.message} after ${receivedBytes} bytes`,
      next: 'What came is kept: run the same again later and it goes on from there.',
      cause: failure,
    });
  }

  #tooLong(failure: TransientFailure, waitMs: number): DownloadError {
    return new DownloadError({
      what: 'The server asks to come back later',
      where: shownUrl(this.#url),
      got: `${failure.message}, wait ${Math.ceil(waitMs / 1000)} s`,
      next: 'What came is kept: run the same again then.',
      cause: failure,
    });
  }
}

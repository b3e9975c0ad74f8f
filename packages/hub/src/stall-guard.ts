/** Ends an attempt when the server sends nothing for too long, or when the caller stops it. */
export class StallGuard implements Disposable {
  /** To be given to the request. */
  readonly signal: AbortSignal;
  readonly #timeoutMs: number;
  readonly #stalled = new AbortController();

  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs;
    this.signal = signal === undefined ? this.#stalled.signal : AbortSignal.any([signal, this.#stalled.signal]);
  }

  /** Waits for one step of the attempt; aborts the request if it takes too long, and does not wait for its consent. */
  async watch<T>(step: Promise<T>): Promise<T> {
    const stall = (): void => this.#stalled.abort(new Error(`nothing came for ${this.#timeoutMs} ms`));
    const timer = setTimeout(stall, this.#timeoutMs);
    const { signal } = this;
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_resolve, reject) => {
      stop = () => reject(signal.reason);
    });
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      return await Promise.race([step, stopped]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Lets go of the connection. */
  [Symbol.dispose](): void {
    this.#stalled.abort();
  }
}

/** How far a download is. */
export interface DownloadProgress {
  /** Bytes of the file that are here, those of earlier runs included. */
  readonly receivedBytes: number;
  /** `undefined` as long as the server does not tell. */
  readonly totalBytes: number | undefined;
  /** Mean over the last seconds of this run; 0 until the second bytes. */
  readonly bytesPerSecond: number;
}

const windowMs = 3000;

/** Turns received bytes into progress reports; the rate is that of the last seconds. */
export class ProgressMeter {
  readonly #now: () => number;
  readonly #onProgress: ((progress: DownloadProgress) => void) | undefined;
  #windowStartMs: number | undefined;
  #windowBytes = 0;
  #previousRate: number | undefined;

  /** `now` gives milliseconds of a clock that never goes back. */
  constructor(now: () => number, onProgress: ((progress: DownloadProgress) => void) | undefined) {
    this.#now = now;
    this.#onProgress = onProgress;
  }

  /** Reports; `addedBytes` came since the last report. */
  report(addedBytes: number, receivedBytes: number, totalBytes: number | undefined): void {
    // Time runs from the first bytes on: what came before is waiting, and says nothing of the speed.
    if (this.#windowStartMs !== undefined) this.#windowBytes += addedBytes;
    else if (addedBytes > 0) this.#windowStartMs = this.#now();
    this.#onProgress?.({ receivedBytes, totalBytes, bytesPerSecond: this.#rate() });
  }

  #rate(): number {
    if (this.#windowStartMs === undefined) return 0;
    const elapsedMs = this.#now() - this.#windowStartMs;
    const rate = elapsedMs > 0 ? (this.#windowBytes * 1000) / elapsedMs : 0;
    const shown = this.#previousRate === undefined || elapsedMs > windowMs / 2 ? rate : this.#previousRate;
    if (elapsedMs >= windowMs) {
      this.#previousRate = rate;
      this.#windowStartMs = this.#now();
      this.#windowBytes = 0;
    }
    return shown;
  }
}

import { TransientFailure } from '../transient-failure.ts';

/** Ends the work of several at once when it makes no sense any more, and keeps the reason. */
export class StopAll implements Disposable {
  readonly signal: AbortSignal;
  readonly #stop = new AbortController();
  #failure: unknown;

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal === undefined ? this.#stop.signal : AbortSignal.any([signal, this.#stop.signal]);
  }

  /** The weightiest reason: what lasts before what passes, what asks for a wait before what does not. */
  get failure(): unknown {
    return this.#failure;
  }

  fail(error: unknown): void {
    const isPassing = error instanceof TransientFailure;
    const isFirst = this.#failure === undefined;
    const wasPassing = this.#failure instanceof TransientFailure;
    const asksForMore =
      isPassing && wasPassing && (error.waitMs ?? 0) > ((this.#failure as TransientFailure).waitMs ?? 0);
    if (isFirst || (wasPassing && !isPassing) || asksForMore) this.#failure = error;
    if (!isPassing) this.#stop.abort(error);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }
}

/** Lets one piece of work run at a time, in the order of asking. */
export class RunQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs when all earlier work has ended, whether or not it succeeded. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

const key = Symbol.for('recyclegpt.runQueue');

/**
 * The queue of a runtime. A runtime is one for all backends of a page or worker, and does not take a second run before the
 * first has ended; so its queue hangs on the runtime's own settings.
 */
export function queueOf({ env }: { readonly env: object }): RunQueue {
  const holder = env as { [key]?: RunQueue };
  holder[key] ??= new RunQueue();
  return holder[key];
}

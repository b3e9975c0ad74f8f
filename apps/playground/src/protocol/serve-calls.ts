import type { CallTable, PageMessage, WorkerMessage } from './messages.ts';
import { plainErrorOf } from './plain-error.ts';

/** What a handler is given besides its request. */
export interface CallContext<Progress> {
  readonly signal: AbortSignal;
  report(progress: Progress): void;
}

/** A handler for each call of a table. */
export type Handlers<Calls extends CallTable<Calls>> = {
  readonly [Kind in keyof Calls]: (
    request: Calls[Kind]['request'],
    context: CallContext<Calls[Kind]['progress']>,
  ) => Promise<Calls[Kind]['result']>;
};

/** What calls come in by and answers go out by: a worker's own scope, or one made for a test. */
export interface ServingScope {
  postMessage(message: WorkerMessage): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Answers calls, each by its handler; calls may overlap, and each can be cancelled. */
export function serveCalls<Calls extends CallTable<Calls>>(scope: ServingScope, handlers: Handlers<Calls>): void {
  const running = new Map<number, AbortController>();
  const answer = async (message: Extract<PageMessage<Calls>, { type: 'call' }>): Promise<void> => {
    const { id, kind, request } = message;
    const cancel = new AbortController();
    running.set(id, cancel);
    const report = (progress: unknown): void => scope.postMessage({ type: 'progress', id, progress });
    try {
      const result = await handlers[kind](request as never, { signal: cancel.signal, report });
      scope.postMessage({ type: 'result', id, result });
    } catch (error) {
      scope.postMessage({ type: 'error', id, error: plainErrorOf(error) });
    } finally {
      running.delete(id);
    }
  };
  scope.addEventListener('message', ({ data }) => {
    const message = data as PageMessage<Calls>;
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else void answer(message);
  });
  scope.postMessage({ type: 'ready' });
}

/** Calls of a worker run one after the other where they share what cannot be shared, such as a model. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a piece of work once all before it have ended. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const turn = before.then(work, work);
    this.#last = turn.catch(() => undefined);
    return await turn;
  }
}

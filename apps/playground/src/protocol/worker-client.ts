import type { CallTable, PageMessage, WorkerMessage } from './messages.ts';
import { CallError, type PlainError } from './plain-error.ts';

/** What a client needs of a worker: a `Worker`, or one made for a test. */
export interface WorkerPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message' | 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

/** What a caller may say about a call. */
export interface CallOptions<Progress> {
  readonly onProgress?: (progress: Progress) => void;
  /** Asks the worker to end the call; what it then answers is still the call's result, or its error. */
  readonly signal?: AbortSignal;
}

/** Who hears what a worker says besides its results. */
export interface Listeners {
  readonly onNotice?: (text: string) => void;
  /** Told of every call that failed, after its caller. */
  readonly onError?: (error: PlainError) => void;
}

interface OpenCall {
  resolve(result: unknown): void;
  reject(error: CallError): void;
  onProgress(progress: unknown): void;
}

/** Calls a worker by a table of calls. A worker that dies fails all calls that are open, and is made anew by the next. */
export class WorkerClient<Calls extends CallTable<Calls>> {
  readonly #start: () => WorkerPort;
  readonly #onNotice: (text: string) => void;
  readonly #onError: (error: PlainError) => void;
  readonly #open = new Map<number, OpenCall>();
  #port: WorkerPort | undefined;
  #nextId = 1;

  constructor(start: () => WorkerPort, { onNotice = () => undefined, onError = () => undefined }: Listeners = {}) {
    this.#start = start;
    this.#onNotice = onNotice;
    this.#onError = onError;
  }

  /** Whether a worker is there; what it held is gone with it. */
  get isAlive(): boolean {
    return this.#port !== undefined;
  }

  /** @throws CallError with what the worker threw, or that it died */
  async call<Kind extends keyof Calls & string>(
    kind: Kind,
    request: Calls[Kind]['request'],
    { onProgress = () => undefined, signal }: CallOptions<Calls[Kind]['progress']> = {},
  ): Promise<Calls[Kind]['result']> {
    const id = this.#nextId++;
    this.#port ??= this.#listenTo(this.#start());
    const port = this.#port;
    const cancel = (): void => port.postMessage({ type: 'cancel', id } satisfies PageMessage<Calls>);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#open.set(id, { resolve, reject, onProgress: (progress) => onProgress(progress as never) });
    });
    port.postMessage({ type: 'call', id, kind, request });
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return (await answer) as Calls[Kind]['result'];
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#open.delete(id);
    }
  }

  /** Ends the worker at once; open calls fail. */
  end(): void {
    this.#fail('The work was ended from outside');
  }

  #listenTo(port: WorkerPort): WorkerPort {
    port.addEventListener('message', (event) => {
      if (port === this.#port) this.#take((event as MessageEvent<WorkerMessage>).data);
    });
    const died = (event: Event): void => {
      const reason = 'message' in event && typeof event.message === 'string' ? event.message : 'no reason given';
      if (port === this.#port) this.#fail('The worker that runs the model has died', reason);
    };
    port.addEventListener('error', died);
    port.addEventListener('messageerror', died);
    return port;
  }

  #take(message: WorkerMessage): void {
    if (message.type === 'ready') return;
    const call = 'id' in message ? this.#open.get(message.id) : undefined;
    if (message.type === 'notice') this.#onNotice(message.text);
    else if (message.type === 'progress') call?.onProgress(message.progress);
    else if (message.type === 'result') call?.resolve(message.result);
    else if (message.type === 'error') {
      call?.reject(new CallError(message.error));
      this.#onError(message.error);
    } else message satisfies never;
  }

  #fail(what: string, got?: string): void {
    const port = this.#port;
    this.#port = undefined;
    port?.terminate();
    const error = new CallError({ what, got, next: 'Load the model again: the page is as it was.' });
    for (const call of this.#open.values()) call.reject(error);
    this.#open.clear();
  }
}

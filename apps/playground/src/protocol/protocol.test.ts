import { ConfigError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import type { PlainError } from './plain-error.ts';
import { plainErrorOf } from './plain-error.ts';
import { type Handlers, serveCalls, Turns } from './serve-calls.ts';
import { WorkerClient, type WorkerPort } from './worker-client.ts';

interface ToyCalls {
  readonly add: { readonly request: readonly number[]; readonly progress: number; readonly result: number };
  readonly wait: { readonly request: null; readonly progress: never; readonly result: string };
}

const handlers: Handlers<ToyCalls> = {
  add: async (numbers, { report }) => {
    let sum = 0;
    for (const each of numbers) {
      sum += each;
      report(sum);
    }
    if (Number.isNaN(sum)) throw new ConfigError({ what: 'No number', where: 'add', next: 'Give numbers.' });
    return sum;
  },
  wait: (_, { signal }) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve('stopped'), { once: true });
    }),
};

/** A worker in this thread: messages travel as copies, one after the other. */
class ToyWorker implements WorkerPort {
  readonly #toPage: ((event: Event) => void)[] = [];
  readonly #onError: ((event: Event) => void)[] = [];
  #toWorker: (event: { readonly data: unknown }) => void = () => undefined;
  isEnded = false;

  constructor() {
    serveCalls<ToyCalls>(
      {
        postMessage: (data) => queueMicrotask(() => this.#emit(this.#toPage, { data: structuredClone(data) })),
        addEventListener: (_, listener) => {
          this.#toWorker = listener;
        },
      },
      handlers,
    );
  }

  postMessage(data: unknown): void {
    queueMicrotask(() => this.#toWorker({ data: structuredClone(data) }));
  }

  addEventListener(type: string, listener: (event: Event) => void): void {
    if (type === 'message') this.#toPage.push(listener);
    if (type === 'error') this.#onError.push(listener);
  }

  terminate(): void {
    this.isEnded = true;
  }

  die(message: string): void {
    this.#emit(this.#onError, { message });
  }

  #emit(listeners: readonly ((event: Event) => void)[], event: object): void {
    for (const listener of listeners) listener(event as Event);
  }
}

describe('calls of a worker', () => {
  it('bring progress and a result, side by side', async () => {
    const client = new WorkerClient<ToyCalls>(() => new ToyWorker());
    const told: number[] = [];
    const sums = await Promise.all([
      client.call('add', [1, 2, 3], { onProgress: (sum) => told.push(sum) }),
      client.call('add', [10]),
    ]);
    expect(sums).toEqual([6, 10]);
    expect(told).toEqual([1, 3, 6]);
  });

  it('carry an error with all its parts', async () => {
    const client = new WorkerClient<ToyCalls>(() => new ToyWorker());
    const error = await client.call('add', [Number.NaN]).catch(plainErrorOf);
    expect(error).toEqual<PlainError>({ what: 'No number', where: 'add', next: 'Give numbers.' });
  });

  it('can each be cancelled, before they began too', async () => {
    const client = new WorkerClient<ToyCalls>(() => new ToyWorker());
    const cancel = new AbortController();
    const waiting = client.call('wait', null, { signal: cancel.signal });
    await Promise.resolve();
    cancel.abort();
    expect(await waiting).toBe('stopped');
    expect(await client.call('wait', null, { signal: AbortSignal.abort() })).toBe('stopped');
  });

  it('fail when the worker dies, and the next begins a new one', async () => {
    const workers: ToyWorker[] = [];
    const client = new WorkerClient<ToyCalls>(() => {
      const worker = new ToyWorker();
      workers.push(worker);
      return worker;
    });
    const waiting = client.call('wait', null);
    workers[0]?.die('out of memory');
    expect(await waiting.catch(plainErrorOf)).toMatchObject({ got: 'out of memory' });
    expect([client.isAlive, workers[0]?.isEnded]).toEqual([false, true]);
    expect(await client.call('add', [4])).toBe(4);
    expect(workers).toHaveLength(2);
  });
});

describe('Turns', () => {
  it('run one after the other, also after a failure', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const first = turns.take(async () => {
      await Promise.resolve();
      order.push('first');
      throw new Error('no');
    });
    const second = turns.take(async () => order.push('second'));
    await expect(first).rejects.toThrow('no');
    await second;
    expect(order).toEqual(['first', 'second']);
  });
});

describe('plainErrorOf', () => {
  it('knows memory that is not enough, and a full disk', () => {
    expect(plainErrorOf(new RangeError('Array buffer allocation failed')).what).toContain('memory of this tab');
    expect(plainErrorOf(new DOMException('full', 'QuotaExceededError')).what).toContain('no room left');
    expect(plainErrorOf('odd').got).toBe('odd');
  });
});

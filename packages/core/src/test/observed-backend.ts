import type { Backend, Session, SlotStore } from '@recyclegpt/spec';

/** What tests see of a backend, and how they make it fail. */
export interface BackendObserver {
  /** Stores that have been made and not disposed of. */
  readonly liveStores: number;
  /** Bytes that they take. */
  readonly liveBytes: number;
  /** Runs so far. */
  readonly runs: number;
  /** Makes the run after so many others throw, once. */
  failAfter(runs: number): void;
  /** Takes that back. */
  spare(): void;
}

/** An object that does all that another does, except for what is overridden. */
function override<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get: (object, name) => {
      if (name in members) return Reflect.get(members, name);
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === 'function' ? value.bind(object) : value;
    },
  });
}

/** A backend whose stores are counted and whose runs can be made to fail. */
export function observedBackend(backend: Backend): { readonly backend: Backend; readonly observer: BackendObserver } {
  const live = new Set<SlotStore>();
  let runs = 0;
  let failsAt: number | undefined;
  /** Sessions know their backend's stores by class, so a store is changed rather than wrapped. */
  const track = (store: SlotStore): SlotStore => {
    const { fork } = store;
    const dispose = store[Symbol.dispose];
    live.add(store);
    store.fork = (rows) => track(fork.call(store, rows));
    store[Symbol.dispose] = () => {
      live.delete(store);
      dispose.call(store);
    };
    return store;
  };
  const observe = (session: Session): Session =>
    override(session, {
      run: (...request) => {
        runs += 1;
        if (failsAt !== runs) return session.run(...request);
        failsAt = undefined;
        return Promise.reject(new Error('no power'));
      },
    });
  return {
    backend: override(backend, {
      createSlots: (...sizes) => track(backend.createSlots(...sizes)),
      createSession: async (...request) => observe(await backend.createSession(...request)),
    }),
    observer: {
      get liveStores() {
        return live.size;
      },
      get liveBytes() {
        return [...live].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      },
      get runs() {
        return runs;
      },
      failAfter: (count) => {
        failsAt = runs + count + 1;
      },
      spare: () => {
        failsAt = undefined;
      },
    },
  };
}

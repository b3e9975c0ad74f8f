import type { Backend, OnnxModel, RunRequest, Session, Tensor } from '@recyclegpt/spec';

/** A graph that was loaded, and what it was last fed. */
export interface RecordedSession {
  readonly model: OnnxModel;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly string[];
  /** Milliseconds of the last run. */
  readonly runMs: number;
}

/** A backend that goes on as the one inside it, and keeps what its sessions were last asked. */
export interface RecordingBackend extends Backend {
  /** Those that have run, in the order of loading. */
  readonly recorded: readonly RecordedSession[];
}

/** Records the sessions of a backend. */
export function recordingBackend(backend: Backend): RecordingBackend {
  const runs: (RecordedSession | undefined)[] = [];
  return {
    name: backend.name,
    description: backend.description,
    threads: backend.threads,
    profile: backend.profile,
    get recorded() {
      return runs.filter((run) => run !== undefined);
    },
    createSession: async (model) => {
      const session = await backend.createSession(model);
      const index = runs.push(undefined) - 1;
      return recordingSession(session, (run) => {
        runs[index] = { model, ...run };
      });
    },
    createSlots: (slots, capacity) => backend.createSlots(slots, capacity),
    [Symbol.dispose]: () => backend[Symbol.dispose](),
  };
}

function recordingSession(session: Session, record: (run: Omit<RecordedSession, 'model'>) => void): Session {
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    run: async (feeds, request: RunRequest) => {
      const start = performance.now();
      const results = await session.run(feeds, request);
      record({ feeds, outputs: request.outputs, runMs: performance.now() - start });
      return results;
    },
    [Symbol.dispose]: () => session[Symbol.dispose](),
  };
}

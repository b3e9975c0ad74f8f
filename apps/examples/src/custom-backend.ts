import { referenceBackend } from '@recyclegpt/backend-reference';
import { createModel, seededModel } from '@recyclegpt/core';
import type { Backend, Session } from '@recyclegpt/spec';

/** What a backend was asked to do. */
export interface Tally {
  runs: number;
  /** Rows that the runs added to states. */
  rows: number;
  ms: number;
}

/**
 * A backend runs ONNX graphs and keeps rows. A new one is most easily made around another: this one hands everything on
 * and counts. (Spreading would lose getters and methods of classes, so each member is named.)
 */
export function countingBackend(inner: Backend, tally: Tally): Backend {
  const counting = (session: Session): Session => ({
    inputs: session.inputs,
    outputs: session.outputs,
    async run(feeds, request) {
      const startMs = performance.now();
      const outputs = await session.run(feeds, request);
      tally.runs += 1;
      tally.rows += request.rows?.count ?? 0;
      tally.ms += performance.now() - startMs;
      return outputs;
    },
    [Symbol.dispose]: () => session[Symbol.dispose](),
  });
  return {
    name: 'counting',
    description: `${inner.description}, counted`,
    threads: inner.threads,
    profile: inner.profile,
    createSession: async (model) => counting(await inner.createSession(model)),
    createSlots: (slots, capacity) => inner.createSlots(slots, capacity),
    [Symbol.dispose]: () => inner[Symbol.dispose](),
  };
}

/** Writes a text on the counting backend, over the interpreter in plain TypeScript. */
export async function example() {
  const tally: Tally = { runs: 0, rows: 0, ms: 0 };
  using model = await createModel({ opened: seededModel(), backend: countingBackend(referenceBackend(), tally) });
  const before = { ...tally }; // loading has run some passes to see which are exact
  const options = { maxTokens: 24, scheduler: 'autoregressive' };
  const { text, stats, promptTokenIds } = await model.generate('the fox', options).result;
  const [runs, rows] = [tally.runs - before.runs, tally.rows - before.rows];
  return { runs, rows, ms: tally.ms - before.ms, passes: stats.basePasses, promptTokens: promptTokenIds.length, text };
}

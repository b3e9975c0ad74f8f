import {
  type Backend,
  BackendError,
  DisposedError,
  type GraphProfile,
  type OnnxModel,
  RecycleError,
  type Session,
  type SlotStore,
  type StateSlot,
} from '@recyclegpt/spec';
import { HostRows } from '@recyclegpt/state';
import { fromOnnx, type ReadOnnx } from '@recyclegpt/tensor';
import { loadParameters } from './load-parameters.ts';
import { ReferenceSession } from './reference-session.ts';

/** What the interpreter runs: every operator of the table, all precisions, integer products exact in both forms. */
const profile: GraphProfile = { opset: 21, precisions: ['f32', 'int8', 'int4', 'int4-fast'], int8Weights: 'uint8' };

/**
 * A plain interpreter of ONNX graphs in one thread: slow, and exact in that a row's results never depend on the rows
 * beside it. The oracle of the tests, and the model for new backends.
 */
class ReferenceBackend implements Backend {
  readonly name = 'reference';
  readonly description = 'reference interpreter, one thread';
  readonly threads = 1;
  readonly profile = profile;
  readonly #sessions = new Set<Session>();
  #isDisposed = false;

  async createSession(model: OnnxModel): Promise<Session> {
    this.#assertUsable();
    const { graph, parameters } = readGraph(model);
    const session = new ReferenceSession({ model, graph, parameters: await loadParameters(model, parameters) });
    this.#sessions.add(session);
    return session;
  }

  createSlots(slots: readonly StateSlot[], capacity: number): SlotStore {
    this.#assertUsable();
    return new HostRows(slots, capacity);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const session of this.#sessions) session[Symbol.dispose]();
    this.#sessions.clear();
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError('The reference backend');
  }
}

function readGraph({ name, graph }: OnnxModel): ReadOnnx {
  try {
    return fromOnnx(graph, { name });
  } catch (cause) {
    const details =
      cause instanceof RecycleError ? cause.details : { what: 'The graph cannot be read', got: String(cause) };
    throw new BackendError({
      ...details,
      where: details.where === undefined || details.where === name ? name : `${name}: ${details.where}`,
      cause,
    });
  }
}

/** An interpreter of ONNX graphs in plain TypeScript. Its sessions end with it; stores of rows do not. */
export function referenceBackend(): Backend {
  return new ReferenceBackend();
}

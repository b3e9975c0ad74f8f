import {
  type Backend,
  DisposedError,
  type GraphProfile,
  type OnnxModel,
  type Session,
  type SlotStore,
  type StateSlot,
} from '@recyclegpt/spec';
import { checkSlots } from '@recyclegpt/state';
import type { InferenceSession } from 'onnxruntime-common';
import type { OnnxRuntime } from './load-runtime.ts';
import type { RowsIo } from './rows-io.ts';
import { queueOf } from './run-queue.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { WebSession } from './web-session.ts';
import { weightOptions } from './weight-options.ts';

/** What differs between devices. */
export interface DeviceParts extends Disposable {
  readonly name: string;
  readonly description: string;
  readonly threads: number;
  readonly profile: GraphProfile;
  /** Options of a session whose graph has these slots. */
  sessionOptions(model: Pick<OnnxModel, 'slots'>): InferenceSession.SessionOptions;
  /** `innerSizes` has the last dimension of each input. */
  createRowsIo(model: Pick<OnnxModel, 'slots'>, innerSizes: ReadonlyMap<string, number>): RowsIo;
  createSlots(slots: readonly StateSlot[], capacity: number): SlotStore;
  /** Whether a session has to be loaded again after a run that failed. */
  readonly isDisorderedByFailure: boolean;
  /** The same work, which fails as soon as the device is gone. @throws BackendError then. */
  guard<T>(work: () => Promise<T>): Promise<T>;
}

/** A backend on a build of onnxruntime-web. */
export class RuntimeBackend implements Backend {
  readonly name: string;
  readonly description: string;
  readonly threads: number;
  readonly profile: GraphProfile;
  readonly #runtime: OnnxRuntime;
  readonly #device: DeviceParts;
  readonly #sessions = new Set<WebSession>();
  #isDisposed = false;

  constructor(runtime: OnnxRuntime, device: DeviceParts) {
    this.name = device.name;
    this.description = `onnxruntime-web ${runtime.env.versions.web ?? runtime.env.versions.common}, ${device.description}`;
    this.threads = device.threads;
    this.profile = device.profile;
    this.#runtime = runtime;
    this.#device = device;
  }

  async createSession(model: OnnxModel): Promise<Session> {
    this.#assertUsable();
    return await queueOf(this.#runtime).run(async () => {
      this.#assertUsable();
      const session = await this.#load(model);
      try {
        return this.#keep(this.#sessionOver(session, model));
      } catch (error) {
        await session.release();
        throw error;
      }
    });
  }

  createSlots(slots: readonly StateSlot[], capacity: number): SlotStore {
    this.#assertUsable();
    return this.#device.createSlots(slots, capacity);
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const session of this.#sessions) session[Symbol.dispose]();
    this.#sessions.clear();
    // After its sessions, which end in the queue.
    void queueOf(this.#runtime).run(async () => this.#device[Symbol.dispose]());
  }

  async #load(model: OnnxModel): Promise<InferenceSession> {
    const options = { ...this.#device.sessionOptions(model), ...(await weightOptions(model.weights)) };
    try {
      return await this.#device.guard(() => this.#runtime.InferenceSession.create(model.graph, options));
    } catch (cause) {
      throw runtimeFailure('onnxruntime-web does not load the graph', model.name, cause);
    }
  }

  #sessionOver(session: InferenceSession, model: OnnxModel): WebSession {
    checkSlots(model, [...session.inputNames, ...session.outputNames]);
    const innerSizes = session.inputMetadata.map((input): [string, number] => [
      input.name,
      input.isTensor ? Number(input.shape.at(-1)) : 1,
    ]);
    return new WebSession({
      runtime: this.#runtime,
      queue: queueOf(this.#runtime),
      session,
      reopen: this.#device.isDisorderedByFailure ? () => this.#load(model) : undefined,
      model: { name: model.name, slots: model.slots },
      rowsIo: this.#device.createRowsIo(model, new Map(innerSizes)),
      guard: (work) => this.#device.guard(work),
    });
  }

  #keep(session: WebSession): WebSession {
    for (const earlier of this.#sessions) if (earlier.isDisposed) this.#sessions.delete(earlier);
    this.#sessions.add(session);
    return session;
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError(`The ${this.name} backend`);
  }
}

import { availableParallelism, cpus } from 'node:os';
import { basename, dirname } from 'node:path';
import {
  type Backend,
  BackendError,
  type ByteSource,
  ConfigError,
  DisposedError,
  type GraphProfile,
  type OnnxModel,
  type Session,
} from '@recyclegpt/spec';
import { HostRows } from '@recyclegpt/state';
import type { InferenceSession } from 'onnxruntime-common';
import { loadRuntime, type OnnxRuntime } from './load-runtime.ts';
import { multipliesExactly } from './multiplies-exactly.ts';
import { NodeSession } from './node-session.ts';

export interface NodeBackendOptions {
  /** Threads of a pass. Default: one for each processor core, 8 at most. */
  readonly threads?: number;
  /** Storage of int8 weights. Default: signed where a self-test shows that products with them are exact. */
  readonly int8Weights?: GraphProfile['int8Weights'];
}

/** Name of the weights file in graphs. */
const weightsLocation = 'weights.bin';

/**
 * A backend on onnxruntime-node. Weights that lie in a file are mapped, not read; keys and values stay in typed arrays
 * that the runtime reads in place.
 * @throws BackendError where onnxruntime-node has no binary, ConfigError for a number of threads that is none.
 */
export async function nodeBackend({
  threads = Math.min(availableParallelism(), 8),
  int8Weights,
}: NodeBackendOptions = {}): Promise<Backend> {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new ConfigError({
      what: 'The number of threads is not usable',
      where: 'threads',
      expected: 'a positive integer',
      got: `${threads}`,
    });
  }
  const runtime = await loadRuntime();
  const profile: GraphProfile = {
    opset: 21,
    precisions: ['f32', 'int8', 'int4', 'int4-fast'],
    int8Weights: int8Weights ?? ((await multipliesExactly(runtime)) ? 'int8' : 'uint8'),
  };
  return new NodeBackend(runtime, { threads, profile });
}

/**
 * How long a worker waits for work before it sleeps: longer than between two operators, shorter than between two passes. Base
 * and module run in turns, and workers that still wait after one's run take the cores of the other's.
 */
const spinMicroseconds = '200';

class NodeBackend implements Backend {
  readonly name = 'node';
  readonly description: string;
  readonly threads: number;
  readonly profile: GraphProfile;
  readonly #runtime: OnnxRuntime;
  readonly #sessions = new Set<NodeSession>();
  #isDisposed = false;

  constructor(runtime: OnnxRuntime, { threads, profile }: { threads: number; profile: GraphProfile }) {
    this.#runtime = runtime;
    this.threads = threads;
    this.profile = profile;
    this.description = `${cpus()[0]?.model.trim() ?? process.arch}, onnxruntime-node ${runtime.env.versions.node ?? runtime.env.versions.common}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  }

  async createSession(model: OnnxModel): Promise<Session> {
    if (this.#isDisposed) throw new DisposedError('The node backend');
    const { externalData, session } = await weightOptions(model.weights);
    const options = {
      ...this.#options(session),
      ...(externalData === undefined ? {} : { externalData }),
    };
    const loaded = await this.#load(model, options);
    try {
      const session = new NodeSession(this.#runtime, loaded, model);
      for (const earlier of this.#sessions) if (earlier.isDisposed) this.#sessions.delete(earlier);
      this.#sessions.add(session);
      return session;
    } catch (error) {
      await loaded.release();
      throw error;
    }
  }

  async #load(model: OnnxModel, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
    try {
      return await this.#runtime.InferenceSession.create(model.graph, options);
    } catch (cause) {
      throw new BackendError({
        what: 'onnxruntime-node does not load the graph',
        where: model.name,
        got: cause instanceof Error ? cause.message : String(cause),
        cause,
      });
    }
  }

  createSlots(...[slots, capacity]: Parameters<Backend['createSlots']>): HostRows {
    if (this.#isDisposed) throw new DisposedError('The node backend');
    return new HostRows(slots, capacity);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    for (const session of this.#sessions) session[Symbol.dispose]();
    this.#sessions.clear();
  }

  #options(session: Readonly<Record<string, string>>): InferenceSession.SessionOptions {
    // Shapes change from pass to pass: patterns of memory would be planned anew each time. Errors are thrown, so
    // only fatal ones (severity 4) are printed as well.
    return {
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      enableMemPattern: false,
      logSeverityLevel: 4,
      extra: { session: { intra_op: { spin_duration_us: spinMicroseconds }, ...session } },
    };
  }
}

interface WeightOptions {
  readonly externalData?: NonNullable<InferenceSession.SessionOptions['externalData']>;
  /** Entries of the session's configuration. */
  readonly session: Readonly<Record<string, string>>;
}

async function weightOptions(weights: ByteSource | undefined): Promise<WeightOptions> {
  if (weights === undefined || weights.sizeBytes === 0) return { session: {} };
  // The runtime finds a file by the name that the graph gives it; one of another name has to be read.
  if (weights.path !== undefined && basename(weights.path) === weightsLocation) {
    return { session: { model_external_initializers_file_folder_path: dirname(weights.path) } };
  }
  return { session: {}, externalData: [{ path: weightsLocation, data: await weights.read(0, weights.sizeBytes) }] };
}

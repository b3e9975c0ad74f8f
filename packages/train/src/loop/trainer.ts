import { gradientName } from '@recyclegpt/nn';
import type { Backend, Session, Tensor } from '@recyclegpt/spec';
import { type Graph, simplify, toOnnx } from '@recyclegpt/tensor';
import { AdamW, type AdamWStep } from '../optimiser/adamw.ts';
import type { AdamWSettings } from '../optimiser/adamw-graph.ts';
import { FlatParameters } from '../optimiser/flat-parameters.ts';

/**
 * A lookup whose rows' gradients a graph gives apart, and which are added to the table's on the host in the order of the
 * rows. As a product with a one-hot matrix the same sum costs as much as a layer; as ScatterND(add) it races.
 */
export interface LookupGradient {
  /** The table, `[entries, width]`. */
  readonly parameter: string;
  /** The feed of int64 indices, `[rows]`. */
  readonly indices: string;
  /** The output with the rows' gradients, `[rows, width]`. */
  readonly output: string;
}

/** A training graph, what it trains, and how the optimiser moves that. */
export interface TrainerOptions extends AdamWSettings {
  readonly backend: Backend;
  /** Forward and backward: reads parameters by name, gives `NAME.gradient` for each. */
  readonly graph: Graph;
  readonly parameters: FlatParameters;
  readonly lookups?: readonly LookupGradient[];
  /** See `AdamWOptions`. */
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly decaysVectors?: boolean;
}

/** Outputs of a run that are not gradients, by name. */
export type TrainingOutputs = Readonly<Record<string, Tensor>>;

/** Runs a training graph over micro-batches, sums the gradients, and moves the parameters. */
export class Trainer implements Disposable {
  readonly parameters: FlatParameters;
  readonly optimiser: AdamW;
  readonly #gradients: FlatParameters;
  readonly #session: Session;
  readonly #outputs: readonly string[];
  readonly #lookups: readonly LookupGradient[];
  /** Whether there is nothing yet to add gradients to. */
  #isFresh = true;

  private constructor(parts: {
    session: Session;
    optimiser: AdamW;
    parameters: FlatParameters;
    outputs: readonly string[];
    lookups: readonly LookupGradient[];
  }) {
    this.#session = parts.session;
    this.optimiser = parts.optimiser;
    this.parameters = parts.parameters;
    this.#outputs = parts.outputs;
    this.#lookups = parts.lookups;
    this.#gradients = new FlatParameters([...parts.parameters.spans.values()]);
  }

  /** Loads the graph and the optimiser. @throws BackendError if the backend does not load them */
  static async create(options: TrainerOptions): Promise<Trainer> {
    const { backend, graph, parameters, lookups = [] } = options;
    const session = await sessionOf(graph, backend);
    try {
      const optimiser = await AdamW.create(options);
      const outputs = graph.outputs.map(({ name }) => name);
      return new Trainer({ session, optimiser, parameters, lookups, outputs });
    } catch (error) {
      session[Symbol.dispose]();
      throw error;
    }
  }

  /** One micro-batch: its gradients are added to those since the last update. @returns the other outputs */
  async run(feeds: Readonly<Record<string, Tensor>>): Promise<TrainingOutputs> {
    const outputs = await this.#session.run({ ...feeds, ...this.parameters.feeds() }, { outputs: this.#outputs });
    for (const name of this.parameters.spans.keys()) {
      const gradient = outputs[gradientName(name)]?.data as Float32Array;
      if (this.#isFresh) this.#gradients.replace(name, gradient);
      else this.#gradients.accumulate(name, gradient);
    }
    this.#isFresh = false;
    for (const { parameter, indices, output } of this.#lookups) {
      const rows = feeds[indices]?.data as BigInt64Array;
      this.#gradients.accumulateRows(parameter, rows, outputs[output]?.data as Float32Array);
    }
    return outputs;
  }

  /**
   * Moves the parameters by the summed gradients and forgets these.
   * @returns their norm, before clipping; nothing has moved if it is not finite
   */
  async update(step: AdamWStep): Promise<number> {
    this.forget();
    return await this.optimiser.step(this.#gradients, step);
  }

  /** Forgets the gradients since the last update. */
  forget(): void {
    this.#isFresh = true;
  }

  [Symbol.dispose](): void {
    this.#session[Symbol.dispose]();
    this.optimiser[Symbol.dispose]();
  }
}

/** A graph without weights as a session. */
export async function sessionOf(graph: Graph, backend: Backend): Promise<Session> {
  const simple = simplify(graph);
  const { bytes } = toOnnx(simple, backend.profile);
  return await backend.createSession({ name: graph.name, graph: bytes, weights: undefined, slots: [] });
}

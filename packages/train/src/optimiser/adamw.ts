import type { Backend, Session, Tensor } from '@recyclegpt/spec';
import { toOnnx } from '@recyclegpt/tensor';
import { type AdamWSettings, adamWGraph } from './adamw-graph.ts';
import type { FlatParameters } from './flat-parameters.ts';

/** What AdamW moves, and by which settings. */
export interface AdamWOptions extends AdamWSettings {
  readonly backend: Backend;
  readonly parameters: FlatParameters;
  /** Share of a matrix that the learning rate takes away each step; vectors do not decay. Default 0.01. */
  readonly weightDecay?: number;
  /** Largest global norm of a gradient; above, it is scaled down. Default 1. */
  readonly clipNorm?: number;
  /** Whether vectors decay too. Default: they do not. */
  readonly decaysVectors?: boolean;
}

/** What changes from step to step. */
export interface AdamWStep {
  readonly learningRate: number;
  /** What the sum of gradients is multiplied by before clipping: 1 / micro-batches. Default 1. */
  readonly gradientScale?: number;
}

/**
 * Elements of a run of the session. Its dozen intermediate results then stay in a core's cache (10 M elements take two
 * thirds of the time that they take at once); with fewer, what a run costs by itself shows.
 */
const chunkLength = 1 << 16;

/** AdamW over flat parameters. */
export class AdamW implements Disposable {
  /** Running means of gradients and of their squares, in the order of the parameters. */
  readonly means: Float32Array;
  readonly squares: Float32Array;
  /** Steps taken. */
  steps = 0;
  readonly #session: Session;
  readonly #options: Required<Omit<AdamWOptions, 'backend'>>;

  private constructor(session: Session, options: Required<Omit<AdamWOptions, 'backend'>>) {
    this.#session = session;
    this.#options = options;
    this.means = new Float32Array(options.parameters.length);
    this.squares = new Float32Array(options.parameters.length);
  }

  /** Loads the step as a graph. @throws BackendError if the backend does not load it */
  static async create(options: AdamWOptions): Promise<AdamW> {
    const { backend, parameters, weightDecay = 0.01, clipNorm = 1, decaysVectors = false } = options;
    const { beta1 = 0.9, beta2 = 0.95, epsilon = 1e-8 } = options;
    const { bytes } = toOnnx(adamWGraph({ beta1, beta2, epsilon }), backend.profile);
    const session = await backend.createSession({ name: 'adamw', graph: bytes, weights: undefined, slots: [] });
    return new AdamW(session, { parameters, weightDecay, clipNorm, decaysVectors, beta1, beta2, epsilon });
  }

  /**
   * Moves the parameters against the gradients, if these are numbers.
   * @returns the gradients' global norm, before clipping; nothing has moved if it is not finite
   */
  async step(gradients: FlatParameters, { learningRate, gradientScale = 1 }: AdamWStep): Promise<number> {
    const { parameters, clipNorm, weightDecay, decaysVectors } = this.#options;
    const norm = Math.sqrt(sumOfSquares(gradients.data)) * gradientScale;
    if (!Number.isFinite(norm)) return norm;
    const scale = gradientScale * (norm > clipNorm ? clipNorm / norm : 1);
    this.steps += 1;
    const { matrixLength, length } = parameters;
    const job = { gradients: gradients.data, learningRate, scale };
    await this.#range({ ...job, from: 0, to: matrixLength, decay: weightDecay });
    await this.#range({ ...job, from: matrixLength, to: length, decay: decaysVectors ? weightDecay : 0 });
    return norm;
  }

  [Symbol.dispose](): void {
    this.#session[Symbol.dispose]();
  }

  async #range(job: RangeJob): Promise<void> {
    for (let from = job.from; from < job.to; from += chunkLength) {
      await this.#chunk({ ...job, from, to: Math.min(job.to, from + chunkLength) });
    }
  }

  async #chunk({ gradients, from, to, decay, learningRate, scale }: RangeJob): Promise<void> {
    const { parameters, beta1, beta2 } = this.#options;
    const arrays = { weights: parameters.data, means: this.means, squares: this.squares };
    const outputs = await this.#session.run(
      {
        ...Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, vector(data.subarray(from, to))])),
        gradients: vector(gradients.subarray(from, to)),
        learningRate: number(learningRate),
        decay: number(decay),
        scale: number(scale),
        meanCorrection: number(1 - beta1 ** this.steps),
        squareCorrection: number(1 - beta2 ** this.steps),
      },
      { outputs: ['newWeights', 'newMeans', 'newSquares'] },
    );
    parameters.data.set(outputs['newWeights']?.data as Float32Array, from);
    this.means.set(outputs['newMeans']?.data as Float32Array, from);
    this.squares.set(outputs['newSquares']?.data as Float32Array, from);
  }
}

interface RangeJob {
  readonly gradients: Float32Array;
  readonly from: number;
  readonly to: number;
  readonly decay: number;
  readonly learningRate: number;
  readonly scale: number;
}

const vector = (data: Float32Array): Tensor => ({ dtype: 'float32', shape: [data.length], data });
const number = (value: number): Tensor => ({ dtype: 'float32', shape: [], data: Float32Array.of(value) });

/** In four sums, since each addition waits for the one before it. */
function sumOfSquares(values: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += (values[i] as number) ** 2;
    b += (values[i + 1] as number) ** 2;
    c += (values[i + 2] as number) ** 2;
    d += (values[i + 3] as number) ** 2;
  }
  for (let i = whole; i < values.length; i++) a += (values[i] as number) ** 2;
  return a + b + (c + d);
}

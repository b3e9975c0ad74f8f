import {
  BackendError,
  DisposedError,
  type OnnxModel,
  type RunRequest,
  type Session,
  type Tensor,
  type TensorDeclaration,
} from '@recyclegpt/spec';
import { checkFeeds, ownInputs } from '@recyclegpt/state';
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-common';
import type { OnnxRuntime } from './load-runtime.ts';
import type { RowsIo, RuntimeTensors } from './rows-io.ts';
import type { RunQueue } from './run-queue.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { fromRuntime, toRuntime } from './runtime-tensors.ts';

export interface WebSessionParts {
  readonly runtime: OnnxRuntime;
  readonly queue: RunQueue;
  readonly session: InferenceSession;
  /**
   * Loads the model again, on devices where a run that failed leaves a session in disorder: onnxruntime 1.30 on WebGPU then
   * reads rubbish for inputs that operators on the processor take.
   */
  readonly reopen: (() => Promise<InferenceSession>) | undefined;
  readonly model: Pick<OnnxModel, 'name' | 'slots'>;
  /** Closed with the session. */
  readonly rowsIo: RowsIo;
  /** See `DeviceParts`. */
  readonly guard: <T>(work: () => Promise<T>) => Promise<T>;
}

/** A session of onnxruntime-web with the slots of its graph. */
export class WebSession implements Session {
  readonly inputs: readonly TensorDeclaration[];
  readonly outputs: readonly TensorDeclaration[];
  readonly #parts: WebSessionParts;
  readonly #ownInputs: ReadonlySet<string>;
  #session: InferenceSession | undefined;
  #isDisposed = false;

  constructor(parts: WebSessionParts) {
    const { session, model } = parts;
    this.#parts = parts;
    this.#session = session;
    this.inputs = session.inputMetadata.map(declarationOf);
    this.outputs = session.outputMetadata.map(declarationOf);
    this.#ownInputs = ownInputs(session.inputNames, model);
  }

  /** Whether it has been disposed; a backend forgets such sessions. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  async run(feeds: Readonly<Record<string, Tensor>>, { outputs, rows }: RunRequest): Promise<Record<string, Tensor>> {
    const { model, queue, rowsIo } = this.#parts;
    this.#assertUsable();
    checkFeeds(model.name, feeds, this.#ownInputs);
    if ((rows === undefined) !== (model.slots.length === 0)) {
      throw new BackendError({ what: 'Rows are needed if and only if a model has slots', where: model.name });
    }
    return await queue.run(async () => {
      // It may have been disposed of while others ran.
      this.#assertUsable();
      const rowFeeds = rows === undefined ? {} : await rowsIo.feeds(rows);
      const results = await this.#runRuntime(feeds, rowFeeds, [...new Set([...outputs, ...rowsIo.outputs])]);
      try {
        if (rows !== undefined) await rowsIo.keep(rows, results);
        return await this.#hostTensors(outputs, results);
      } finally {
        for (const tensor of Object.values(results)) tensor.dispose();
      }
    });
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    const { queue, rowsIo } = this.#parts;
    void queue.run(async () => {
      rowsIo[Symbol.dispose]();
      await this.#session?.release();
    });
  }

  async #runRuntime(
    feeds: Readonly<Record<string, Tensor>>,
    rowFeeds: RuntimeTensors,
    outputs: readonly string[],
  ): Promise<RuntimeTensors> {
    const { runtime, model, guard } = this.#parts;
    const session = await this.#loaded();
    try {
      const own = Object.entries(feeds).map(([name, tensor]) => [name, toRuntime(runtime, tensor)] as const);
      return await guard(() => session.run({ ...Object.fromEntries(own), ...rowFeeds }, outputs));
    } catch (cause) {
      await this.#giveUp(session);
      const shapes = Object.entries(feeds).map(([name, { dtype, shape }]) => `${name} ${dtype}[${shape.join(', ')}]`);
      throw runtimeFailure('A run failed in onnxruntime-web', model.name, cause, `; feeds ${shapes.join(', ')}`);
    }
  }

  /** The runtime's session, which is loaded again after a failed run where that is needed. */
  async #loaded(): Promise<InferenceSession> {
    const { reopen, session } = this.#parts;
    this.#session ??= await (reopen?.() ?? session);
    return this.#session;
  }

  async #giveUp(session: InferenceSession): Promise<void> {
    if (this.#parts.reopen === undefined) return;
    this.#session = undefined;
    await session.release();
  }

  async #hostTensors(names: readonly string[], results: RuntimeTensors): Promise<Record<string, Tensor>> {
    const tensors: Record<string, Tensor> = {};
    for (const name of names) tensors[name] = await fromRuntime(name, results[name] as RuntimeTensor);
    return tensors;
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError(`The session of ${this.#parts.model.name}`);
  }
}

function declarationOf(metadata: InferenceSession.ValueMetadata): TensorDeclaration {
  if (!metadata.isTensor)
    throw new BackendError({ what: 'Only tensors are inputs and outputs here', where: metadata.name });
  return { name: metadata.name, dtype: metadata.type as TensorDeclaration['dtype'], shape: metadata.shape };
}

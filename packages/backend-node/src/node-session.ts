import {
  BackendError,
  DisposedError,
  type OnnxModel,
  type RunRequest,
  type Session,
  type Tensor,
  type TensorDeclaration,
} from '@recyclegpt/spec';
import { checkFeeds, checkSlots, feedsOfRows, keepNewRows, ownInputs } from '@recyclegpt/state';
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-common';
import type { OnnxRuntime } from './load-runtime.ts';
import { fromRuntime, toRuntime } from './runtime-tensors.ts';

/** A session of onnxruntime-node with the slots of its graph. */
export class NodeSession implements Session {
  readonly inputs: readonly TensorDeclaration[];
  readonly outputs: readonly TensorDeclaration[];
  readonly #runtime: OnnxRuntime;
  readonly #session: InferenceSession;
  readonly #model: Pick<OnnxModel, 'name' | 'slots'>;
  readonly #rowOutputs: readonly string[];
  readonly #innerSizes: ReadonlyMap<string, number>;
  readonly #ownInputs: ReadonlySet<string>;
  #isDisposed = false;

  constructor(runtime: OnnxRuntime, session: InferenceSession, { name, slots }: OnnxModel) {
    this.#runtime = runtime;
    this.#session = session;
    this.#model = { name, slots };
    this.inputs = session.inputMetadata.map(declarationOf);
    this.outputs = session.outputMetadata.map(declarationOf);
    this.#rowOutputs = [...new Set(slots.map(({ rowsOutput }) => rowsOutput))];
    this.#innerSizes = new Map(this.inputs.map(({ name: input, shape }) => [input, Number(shape.at(-1))]));
    this.#ownInputs = ownInputs(session.inputNames, this.#model);
    checkSlots(this.#model, [...session.inputNames, ...session.outputNames]);
  }

  /** Whether it has been disposed; a backend forgets such sessions. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  async run(feeds: Readonly<Record<string, Tensor>>, { outputs, rows }: RunRequest): Promise<Record<string, Tensor>> {
    if (this.#isDisposed) throw new DisposedError(`The session of ${this.#model.name}`);
    checkFeeds(this.#model.name, feeds, this.#ownInputs);
    if ((rows === undefined) !== (this.#model.slots.length === 0)) {
      throw new BackendError({ what: 'Rows are needed if and only if a model has slots', where: this.#model.name });
    }
    const rowFeeds =
      rows === undefined ? {} : feedsOfRows(this.#model.slots, rows, (input) => this.#innerSizes.get(input) ?? 1);
    const results = await this.#runRuntime({ ...feeds, ...rowFeeds }, [...outputs, ...this.#rowOutputs]);
    if (rows !== undefined) keepNewRows(this.#model.slots, rows, results);
    return Object.fromEntries(outputs.map((name) => [name, results[name] as Tensor]));
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    void this.#session.release();
  }

  async #runRuntime(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
  ): Promise<Record<string, Tensor>> {
    const runtimeFeeds: Record<string, RuntimeTensor> = {};
    try {
      for (const [name, tensor] of Object.entries(feeds)) runtimeFeeds[name] = toRuntime(this.#runtime, tensor);
      const results = await this.#session.run(runtimeFeeds, outputs);
      return Object.fromEntries(outputs.map((name) => [name, fromRuntime(name, results[name] as RuntimeTensor)]));
    } catch (cause) {
      const feedShapes = Object.entries(feeds).filter(([name]) => this.#ownInputs.has(name));
      throw new BackendError({
        what: 'A run failed in onnxruntime-node',
        where: this.#model.name,
        got: `${cause instanceof Error ? cause.message : cause}; feeds ${feedShapes.map(([name, { dtype, shape }]) => `${name} ${dtype}[${shape.join(', ')}]`).join(', ')}`,
        cause,
      });
    }
  }
}

function declarationOf(metadata: InferenceSession.ValueMetadata): TensorDeclaration {
  if (!metadata.isTensor)
    throw new BackendError({ what: 'Only tensors are inputs and outputs here', where: metadata.name });
  return { name: metadata.name, dtype: metadata.type as TensorDeclaration['dtype'], shape: metadata.shape };
}

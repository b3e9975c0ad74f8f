import {
  BackendError,
  DisposedError,
  type OnnxModel,
  type RunRequest,
  type Session,
  type Tensor,
  type TensorDeclaration,
} from '@recyclegpt/spec';
import { feedsOfRows, keepNewRows } from '@recyclegpt/state';
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
    const ofSlots = new Set(slots.flatMap(({ pastInput, tailInput }) => [pastInput, tailInput]));
    this.#ownInputs = new Set(session.inputNames.filter((input) => !ofSlots.has(input)));
    this.#checkSlots(slots);
  }

  /** Whether it has been disposed; a backend forgets such sessions. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  async run(feeds: Readonly<Record<string, Tensor>>, { outputs, rows }: RunRequest): Promise<Record<string, Tensor>> {
    if (this.#isDisposed) throw new DisposedError(`The session of ${this.#model.name}`);
    this.#checkFeeds(feeds);
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

  #checkSlots(slots: OnnxModel['slots']): void {
    const names = new Set([...this.#session.inputNames, ...this.#session.outputNames]);
    for (const { slot, pastInput, tailInput, rowsOutput } of slots) {
      const missing = [pastInput, tailInput, rowsOutput].find((name) => name !== undefined && !names.has(name));
      if (missing === undefined) continue;
      throw new BackendError({
        what: 'A slot names an input or output that the graph lacks',
        where: `${this.#model.name}, slot "${slot.name}"`,
        got: missing,
      });
    }
  }

  #checkFeeds(feeds: Readonly<Record<string, Tensor>>): void {
    const given = Object.keys(feeds);
    const missing = [...this.#ownInputs].filter((name) => !given.includes(name));
    const surplus = given.filter((name) => !this.#ownInputs.has(name));
    if (missing.length === 0 && surplus.length === 0) return;
    throw new BackendError({
      what: 'The feeds are not those of the graph',
      where: this.#model.name,
      expected: [...this.#ownInputs].join(', '),
      got: given.join(', '),
    });
  }
}

function declarationOf(metadata: InferenceSession.ValueMetadata): TensorDeclaration {
  if (!metadata.isTensor)
    throw new BackendError({ what: 'Only tensors are inputs and outputs here', where: metadata.name });
  return { name: metadata.name, dtype: metadata.type as TensorDeclaration['dtype'], shape: metadata.shape };
}

import {
  BackendError,
  DisposedError,
  type OnnxModel,
  type RunRequest,
  type Session,
  type SlotBinding,
  type Tensor,
  type TensorDeclaration,
} from '@recyclegpt/spec';
import { feedsOfRows, keepNewRows } from '@recyclegpt/state';
import type { Graph, Node, OperatorNode, Value } from '@recyclegpt/tensor';
import { checkFeeds } from './check-feeds.ts';
import { type EvaluationPlan, evaluate, planEvaluation } from './evaluation.ts';
import { describe, makeTensor } from './kernels/tensors.ts';

/** What a session runs. */
export interface ReferenceSessionOptions {
  readonly model: OnnxModel;
  readonly graph: Graph;
  readonly parameters: ReadonlyMap<string, Tensor>;
}

interface PlannedOutputs {
  readonly values: ReadonlyMap<string, Value>;
  readonly plan: EvaluationPlan;
}

/** A graph with its weights, evaluated node by node. Runs do not overlap: each is one synchronous piece of work. */
export class ReferenceSession implements Session {
  readonly inputs: readonly TensorDeclaration[];
  readonly outputs: readonly TensorDeclaration[];
  readonly #name: string;
  readonly #slots: readonly SlotBinding[];
  readonly #values: ReadonlyMap<string, Value>;
  readonly #plans = new Map<string, PlannedOutputs>();
  #parameters: ReadonlyMap<string, Tensor>;
  #isDisposed = false;

  constructor({ model, graph, parameters }: ReferenceSessionOptions) {
    this.inputs = graph.inputs.map((value) => declarationOf(inputName(value), value));
    this.outputs = graph.outputs.map(({ name, value }) => declarationOf(name, value));
    this.#name = model.name;
    this.#slots = model.slots;
    this.#values = new Map(graph.outputs.map(({ name, value }) => [name, value]));
    this.#parameters = parameters;
    for (const binding of model.slots) this.#checkBinding(binding);
  }

  async run(feeds: Readonly<Record<string, Tensor>>, request: RunRequest): Promise<Record<string, Tensor>> {
    if (this.#isDisposed) throw new DisposedError(`The session of ${this.#name}`);
    const { values, plan } = this.#planned(request.outputs);
    const allFeeds = this.#withRowFeeds(feeds, request);
    checkFeeds(allFeeds, { model: this.#name, inputs: this.inputs });
    const sources = new Set<ArrayBufferLike>();
    const tensorOf = evaluate(plan, (node) => {
      const tensor = this.#sourceOf(node, allFeeds);
      sources.add(tensor.data.buffer);
      return tensor;
    });
    const results = ownTensors(values, tensorOf, sources);
    this.#keepRows(results, request);
    return Object.fromEntries(request.outputs.map((name) => [name, results[name] as Tensor]));
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#parameters = new Map();
    this.#plans.clear();
  }

  #checkBinding({ slot, pastInput, tailInput, rowsOutput }: SlotBinding): void {
    const names = new Set(this.inputs.map(({ name }) => name));
    const missing =
      [pastInput, tailInput].find((name) => name !== undefined && !names.has(name)) ??
      (this.#values.has(rowsOutput) ? undefined : rowsOutput);
    if (missing !== undefined) {
      throw new BackendError({
        what: 'A slot names an input or output that the graph lacks',
        where: `${this.#name}, slot "${slot.name}"`,
        got: missing,
      });
    }
  }

  /** The outputs asked for and those that hold new rows. */
  #planned(names: readonly string[]): PlannedOutputs {
    const key = names.join('\n');
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    const wanted = new Set([...names, ...this.#slots.map(({ rowsOutput }) => rowsOutput)]);
    const values = new Map([...wanted].map((name) => [name, this.#valueOf(name)]));
    const planned = { values, plan: planEvaluation([...values.values()]) };
    this.#plans.set(key, planned);
    return planned;
  }

  #valueOf(name: string): Value {
    const value = this.#values.get(name);
    if (value === undefined)
      throw new BackendError({
        what: `There is no output "${name}"`,
        where: this.#name,
        expected: [...this.#values.keys()].join(', '),
      });
    return value;
  }

  #withRowFeeds(feeds: Readonly<Record<string, Tensor>>, { rows }: RunRequest): Readonly<Record<string, Tensor>> {
    if ((rows !== undefined) !== this.#slots.length > 0) {
      const what =
        rows === undefined ? 'A model with slots needs rows to run on' : 'A model without slots takes no rows';
      throw new BackendError({ what, where: this.#name });
    }
    if (rows === undefined) return feeds;
    const fromRows = feedsOfRows(this.#slots, rows, (name) => this.#innerOf(name));
    const twice = Object.keys(fromRows).find((name) => Object.hasOwn(feeds, name));
    if (twice !== undefined)
      throw new BackendError({
        what: `The input "${twice}" is fed from the rows of a slot`,
        where: this.#name,
        next: 'Leave it out of the feeds.',
      });
    return { ...feeds, ...fromRows };
  }

  #innerOf(pastInput: string): number {
    const inner = this.inputs.find(({ name }) => name === pastInput)?.shape.at(-1);
    if (typeof inner === 'number') return inner;
    throw new BackendError({
      what: 'The last size of a past input is not fixed',
      where: `${this.#name}, input "${pastInput}"`,
      got: `${inner}`,
    });
  }

  #sourceOf(node: Exclude<Node, OperatorNode>, feeds: Readonly<Record<string, Tensor>>): Tensor {
    if (node.kind === 'constant') return node.tensor;
    const tensor = node.kind === 'input' ? feeds[node.name] : this.#parameters.get(node.name);
    if (tensor === undefined)
      throw new BackendError({ what: `The ${node.kind} "${node.name}" has no data`, where: this.#name });
    return tensor;
  }

  #keepRows(results: Readonly<Record<string, Tensor>>, { rows }: RunRequest): void {
    if (rows === undefined) return;
    for (const { slot, rowsOutput, rowsIndex } of this.#slots) {
      const packed = results[rowsOutput] as Tensor;
      const [slots = 0, count, width] = packed.shape;
      if (packed.dtype !== slot.dtype || slots <= rowsIndex || count !== rows.count || width !== slot.width) {
        throw new BackendError({
          what: 'New rows do not fit their slot',
          where: `${this.#name}, slot "${slot.name}", output "${rowsOutput}"`,
          expected: `${slot.dtype}[more than ${rowsIndex}, ${rows.count}, ${slot.width}]`,
          got: describe(packed),
        });
      }
    }
    keepNewRows(this.#slots, rows, results);
  }
}

function inputName({ node }: Value): string {
  if (node.kind === 'input') return node.name;
  throw new BackendError({ what: 'A graph lists an input that is none', got: node.kind });
}

function declarationOf(name: string, { dtype, shape }: Value): TensorDeclaration {
  return { name, dtype, shape };
}

/** Results in memory that nothing else uses: kernels may hand feeds, constants and weights through. */
function ownTensors(
  values: ReadonlyMap<string, Value>,
  tensorOf: (value: Value) => Tensor,
  sources: ReadonlySet<ArrayBufferLike>,
): Record<string, Tensor> {
  const taken = new Set(sources);
  const own: Record<string, Tensor> = {};
  for (const [name, value] of values) {
    const { dtype, shape, data } = tensorOf(value);
    own[name] = makeTensor(dtype, shape, taken.has(data.buffer) ? data.slice() : data);
    taken.add(data.buffer);
  }
  return own;
}

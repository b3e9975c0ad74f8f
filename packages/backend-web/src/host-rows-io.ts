import type { RowTarget, SlotBinding, Tensor } from '@recyclegpt/spec';
import { feedsOfRows, keepNewRows } from '@recyclegpt/state';
import type { Tensor as RuntimeTensor } from 'onnxruntime-common';
import type { OnnxRuntime } from './load-runtime.ts';
import type { RowsIo, RuntimeTensors } from './rows-io.ts';
import { fromRuntime, toRuntime } from './runtime-tensors.ts';

/** Rows in host memory: the runtime copies views of them into its own. */
export class HostRowsIo implements RowsIo {
  readonly outputs: readonly string[];
  readonly #runtime: OnnxRuntime;
  readonly #bindings: readonly SlotBinding[];
  readonly #innerSizes: ReadonlyMap<string, number>;

  /** `innerSizes` has the last dimension of each input. */
  constructor(runtime: OnnxRuntime, bindings: readonly SlotBinding[], innerSizes: ReadonlyMap<string, number>) {
    this.outputs = [...new Set(bindings.map(({ rowsOutput }) => rowsOutput))];
    this.#runtime = runtime;
    this.#bindings = bindings;
    this.#innerSizes = innerSizes;
  }

  async feeds(target: RowTarget): Promise<RuntimeTensors> {
    const feeds = feedsOfRows(this.#bindings, target, (input) => this.#innerSizes.get(input) ?? 1);
    return Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toRuntime(this.#runtime, tensor)]));
  }

  async keep(target: RowTarget, results: RuntimeTensors): Promise<void> {
    const rows: Record<string, Tensor> = {};
    for (const name of this.outputs) rows[name] = await fromRuntime(name, results[name] as RuntimeTensor);
    keepNewRows(this.#bindings, target, rows);
  }

  [Symbol.dispose](): void {
    // Views are held by nobody.
  }
}

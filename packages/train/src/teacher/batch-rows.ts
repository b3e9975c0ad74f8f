import { batchKeyName, batchValueName } from '@recyclegpt/base-model';
import type { DecoderConfig, MutableState, StateSlot, Tensor } from '@recyclegpt/spec';

/** Keys and values of a batch of sequences, as the batch decoder reads them. */
export class BatchRows {
  readonly #config: DecoderConfig;
  readonly #capacity: number;
  /** Keys and values of layer after layer, `[batch · kvHeads, capacity, headDim]` each. */
  readonly #arrays: readonly Float32Array[];

  constructor(config: DecoderConfig, batch: number, capacity: number) {
    this.#config = config;
    this.#capacity = capacity;
    const length = batch * config.kvHeads * capacity * config.headDim;
    this.#arrays = Array.from({ length: 2 * config.layers }, () => new Float32Array(length));
  }

  /** Feeds by name; views, not copies. */
  feeds(): Record<string, Tensor> {
    const { headDim, layers } = this.#config;
    const feeds: Record<string, Tensor> = {};
    for (let layer = 0; layer < layers; layer++) {
      const [keys, values] = [this.#arrays[2 * layer] as Float32Array, this.#arrays[2 * layer + 1] as Float32Array];
      const shape = [keys.length / this.#capacity / headDim, this.#capacity, headDim];
      feeds[batchKeyName(layer)] = { dtype: 'float32', shape, data: keys };
      feeds[batchValueName(layer)] = { dtype: 'float32', shape, data: values };
    }
    return feeds;
  }

  /** Takes the rows of a state of the base as the beginning of a sequence. */
  async take(sequence: number, state: MutableState, slots: readonly StateSlot[], rows: number): Promise<void> {
    const attended = slots.filter(({ kind }) => kind !== 'hidden');
    for (const [index, { name }] of attended.entries()) {
      const { data } = await state.read(name, 0, rows);
      for (let row = 0; row < rows; row++) this.#put(index, sequence, row, data as Float32Array, row);
    }
  }

  /** Appends a pass's rows, `[2 · layers, batch, kvHeads · headDim]`: each sequence's at its own length. */
  append(rows: Float32Array, lengths: readonly (number | undefined)[]): void {
    for (const index of this.#arrays.keys()) {
      for (const [sequence, length] of lengths.entries()) {
        if (length !== undefined) this.#put(index, sequence, length, rows, index * lengths.length + sequence);
      }
    }
  }

  /** Row `from` of `rows` becomes row `row` of a sequence. */
  #put(index: number, sequence: number, row: number, rows: Float32Array, from: number): void {
    const { kvHeads, headDim } = this.#config;
    const target = this.#arrays[index] as Float32Array;
    for (let head = 0; head < kvHeads; head++) {
      const source = (from * kvHeads + head) * headDim;
      const at = ((sequence * kvHeads + head) * this.#capacity + row) * headDim;
      for (let d = 0; d < headDim; d++) target[at + d] = rows[source + d] as number;
    }
  }
}

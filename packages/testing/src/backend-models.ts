import type { ByteSource, OnnxModel, SlotBinding, StateSlot, Tensor } from '@recyclegpt/spec';
import { floats } from './bits.ts';
import { tinyOnnx } from './tiny-onnx.ts';

/** Bytes as a weights file in memory. */
export function weightsInMemory(content: Uint8Array): ByteSource {
  return {
    name: 'weights in memory',
    sizeBytes: content.length,
    read: async (start, length) => content.slice(start, start + length),
    [Symbol.dispose]: () => undefined,
  };
}

/** `[4]` factors, then, a cache line further, `[4]` addends. */
export const affineWeights = new Uint8Array(
  Float32Array.from({ length: 20 }, (_, i) => (i < 4 ? i + 1 : i < 16 ? Number.NaN : 100 * (i - 15))).buffer,
);

/** sum = x · factors + addends; product = x · factors, where factors are also read as `[1, 4]` from the same bytes. */
export function affineModel(weights: ByteSource | undefined): OnnxModel {
  const vector = (name: string, shape: readonly number[], offset: number) => ({
    name,
    dtype: 'float32' as const,
    shape,
    offset,
    sizeBytes: 16,
  });
  const rows = { dtype: 'float32' as const, shape: ['seq', 4] };
  const graph = tinyOnnx({
    inputs: [{ name: 'x', ...rows }],
    outputs: [
      { name: 'sum', ...rows },
      { name: 'product', ...rows },
    ],
    tensors: [vector('factors|data', [4], 0), vector('factors|data|row', [1, 4], 0), vector('addends', [4], 64)],
    nodes: [
      { op: 'Mul', inputs: ['x', 'factors|data'], outputs: ['scaled'] },
      { op: 'Add', inputs: ['scaled', 'addends'], outputs: ['sum'] },
      { op: 'Mul', inputs: ['x', 'factors|data|row'], outputs: ['product'] },
    ],
  });
  return { name: 'affine', graph, weights, slots: [] };
}

/** Names that say nothing about what they hold. */
const keySlot: StateSlot = { name: 'slot 1', kind: 'key', owner: 'base', width: 4, dtype: 'float32' };
const writtenSlot: StateSlot = { name: 'value.past.tail', kind: 'hidden', owner: 'base', width: 4, dtype: 'float32' };
export const passSlots: readonly StateSlot[] = [keySlot, writtenSlot];

const bindings: readonly SlotBinding[] = [
  { slot: keySlot, pastInput: 'q7', tailInput: 'past', rowsOutput: 'x2', rowsIndex: 0 },
  { slot: writtenSlot, pastInput: undefined, tailInput: undefined, rowsOutput: 'x2', rowsIndex: 1 },
];

/**
 * A pass over rows: `seen` `[1, n, 4]` is what the graph sees of the first slot, its own rows included; `picked` is the
 * new row number `at`, and an `at` from 64 on makes a run throw. The second slot gets the rows doubled.
 */
export function passModel(): OnnxModel {
  const float = (name: string, shape: readonly (number | string)[]) => ({ name, dtype: 'float32' as const, shape });
  const graph = tinyOnnx({
    inputs: [
      float('q7', ['blocks', 2, 2]),
      float('past', [1, 'tail', 4]),
      float('fresh', [1, 'count', 4]),
      { name: 'at', dtype: 'int64', shape: [1] },
    ],
    outputs: [float('seen', [1, 'rows', 4]), float('picked', [1, 1, 4]), float('x2', [2, 'count', 4])],
    tensors: [
      { name: 'rowShape', dtype: 'int64', shape: [3], values: [1, -1, 4] },
      { name: 'two', dtype: 'float32', shape: [1], values: [2] },
      { name: 'places', dtype: 'int64', shape: [64], values: Array.from({ length: 64 }, (_, place) => place) },
    ],
    nodes: [
      { op: 'Reshape', inputs: ['q7', 'rowShape'], outputs: ['whole'] },
      { op: 'Concat', inputs: ['whole', 'past', 'fresh'], outputs: ['seen'], attributes: { axis: 1 } },
      { op: 'Mul', inputs: ['fresh', 'two'], outputs: ['doubled'] },
      { op: 'Concat', inputs: ['fresh', 'doubled'], outputs: ['x2'], attributes: { axis: 0 } },
      // Not every device notices an index that is too large; looking up integers is left to the processor, which does.
      { op: 'Gather', inputs: ['places', 'at'], outputs: ['place'], attributes: { axis: 0 } },
      { op: 'Gather', inputs: ['fresh', 'place'], outputs: ['picked'], attributes: { axis: 1 } },
    ],
    slots: bindings,
  });
  return { name: 'pass', graph, weights: undefined, slots: bindings };
}

/** Rows that tell their position. */
export function numberedRows(first: number, count: number): Float32Array {
  return Float32Array.from({ length: count * 4 }, (_, i) => (first + Math.floor(i / 4)) * 10 + (i % 4));
}

export function passFeeds(first: number, count: number, at = 0): Record<string, Tensor> {
  return {
    fresh: floats([1, count, 4], numberedRows(first, count)),
    at: { dtype: 'int64', shape: [1], data: BigInt64Array.of(BigInt(at)) },
  };
}

import type { SlotBinding } from '@recyclegpt/spec';
import { apply, constant, type Graph, input, int64s, parameter, scalar, type Value } from '../graph.ts';
import {
  add,
  cast,
  concat,
  fusedMatMul,
  gather,
  gemm,
  multiply,
  reshape,
  rmsNorm,
  silu,
  split,
  splitBy,
  transpose,
} from '../ops.ts';

const binding: SlotBinding = {
  slot: { name: 'hidden', kind: 'hidden', owner: 'base', width: 8, dtype: 'float32' },
  pastInput: undefined,
  tailInput: 'tail',
  rowsOutput: 'rows',
  rowsIndex: 0,
};

/** A small model with something of everything: shared storage, optional inputs, unused outputs, declared shapes, a slot. */
export function exampleGraph(): Graph {
  const tokens = input('tokens', 'int64', ['seq']);
  const tail = input('tail', 'float32', [1, 'tail', 8]);
  const sizes = input('sizes', 'int64', [2]);
  const table = parameter('embedding', 'float32', [16, 8], 'tied');
  const hidden = gather(table, tokens);
  const normed = rmsNorm(hidden, parameter('norm', 'float32', [8]), 1e-5);
  const [left, right] = split(silu(normed), [4, 4], 1) as [Value, Value];
  const square = fusedMatMul(left, right, { alpha: 0.5, transB: 1 });
  const [first] = splitBy(hidden, sizes, 0, [
    ['kept', 8],
    ['rest', 8],
  ]) as [Value];
  const skipped = apply('SkipSimplifiedLayerNormalization', [hidden, normed, parameter('norm2', 'float32', [8])]);
  const sliced = apply('Slice', [skipped[3], int64s([1]), int64s([-1]), int64s([1])])[0] as Value;
  const clipped = apply('Where', [
    constant({ dtype: 'bool', shape: [], data: Uint8Array.of(1) }),
    sliced,
    scalar(0),
  ])[0] as Value;
  const rows = reshape(add(hidden, multiply(normed, scalar(2))), [1, -1, 8]);
  return {
    name: 'example',
    inputs: [tokens, tail, sizes],
    outputs: [
      {
        name: 'logits',
        value: gemm(skipped[0] as Value, parameter('head', 'float32', [16, 8], 'tied'), undefined, { transB: 1 }),
      },
      { name: 'square', value: cast(transpose(square, [1, 0]), 'float64') },
      { name: 'first', value: first },
      { name: 'clipped', value: clipped },
      { name: 'all', value: concat([tail, rows], 1) },
      { name: 'rows', value: rows },
    ],
    slots: [binding],
    metadata: { family: 'llama', note: 'ünïcode' },
  };
}

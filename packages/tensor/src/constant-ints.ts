import type { Value } from './graph.ts';

/** The elements of an integer constant, `undefined` if the value is none. */
export function constantInts(value: Value | undefined): readonly number[] | undefined {
  if (value?.node.kind !== 'constant') return undefined;
  return Array.from<number | bigint, number>(value.node.tensor.data as ArrayLike<number | bigint>, Number);
}

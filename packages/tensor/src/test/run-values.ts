import type { Backend, DType, Session, Tensor } from '@recyclegpt/spec';
import { type Graph, input, type Value } from '../graph.ts';
import { simplify } from '../simplify.ts';
import { toOnnx } from '../to-onnx.ts';

/** A tensor of numbers in any type that a feed of a test has. */
export function tensorOf(
  dtype: 'float32' | 'float64' | 'int64' | 'bool',
  shape: readonly number[],
  values: ArrayLike<number>,
): Tensor {
  switch (dtype) {
    case 'float32':
      return { dtype, shape, data: Float32Array.from(values) };
    case 'float64':
      return { dtype, shape, data: Float64Array.from(values) };
    case 'int64':
      return { dtype, shape, data: BigInt64Array.from(Array.from(values), BigInt) };
    case 'bool':
      return { dtype, shape, data: Uint8Array.from(values) };
    default:
      return dtype satisfies never;
  }
}

/** Elements as numbers. */
export function elementsOf({ data }: Tensor): readonly number[] {
  return Array.from<number | bigint, number>(data as ArrayLike<number | bigint>, Number);
}

/** Seeded numbers in [-1, 1): a linear congruential generator (Numerical Recipes). */
export function randomElements(count: number, seed: number): readonly number[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Inputs of a graph named like the tensors that they will be fed. */
export function inputsOf(
  tensors: Readonly<Record<string, { readonly dtype: DType; readonly shape: readonly number[] }>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape }]) => [name, input(name, dtype, shape)]),
  );
}

/** A graph of these outputs, whose inputs are those given. */
export function graphOf(inputs: readonly Value[], outputs: Readonly<Record<string, Value>>): Graph {
  return {
    name: 'test',
    inputs,
    outputs: Object.entries(outputs).map(([name, value]) => ({ name, value })),
    slots: [],
    metadata: {},
  };
}

/** A session for a graph without weights, simplified. */
export function sessionOf(backend: Backend, graph: Graph): Promise<Session> {
  const { bytes } = toOnnx(simplify(graph));
  return backend.createSession({ name: graph.name, graph: bytes, weights: undefined, slots: [] });
}

/** Runs a graph once; all outputs. */
export async function runGraph(
  backend: Backend,
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  using session = await sessionOf(backend, graph);
  return await session.run(feeds, { outputs: graph.outputs.map(({ name }) => name) });
}

import type { Session, Tensor } from '@recyclegpt/spec';
import { type Graph, type OnnxGraph, toOnnx, type Value } from '@recyclegpt/tensor';
import { elementsOf } from '../kernels/tensors.ts';
import { referenceBackend } from '../reference-backend.ts';

/** A graph of these outputs, called by number; its inputs are those given. */
export function graphOf(inputs: readonly Value[], outputs: readonly Value[]): Graph {
  return {
    name: 'test',
    inputs,
    outputs: outputs.map((value, index) => ({ name: `out${index}`, value })),
    slots: [],
    metadata: {},
  };
}

/** A session of the reference backend for a graph without weights. */
export function sessionOf(graph: Graph, onnx: OnnxGraph = toOnnx(graph)): Promise<Session> {
  return referenceBackend().createSession({
    name: graph.name,
    graph: onnx.bytes,
    weights: undefined,
    slots: graph.slots,
  });
}

/** Runs a graph without weights in the reference backend; all outputs. */
export async function runGraph(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<readonly Tensor[]> {
  const session = await sessionOf(graph);
  const names = graph.outputs.map(({ name }) => name);
  const results = await session.run(feeds, { outputs: names });
  return names.map((name) => results[name] as Tensor);
}

/** float32 tensor. */
export function floats(shape: readonly number[], values: ArrayLike<number>): Tensor<'float32'> {
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

/** int64 tensor. */
export function longs(shape: readonly number[], values: readonly number[]): Tensor<'int64'> {
  return { dtype: 'int64', shape, data: BigInt64Array.from(values, BigInt) };
}

/** Seeded numbers in [0, 1): a linear congruential generator (Numerical Recipes). */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Seeded float32 tensor with elements in [-scale, scale). */
export function randomFloats(shape: readonly number[], seed: number, scale = 1): Tensor<'float32'> {
  const next = uniforms(seed);
  return {
    dtype: 'float32',
    shape,
    data: Float32Array.from({ length: elementsOf(shape) }, () => (2 * next() - 1) * scale),
  };
}

/** Seeded integers over the whole range of so many bits. */
export function randomBytes(
  dtype: 'uint8' | 'int8',
  shape: readonly number[],
  seed: number,
  bits = 8,
): Tensor<'uint8' | 'int8'> {
  const next = uniforms(seed);
  const draw = () => Math.floor(next() * 2 ** bits);
  const length = elementsOf(shape);
  if (dtype === 'uint8') return { dtype, shape, data: Uint8Array.from({ length }, draw) };
  return { dtype, shape, data: Int8Array.from({ length }, () => draw() - 2 ** (bits - 1)) };
}

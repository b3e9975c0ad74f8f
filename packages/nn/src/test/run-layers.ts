import type { Backend, Tensor } from '@recyclegpt/spec';
import { type Graph, simplify, toOnnx, type Value } from '@recyclegpt/tensor';

/** float32 tensor. */
export function floats(shape: readonly number[], values: ArrayLike<number>): Tensor<'float32'> {
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

export interface LayerRun {
  readonly inputs: readonly Value[];
  readonly output: Value;
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Bytes of parameters by storage name. */
  readonly weights?: Readonly<Record<string, Float32Array | Uint8Array | Int8Array>>;
}

/** Runs a layer in a backend: the elements of its output. */
export async function runLayer(
  backend: Backend,
  { inputs, output, feeds, weights = {} }: LayerRun,
): Promise<Float32Array> {
  const graph: Graph = { name: 'layer', inputs, outputs: [{ name: 'y', value: output }], slots: [], metadata: {} };
  const { bytes, parameters, weightsBytes } = toOnnx(simplify(graph));
  const file = new Uint8Array(weightsBytes);
  for (const { storage, offset } of parameters) {
    const data = weights[storage];
    if (data === undefined) throw new Error(`The test has no weights "${storage}".`);
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
  }
  const source = {
    name: 'weights',
    sizeBytes: file.length,
    read: async (start: number, length: number) => file.slice(start, start + length),
    [Symbol.dispose]: () => undefined,
  };
  using session = await backend.createSession({ name: 'layer', graph: bytes, weights: source, slots: [] });
  const { y } = await session.run(feeds, { outputs: ['y'] });
  return y?.data as Float32Array;
}

/** `[rows, in]` times the transpose of `[out, in]`, in double precision. */
export function product(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
  size: { readonly in: number; readonly out: number },
): Float64Array {
  const rows = x.length / size.in;
  return Float64Array.from({ length: rows * size.out }, (_, at) => {
    const [row, o] = [Math.floor(at / size.out), at % size.out];
    let sum = 0;
    for (let i = 0; i < size.in; i += 1) sum += Number(x[row * size.in + i]) * Number(w[o * size.in + i]);
    return sum;
  });
}

/** Largest difference, relative to the largest element expected. */
export function relativeDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 0;
  for (let i = 0; i < got.length; i += 1) {
    difference = Math.max(difference, Math.abs(Number(got[i]) - Number(expected[i])));
    largest = Math.max(largest, Math.abs(Number(expected[i])));
  }
  return difference / largest;
}

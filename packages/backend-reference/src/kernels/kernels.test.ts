import type { Tensor } from '@recyclegpt/spec';
import { apply, constant, input, type OpType, ops, type Value } from '@recyclegpt/tensor';
import { describe, expect, it } from 'vitest';
import { floats, graphOf, longs, randomBytes, randomFloats, runGraph } from '../test/run-graph.ts';
import { halfToNumber, numberToHalf, roundHalfToEven } from './half.ts';

type ValuesOf<T> = { readonly [K in keyof T]: Value };

/** Outputs of a graph over fed tensors. */
function compute<T extends Readonly<Record<string, Tensor>>>(
  tensors: T,
  build: (values: ValuesOf<T>) => readonly Value[],
): Promise<readonly Tensor[]> {
  const values = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape }]) => [name, input(name, dtype, shape)]),
  );
  return runGraph(graphOf(Object.values(values), build(values as ValuesOf<T>)), tensors);
}

const bytes = (shape: readonly number[], values: readonly number[]): Tensor => ({
  dtype: 'uint8',
  shape,
  data: Uint8Array.from(values),
});

describe('values worked out by hand', () => {
  it('MatMulNBits: low nibble first, zero point 8 unless one is given', async () => {
    const packed = constant(bytes([2, 1, 8], [0x98, 0, 0, 0, 0, 0, 0, 0x80, 0x0f, 0, 0, 0, 0, 0, 0, 0]));
    const scales = constant(floats([2], [0.5, 2]));
    const zeros = constant(bytes([2], [0x03, 0x0f]));
    const attributes = { K: 16, N: 2, bits: 4, block_size: 16 };
    const x = floats([1, 16], [1, 2, ...new Array(13).fill(0), 4]);
    const [implicit, given] = await compute({ x }, (v) => [
      apply('MatMulNBits', [v.x, packed, scales], { attributes })[0] as Value,
      apply('MatMulNBits', [v.x, packed, scales, zeros], { attributes })[0] as Value,
    ]);
    // Row 0: q = 8, 9, …, 8; row 1: q = 15, 0, …, 0.
    expect(implicit).toEqual(floats([1, 2], [0.5 * (0 + 2 + 0), 2 * (7 - 16 - 32)]));
    expect(given).toEqual(floats([1, 2], [0.5 * (5 + 12 + 20), 2 * (0 - 30 - 60)]));
  });

  it('MatMulIntegerToFloat: exact sums, also where ONNX Runtime saturates', async () => {
    const tensors = {
      a: bytes([1, 576], new Array(576).fill(255)),
      b: { ...randomBytes('int8', [576, 1], 1), data: new Int8Array(576).fill(127) } as Tensor,
      s: floats([], [1]),
    };
    const [out] = await compute(tensors, (v) => apply('MatMulIntegerToFloat', [v.a, v.b, v.s, v.s]));
    expect(out).toEqual(floats([1, 1], [18_653_760]));
  });

  it('FusedMatMul: the first axis goes behind the batch axes, then the last two are exchanged', async () => {
    const tensors = { a: randomFloats([3, 2, 4], 1), b: randomFloats([5, 2, 4], 2) };
    const [fused, plain] = await compute(tensors, ({ a, b }) => [
      ops.fusedMatMul(a, b, { alpha: 0.125, transBatchA: 1, transBatchB: 1, transB: 1 }),
      ops.multiply(ops.matMul(ops.transpose(a, [1, 0, 2]), ops.transpose(b, [1, 2, 0])), constant(floats([], [0.125]))),
    ]);
    expect(fused).toEqual(plain);
  });

  it('RotaryEmbedding: a quarter turn', async () => {
    const tensors = {
      x: floats([1, 2, 4], [1, 2, 3, 4, 1, 2, 3, 4]),
      at: longs([1, 2], [1, 0]),
      cos: floats([2, 2], [1, 1, 0, 1]),
      sin: floats([2, 2], [0, 0, 1, 0]),
    };
    const [halves, pairs] = await compute(tensors, ({ x, at, cos, sin }) => [
      apply('RotaryEmbedding', [x, at, cos, sin])[0] as Value,
      apply('RotaryEmbedding', [x, at, cos, sin], { attributes: { interleaved: 1 } })[0] as Value,
    ]);
    expect(halves).toEqual(floats([1, 2, 4], [-3, 2, 1, 4, 1, 2, 3, 4]));
    expect(pairs).toEqual(floats([1, 2, 4], [-2, 1, 3, 4, 1, 2, 3, 4]));
  });

  it('norms: x divided by its root mean square', async () => {
    const tensors = { x: floats([1, 2], [3, 4]), skip: floats([1, 2], [0, 0]), w: floats([2], [1, 10]) };
    const [norm, sum] = await compute(tensors, ({ x, skip, w }) => {
      const { normed, sum: residual } = ops.addRmsNorm(x, skip, w, 0);
      return [normed, residual];
    });
    expect(norm).toEqual(floats([1, 2], [3 / Math.sqrt(12.5), 40 / Math.sqrt(12.5)]));
    expect(sum).toEqual(tensors.x);
  });

  it('GatherBlockQuantized and QuickGelu', async () => {
    const table = constant(bytes([2, 16], [0x1f, ...new Array(15).fill(0x88), ...new Array(16).fill(0x98)]));
    const [rows] = await compute({ at: longs([1], [-2]) }, ({ at }) =>
      apply('GatherBlockQuantized', [table, at, constant(floats([2, 1], [0.25, 1]))], {
        attributes: { block_size: 32 },
      }),
    );
    expect(rows).toEqual(floats([1, 32], [1.75, -1.75, ...new Array(30).fill(0)]));
    const [gelu] = await compute({ x: floats([2], [0, 2]) }, ({ x }) => [ops.silu(x)]);
    expect(gelu).toEqual(floats([2], [0, 2 / (1 + Math.exp(-2))]));
  });

  it('QuantizeLinear: halves to even, an axis of scales, ends of the range', async () => {
    const scales = { s: floats([2], [1, 2]) };
    const zero = constant(bytes([2], [0, 10]));
    const [out] = await compute({ x: floats([2, 3], [0.5, 1.5, 300, 1, 3, -100]), ...scales }, ({ x, s }) =>
      apply('QuantizeLinear', [x, s, zero], { attributes: { axis: 0 } }),
    );
    expect(out).toEqual(bytes([2, 3], [0, 2, 255, 10, 12, 0]));
  });
});

describe('a row of a product', () => {
  const columns = [1, 3, 6];
  const products: readonly [string, (x: Value, n: number) => Value][] = [
    ['MatMul', (x, n) => ops.matMul(x, constant(randomFloats([32, n], 2)))],
    ['Gemm', (x, n) => ops.gemm(x, constant(randomFloats([n, 32], 2)), constant(randomFloats([n], 3)), { transB: 1 })],
    [
      'MatMulNBits',
      (x, n) => {
        const inputs = [x, constant(randomBytes('uint8', [n, 1, 16], 4)), constant(randomFloats([n], 5))];
        return apply('MatMulNBits', inputs, { attributes: { K: 32, N: n, block_size: 32 } })[0] as Value;
      },
    ],
  ];

  it.each(products.flatMap(([name, build]) => columns.map((n) => ({ name, n, build }))))(
    '$name with $n columns is the same whatever rows stand beside it',
    async ({ n, build }) => {
      const x = randomFloats([9, 32], 1);
      const [whole] = await compute({ x }, (v) => [build(v.x, n)]);
      for (const row of [0, 4, 8]) {
        const [alone] = await compute({ x: floats([1, 32], x.data.subarray(row * 32, row * 32 + 32)) }, (v) => [
          build(v.x, n),
        ]);
        expect(alone?.data).toEqual(whole?.data.slice(row * n, row * n + n));
      }
    },
  );

  it('MatMul and Gemm(transB) agree in every bit', async () => {
    const [a, b] = await compute({ x: randomFloats([5, 32], 1), w: randomFloats([7, 32], 2) }, ({ x, w }) => [
      ops.gemm(x, w, undefined, { transB: 1 }),
      ops.matMul(x, ops.transpose(w, [1, 0])),
    ]);
    expect(a).toEqual(b);
  });
});

describe('element types', () => {
  it('float16 goes through float32 and is rounded, bits are moved as they are', async () => {
    const half = (values: readonly number[]): Tensor => ({
      dtype: 'float16',
      shape: [values.length],
      data: Uint16Array.from(values, numberToHalf),
    });
    const [sum, turned] = await compute({ a: half([1, 2048, 65504]), b: half([0.0004, 1, 65504]) }, ({ a, b }) => [
      ops.add(a, b),
      ops.concat([b, a], 0),
    ]);
    expect(sum).toEqual(half([1, 2048, Infinity]));
    expect(turned).toEqual(half([0.0004, 1, 65504, 1, 2048, 65504]));
  });

  it('every float16 survives the way to a number and back', () => {
    const changed = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => {
      const value = halfToNumber(bits);
      return !Number.isNaN(value) && numberToHalf(value) !== bits;
    });
    expect(changed).toEqual([]);
  });

  it('halves are rounded to even', () => {
    const rounded = [0.5, 1.5, 2.5, -1.5, -2.5, 0.49999999999999994, -7.2].map(roundHalfToEven);
    expect(rounded).toEqual([0, 2, 2, -2, -2, 0, -7]);
  });

  it.each(['Exp', 'Tanh', 'ReduceMean'] satisfies OpType[])('%s computes in float64 and rounds once', async (op) => {
    const x = randomFloats([1, 7], 1);
    const exact = { Exp: Math.exp, Tanh: Math.tanh };
    const [out] = await compute({ x }, (v) => [apply(op, [v.x])[0] as Value]);
    const expected =
      op === 'ReduceMean' ? Float32Array.of(x.data.reduce((sum, value) => sum + value, 0) / 7) : x.data.map(exact[op]);
    expect(out?.data).toEqual(expected);
  });
});

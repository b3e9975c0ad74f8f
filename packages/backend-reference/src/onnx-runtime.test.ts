import type { Tensor } from '@recyclegpt/spec';
import { apply, constant, input, int64s, ops, toOnnx, type Value } from '@recyclegpt/tensor';
import { describe, it } from 'vitest';
import { expectClose, type Tolerance } from './test/compare-tensors.ts';
import { loadOnnxRuntime, runInOnnxRuntime } from './test/onnx-runtime.ts';
import { floats, graphOf, longs, randomBytes, randomFloats, runGraph } from './test/run-graph.ts';

/** float32 against float32 with other orders of summation: a few units in the last place of sums of a hundred terms. */
const tolerance: Tolerance = { relative: 1e-5, absolute: 1e-5 };
const runtime = loadOnnxRuntime();

/** Runs an operator in both; inputs are fed, so that nothing is folded or prepacked, unless they are constants. */
async function compare(
  tensors: Readonly<Record<string, Tensor>>,
  build: (values: Readonly<Record<string, Value>>) => readonly Value[],
  within: Tolerance = tolerance,
): Promise<void> {
  if (runtime === undefined) throw new Error('onnxruntime-node is not there.');
  const values = Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape }]) => [name, input(name, dtype, shape)]),
  );
  const graph = graphOf(Object.values(values), build(values));
  const expected = await runInOnnxRuntime(runtime, toOnnx(graph).bytes, tensors);
  for (const [index, got] of (await runGraph(graph, tensors)).entries())
    expectClose(got, expected[`out${index}`] as Tensor, within);
}

const title =
  runtime === undefined ? 'Against onnxruntime-node (left out: it is not installed)' : 'Against onnxruntime-node';
describe.skipIf(runtime === undefined)(title, () => {
  it.each([
    { bits: 4, block_size: 16, hasZeroPoints: false, K: 64 },
    { bits: 4, block_size: 32, hasZeroPoints: true, K: 96 },
    { bits: 4, block_size: 32, hasZeroPoints: true, K: 80 },
    { bits: 8, block_size: 32, hasZeroPoints: false, K: 64 },
    { bits: 8, block_size: 32, hasZeroPoints: true, K: 96 },
  ])(
    'MatMulNBits with $bits bits, blocks of $block_size, K $K, zero points $hasZeroPoints',
    async ({ bits, block_size, hasZeroPoints, K }) => {
      const [N, blocks] = [10, Math.ceil(K / block_size)];
      const b = constant(randomBytes('uint8', [N, blocks, (block_size * bits) / 8], 1));
      const scales = constant(randomFloats([N * blocks], 2, 0.1));
      const zeros = hasZeroPoints ? constant(randomBytes('uint8', [N * Math.ceil((blocks * bits) / 8)], 3)) : undefined;
      await compare(
        { x: randomFloats([1, 5, K], 4) },
        ({ x }) => apply('MatMulNBits', [x, b, scales, zeros], { attributes: { K, N, bits, block_size } }),
        { relative: 1e-5, absolute: 1e-4 },
      );
    },
  );

  it.each([
    ['uint8', 'uint8', 'columns'],
    ['uint8', 'int8', 'columns'],
    ['uint8', 'uint8', 'whole'],
    ['int8', 'int8', 'whole'],
  ] as const)('MatMulIntegerToFloat of %s by %s, scales of %s', async (aType, bType, form) => {
    // 7 bits of B, since u8 by s8 saturates in ONNX Runtime on AVX2.
    const b = constant(randomBytes(bType, [24, 6], 2, 7));
    const size = form === 'columns' ? [6] : [];
    const tensors = {
      a: randomBytes(aType, [3, 24], 1),
      aScale: floats([], [0.013]),
      bScale: randomFloats(size, 3, 0.1),
      aZero: randomBytes(aType, [], 5),
      bias: randomFloats([6], 6),
    };
    const bZero = constant(randomBytes(bType, size, 7, 7));
    await compare(tensors, ({ a, aScale, bScale, aZero, bias }) =>
      apply('MatMulIntegerToFloat', [a, b, aScale, bScale, aZero, bZero, bias]),
    );
  });

  it.each([
    [{ transBatchA: 1 }, [5, 2, 3, 4], [2, 3, 4, 6]],
    [{ transBatchB: 1, transB: 1, alpha: 0.5 }, [2, 3, 5, 4], [6, 2, 3, 4]],
    [{ transBatchA: 1, transBatchB: 1, transB: 1 }, [5, 3, 4], [6, 3, 4]],
    [{ transA: 1, alpha: -2 }, [2, 4, 5], [2, 4, 6]],
    [{ transA: 1, transBatchA: 1 }, [4, 2, 5], [2, 4, 6]],
  ] as const)('FusedMatMul with %o', async (attributes, a, b) => {
    await compare({ a: randomFloats(a, 1), b: randomFloats(b, 2) }, ({ a: left, b: right }) =>
      apply('FusedMatMul', [left, right], { attributes }),
    );
  });

  it.each([
    { interleaved: 0, num_heads: 0, rotary_embedding_dim: 0, shape: [2, 3, 16], table: 4 },
    { interleaved: 1, num_heads: 0, rotary_embedding_dim: 0, shape: [2, 3, 16], table: 4 },
    { interleaved: 0, num_heads: 2, rotary_embedding_dim: 4, shape: [2, 3, 16], table: 2 },
    { interleaved: 1, num_heads: 2, rotary_embedding_dim: 4, shape: [2, 3, 16], table: 2 },
    { interleaved: 0, num_heads: 0, rotary_embedding_dim: 0, shape: [2, 4, 3, 8], table: 4 },
  ])(
    'RotaryEmbedding $interleaved $num_heads $rotary_embedding_dim $shape',
    async ({ shape, table, ...attributes }) => {
      const tensors = { x: randomFloats(shape, 1), cos: randomFloats([9, table], 2), sin: randomFloats([9, table], 3) };
      await compare({ ...tensors, at: longs([2, 3], [0, 1, 2, 5, 3, 8]) }, ({ x, at, cos, sin }) =>
        apply('RotaryEmbedding', [x, at, cos, sin], { attributes }),
      );
      await compare({ ...tensors, at: longs([1], [4]) }, ({ x, at, cos, sin }) =>
        apply('RotaryEmbedding', [x, at, cos, sin], { attributes }),
      );
    },
  );

  it('SimplifiedLayerNormalization and SkipSimplifiedLayerNormalization', async () => {
    const tensors = {
      x: randomFloats([2, 3, 8], 1),
      skip: randomFloats([2, 3, 8], 2),
      weight: randomFloats([8], 3),
      bias: randomFloats([8], 4),
    };
    await compare(tensors, ({ x, skip, weight, bias }) => {
      const outputs = apply('SkipSimplifiedLayerNormalization', [x, skip, weight, bias], {
        attributes: { epsilon: 1e-3 },
      });
      return [ops.rmsNorm(x as Value, weight as Value, 1e-3), outputs[0] as Value, outputs[3] as Value];
    });
  });

  it('SimplifiedLayerNormalization gives 1 ÷ root mean square as well', async () => {
    const tensors = { x: randomFloats([2, 3, 8], 1), weight: randomFloats([8], 3), wide: randomFloats([3, 8], 4) };
    await compare(tensors, ({ x, weight, wide }) => [
      ...apply('SimplifiedLayerNormalization', [x, weight], { attributes: { epsilon: 1e-3 } }),
      // Without its statistics, whose shape ONNX Runtime infers wrongly for several axes.
      apply('SimplifiedLayerNormalization', [x, wide], { attributes: { axis: 1 } })[0] as Value,
    ]);
  });

  it('QuickGelu', async () => {
    await compare({ x: randomFloats([50], 1, 8) }, ({ x }) => [
      apply('QuickGelu', [x])[0] as Value,
      apply('QuickGelu', [x], { attributes: { alpha: 1 } })[0] as Value,
    ]);
  });

  it.each([
    { bits: 4, hasZeroPoints: false },
    { bits: 4, hasZeroPoints: true },
    { bits: 8, hasZeroPoints: false },
    { bits: 8, hasZeroPoints: true },
  ])('GatherBlockQuantized with $bits bits, zero points $hasZeroPoints', async ({ bits, hasZeroPoints }) => {
    const table = constant(randomBytes('uint8', [7, (48 * bits) / 8], 1));
    const scales = constant(randomFloats([7, 3], 2));
    const zeros = hasZeroPoints ? constant(randomBytes('uint8', [7, Math.ceil((3 * bits) / 8)], 3)) : undefined;
    await compare({ at: longs([2, 2], [0, 6, 3, 3]) }, ({ at }) =>
      apply('GatherBlockQuantized', [table, at, scales, zeros], { attributes: { bits, block_size: 16 } }),
    );
  });

  it('QuantizeLinear, exactly: halves, ends of the range', async () => {
    const x = floats([12], [0, 0.5, 1.5, 2.5, -0.5, -1.5, 126.5, 127.5, 300, -300, 0.4999, 1e9]);
    await compare({ x, scale: floats([], [1]), third: floats([], [1 / 127]) }, ({ x: value, scale, third }) => {
      const unsigned = constant({ dtype: 'uint8', shape: [], data: Uint8Array.of(128) });
      const signed = constant({ dtype: 'int8', shape: [], data: Int8Array.of(-3) });
      return [
        [scale, unsigned],
        [scale, signed],
        [third, unsigned],
        [scale, undefined],
      ].map(([by, zero]) => apply('QuantizeLinear', [value, by, zero])[0] as Value);
    });
  });

  it.each(['constant', 'edge', 'reflect', 'wrap'])('Pad of mode %s', async (mode) => {
    await compare({ x: randomFloats([3, 4, 5], 1), fill: floats([], [7]) }, ({ x, fill }) => [
      apply('Pad', [x, int64s([1, 0, 2, 2, 1, 3]), fill], { attributes: { mode } })[0] as Value,
      apply('Pad', [x, int64s([2, -1, 1, 0]), undefined, int64s([-1, 0])], { attributes: { mode } })[0] as Value,
    ]);
  });

  it('functions of one number: also at their bends and far out', async () => {
    const x = floats([12], [0, -0, 0.5, -0.5, 1, -3, 5.9, -6.1, 1e-6, 30, -30, 2.5]);
    const names = ['Erf', 'Relu', 'Sign', 'Tanh', 'Sigmoid'] as const;
    await compare({ x }, ({ x: value }) => names.map((op) => apply(op, [value])[0] as Value));
  });

  it('lookups and positions: OneHot, GatherElements, ArgMax, Greater', async () => {
    const tensors = { x: randomFloats([3, 4], 1), y: randomFloats([4], 2), at: longs([3, 2], [0, 3, -1, -4, 2, 2]) };
    await compare(tensors, ({ x, y, at }) => [
      ops.oneHot(at as Value, 4),
      ops.oneHot(at as Value, 3),
      ops.gatherElements(x as Value, at as Value, 1),
      ops.scatterElements(x as Value, at as Value, ops.gatherElements(ops.negate(x as Value), at as Value, 1), 1),
      ops.argMax(x as Value),
      ops.argMax(ops.sign(x as Value), 0),
      apply('ArgMax', [ops.sign(x as Value)], { attributes: { axis: 1, select_last_index: 1 } })[0] as Value,
      ops.greater(x as Value, y as Value),
      ops.logSoftmax(x as Value, 0),
    ]);
  });

  it('products, norms and lookups of the operators of ONNX that its cases leave out', async () => {
    await compare(
      { a: randomFloats([2, 1, 3, 4], 1), b: randomFloats([5, 4, 2], 2), v: randomFloats([4], 3) },
      ({ a, b, v }) => [
        ops.matMul(a as Value, b as Value),
        ops.matMul(a as Value, v as Value),
        ops.matMul(v as Value, b as Value),
        apply('Neg', [a])[0] as Value,
        apply('Sin', [a])[0] as Value,
      ],
    );
  });
});

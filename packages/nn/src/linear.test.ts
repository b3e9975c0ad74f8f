import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Backend } from '@recyclegpt/spec';
import { input, type Value } from '@recyclegpt/tensor';
import { seededRandom } from '@recyclegpt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedding } from './embedding.ts';
import { LinearInput, type LinearWeight } from './linear.ts';
import { floats, product, relativeDifference, runLayer } from './test/run-layers.ts';
import { type WeightEncoding, WeightPlan } from './weight-plan.ts';

/** Three blocks a row, so that packed zero points end in half a byte. */
const sizes = { in: 96, out: 48 };
const rows = 5;
const blocks = sizes.in / 32;
const random = seededRandom(17);
const xs = random.floats(rows * sizes.in).map((value, i) => value * (i < sizes.in ? 30 : 1));
const bytes = (count: number, below = 256): Uint8Array => Uint8Array.from({ length: count }, () => random.below(below));
const scales = (count: number): Float32Array => random.floats(count).map((value) => 0.02 + 0.01 * value);

/** Stored arrays of a matrix, and the matrix that they stand for. */
interface Stored {
  readonly parts: Readonly<Record<string, Float32Array | Uint8Array | Int8Array>>;
  readonly matrix: Float64Array;
}

function matrixOf(element: (out: number, input: number) => number): Float64Array {
  return Float64Array.from({ length: sizes.in * sizes.out }, (_, at) =>
    element(Math.floor(at / sizes.in), at % sizes.in),
  );
}

function byteMatrix(encoding: 'int8' | 'uint8'): Stored {
  const raw = bytes(sizes.in * sizes.out);
  const data = encoding === 'uint8' ? raw : Int8Array.from(raw, (value) => Math.max(-127, value - 128));
  const perOutput = scales(sizes.out);
  const zero = encoding === 'uint8' ? 128 : 0;
  const matrix = matrixOf((o, i) => ((data[i * sizes.out + o] as number) - zero) * (perOutput[o] as number));
  return { parts: { data, scales: perOutput }, matrix };
}

/** The number packed two to a byte at this place. */
const nibble = (data: Uint8Array, at: number): number => ((data[at >> 1] as number) >> (4 * (at % 2))) & 15;

function blockMatrix(bits: 4 | 8, extra?: 'zeroPoints' | 'offsets'): Stored {
  const data = bytes((sizes.out * sizes.in * bits) / 8);
  const perBlock = scales(sizes.out * blocks);
  const zeroBytes = Math.ceil(blocks / 2);
  const zeroPoints = extra === 'zeroPoints' ? bytes(sizes.out * zeroBytes) : undefined;
  const offsets = extra === 'offsets' ? random.floats(sizes.out * blocks) : undefined;
  const matrix = matrixOf((o, i) => {
    const [at, block] = [o * sizes.in + i, Math.floor(i / 32)];
    const stored = bits === 8 ? (data[at] as number) : nibble(data, at);
    const zero = zeroPoints === undefined ? 2 ** (bits - 1) : nibble(zeroPoints, 2 * o * zeroBytes + block);
    return (stored - zero) * (perBlock[o * blocks + block] as number) + (offsets?.[o * blocks + block] ?? 0);
  });
  return { parts: { data, scales: perBlock, ...(zeroPoints && { zeroPoints }), ...(offsets && { offsets }) }, matrix };
}

const stored: { readonly [E in WeightEncoding]: () => Stored } = {
  f32: () => {
    const data = random.floats(sizes.in * sizes.out);
    return { parts: { data }, matrix: Float64Array.from(data) };
  },
  int8: () => byteMatrix('int8'),
  uint8: () => byteMatrix('uint8'),
  int4: () => blockMatrix(4, 'zeroPoints'),
  q4_0: () => blockMatrix(4),
  q4_1: () => blockMatrix(4, 'offsets'),
  q8_0: () => blockMatrix(8),
};

function weightOf(encoding: WeightEncoding): LinearWeight {
  return { tensors: ['w'], encoding, out: sizes.out, in: sizes.in };
}

function byStorage(encoding: WeightEncoding, parts: Stored['parts']): Stored['parts'] {
  return Object.fromEntries(Object.entries(parts).map(([part, data]) => [`w|${encoding}|${part}`, data]));
}

/** Activations as int8 products round them: each row by its own largest element. */
function roundedRows(): Float64Array {
  const rounded = new Float64Array(xs.length);
  for (let row = 0; row < rows; row += 1) {
    const largest = Math.max(...xs.slice(row * sizes.in, (row + 1) * sizes.in).map(Math.abs));
    for (let i = row * sizes.in; i < (row + 1) * sizes.in; i += 1)
      rounded[i] = (Math.round(((xs[i] as number) / largest) * 127) * largest) / 127;
  }
  return rounded;
}

describe.each([
  ['node', () => nodeBackend({ threads: 2 })],
  ['reference', async () => referenceBackend()],
] as const)('on %s', (name, createBackend) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createBackend();
  });
  afterAll(() => backend[Symbol.dispose]());
  const x: Value = input('x', 'float32', [1, 'rows', sizes.in]);

  async function linear(encoding: WeightEncoding, parts: Stored['parts']): Promise<Float32Array> {
    const output = new LinearInput(x, new WeightPlan()).apply(weightOf(encoding));
    return await runLayer(backend, {
      inputs: [x],
      output,
      feeds: { x: floats([1, rows, sizes.in], xs) },
      weights: byStorage(encoding, parts),
    });
  }

  it('a linear layer of f32 weights is the plain product', async () => {
    const { parts, matrix } = stored.f32();
    expect(relativeDifference(await linear('f32', parts), product(xs, matrix, sizes))).toBeLessThan(1e-6);
  });

  it.each(['uint8', 'int8'] as const)(
    'a linear layer of %s weights multiplies rows rounded by their own largest element, exactly',
    async (encoding) => {
      if (name === 'node' && encoding !== backend.profile.int8Weights) return;
      const { parts, matrix } = stored[encoding]();
      expect(relativeDifference(await linear(encoding, parts), product(roundedRows(), matrix, sizes))).toBeLessThan(
        1e-6,
      );
    },
  );

  it.each(['int4', 'q4_0', 'q4_1', 'q8_0'] as const)(
    'a linear layer of %s weights is the product up to the rounding of its input',
    async (encoding) => {
      const { parts, matrix } = stored[encoding]();
      expect(relativeDifference(await linear(encoding, parts), product(xs, matrix, sizes))).toBeLessThan(5e-3);
    },
  );

  it.each(Object.keys(stored) as WeightEncoding[])('an embedding of %s weights gives their rows', async (encoding) => {
    const { parts, matrix } = stored[encoding]();
    const ids = input('ids', 'int64', [1, 'seq']);
    const output = embedding(ids, weightOf(encoding), new WeightPlan());
    const wanted = [3, 0, 47, 3];
    const feeds = { ids: { dtype: 'int64', shape: [1, 4], data: BigInt64Array.from(wanted, BigInt) } } as const;
    const got = await runLayer(backend, { inputs: [ids], output, feeds, weights: byStorage(encoding, parts) });
    const expected = wanted.flatMap((id) => [...matrix.slice(id * sizes.in, (id + 1) * sizes.in)]);
    expect(relativeDifference(got, expected)).toBeLessThan(1e-6);
  });

  it('a row of zeros gives zeros in every encoding, and no NaN', async () => {
    const zeros = floats([1, 2, sizes.in], [...new Float32Array(sizes.in), ...xs.slice(0, sizes.in)]);
    const { int8Weights } = backend.profile;
    for (const encoding of ['f32', int8Weights === 'blocks' ? 'q8_0' : int8Weights, 'int4', 'q4_1'] as const) {
      const { parts } = stored[encoding]();
      const output = new LinearInput(x, new WeightPlan()).apply(weightOf(encoding));
      const got = await runLayer(backend, {
        inputs: [x],
        output,
        feeds: { x: zeros },
        weights: byStorage(encoding, parts),
      });
      expect(
        [...got.slice(0, sizes.out)].filter((value) => value !== 0),
        encoding,
      ).toEqual([]);
      expect([...got].every(Number.isFinite), encoding).toBe(true);
    }
  });

  it('biases of several tensors are added behind each other', async () => {
    const data = random.floats(sizes.in * sizes.out);
    const bias = random.floats(sizes.out);
    const output = new LinearInput(x, new WeightPlan()).apply({ ...weightOf('f32'), biases: ['a', 'b'] });
    const weights = { 'w|f32|data': data, 'a+b|f32|data': bias };
    const got = await runLayer(backend, {
      inputs: [x],
      output,
      feeds: { x: floats([1, rows, sizes.in], xs) },
      weights,
    });
    const expected = product(xs, data, sizes).map((value, at) => value + (bias[at % sizes.out] as number));
    expect(relativeDifference(got, expected)).toBeLessThan(1e-6);
  });
});

import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { StateSlot, Tensor } from '@recyclegpt/spec';
import { input } from '@recyclegpt/tensor';
import { seededRandom } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { type AttentionShape, attendedSlot, attentionInputs, groupedQueryAttention } from './attention.ts';
import { swiGlu } from './swi-glu.ts';
import { floats, relativeDifference, runLayer } from './test/run-layers.ts';

const backends = { node: () => nodeBackend({ threads: 2 }), reference: async () => referenceBackend() } as const;

/** Causal attention of the last `count` rows in plain loops and double precision. */
function naive(
  all: { readonly q: Float32Array; readonly k: Float32Array; readonly v: Float32Array },
  { heads, kvHeads, headDim }: AttentionShape,
  past: number,
): Float64Array {
  const total = all.k.length / (kvHeads * headDim);
  const out = new Float64Array((total - past) * heads * headDim);
  for (let row = past; row < total; row += 1) {
    for (let head = 0; head < heads; head += 1) {
      const shared = Math.floor(head / (heads / kvHeads));
      const element = (array: Float32Array, at: number, d: number): number =>
        array[(at * kvHeads + shared) * headDim + d] as number;
      const query = (d: number): number => all.q[((row - past) * heads + head) * headDim + d] as number;
      const scores = Array.from({ length: row + 1 }, (_, at) => {
        let sum = 0;
        for (let d = 0; d < headDim; d += 1) sum += query(d) * element(all.k, at, d);
        return Math.exp(sum / Math.sqrt(headDim));
      });
      const norm = scores.reduce((sum, score) => sum + score, 0);
      for (let d = 0; d < headDim; d += 1) {
        out[((row - past) * heads + head) * headDim + d] = scores.reduce(
          (sum, score, at) => sum + (score / norm) * element(all.v, at, d),
          0,
        );
      }
    }
  }
  return out;
}

/** Feeds of a pass as a backend and a model make them. */
function feedsOf(
  all: { readonly q: Float32Array; readonly k: Float32Array; readonly v: Float32Array },
  shape: AttentionShape,
  past: number,
): Record<string, Tensor> {
  const { heads, kvHeads, headDim } = shape;
  const width = kvHeads * headDim;
  const count = all.k.length / width - past;
  const [tail, whole] = [past % 64, past - (past % 64)];
  const columns = Math.max(whole, 64) + 64;
  const group = heads / kvHeads;
  const isHidden = (row: number, column: number): boolean => {
    const position =
      column < columns - 64 ? (whole === 0 ? Number.POSITIVE_INFINITY : column) : whole + column - (columns - 64);
    return position > past + Math.floor(row / group);
  };
  const mask = Float32Array.from({ length: count * group * columns }, (_, at) =>
    isHidden(Math.floor(at / columns), at % columns) ? Number.NEGATIVE_INFINITY : 0,
  );
  const pastOf = (rows: Float32Array): Tensor =>
    floats(
      [Math.max(whole, 64), kvHeads, headDim],
      whole === 0 ? new Float32Array(64 * width) : rows.slice(0, whole * width),
    );
  const part = (rows: Float32Array, from: number, to: number): Tensor =>
    floats([1, to - from, width], rows.slice(from * width, to * width));
  return {
    'attention.mask': floats([count * group, columns], mask),
    'attention.padding': floats([1, 64 - tail - count, width], new Float32Array((64 - tail - count) * width)),
    'attention.splitSizes': { dtype: 'int64', shape: [2], data: BigInt64Array.of(BigInt(columns - 64), 64n) },
    'k.past': pastOf(all.k),
    'v.past': pastOf(all.v),
    'k.tail': part(all.k, whole, past),
    'v.tail': part(all.v, whole, past),
    k: part(all.k, past, past + count),
    v: part(all.v, past, past + count),
    q: floats([1, count, heads * headDim], all.q),
  };
}

describe.each(Object.entries(backends))('on %s', (_, createBackend) => {
  it.each([
    [{ heads: 4, kvHeads: 2, headDim: 8 }, 0, 1],
    [{ heads: 4, kvHeads: 2, headDim: 8 }, 0, 64],
    [{ heads: 4, kvHeads: 2, headDim: 8 }, 63, 1],
    [{ heads: 4, kvHeads: 4, headDim: 8 }, 64, 3],
    [{ heads: 6, kvHeads: 2, headDim: 8 }, 150, 7],
    [{ heads: 3, kvHeads: 1, headDim: 16 }, 200, 20],
  ])('attention of %j sees %i rows of the past and %i of its own', async (shape, past, count) => {
    const random = seededRandom(past + count);
    const size = (past + count) * shape.kvHeads * shape.headDim;
    const all = {
      q: random.floats(count * shape.heads * shape.headDim),
      k: random.floats(size),
      v: random.floats(size),
    };
    const width = shape.kvHeads * shape.headDim;
    const slot = (name: string, kind: 'key' | 'value'): StateSlot => ({
      name,
      kind,
      owner: 'base',
      width,
      dtype: 'float32',
    });
    const [keys, values] = [
      attendedSlot(slot('k', 'key'), shape.headDim),
      attendedSlot(slot('v', 'value'), shape.headDim),
    ];
    const [query, key, value] = [
      input('q', 'float32', [1, 'seq', shape.heads * shape.headDim]),
      input('k', 'float32', [1, 'seq', width]),
      input('v', 'float32', [1, 'seq', width]),
    ];
    const shared = attentionInputs(shape);
    const output = groupedQueryAttention({ query, key, value, keys, values }, shape, shared);
    const inputs = [query, key, value, keys.past, keys.tail, values.past, values.tail, ...Object.values(shared)];
    using backend = await createBackend();
    const got = await runLayer(backend, { inputs, output, feeds: feedsOf(all, shape, past) });
    expect(relativeDifference(got, naive(all, shape, past))).toBeLessThan(1e-6);
  });

  it('SwiGLU gates with the first half', async () => {
    const values = seededRandom(3)
      .floats(24)
      .map((value) => value * 5);
    const x = input('x', 'float32', [1, 'seq', 8]);
    using backend = await createBackend();
    const got = await runLayer(backend, { inputs: [x], output: swiGlu(x, 4), feeds: { x: floats([1, 3, 8], values) } });
    const expected = Array.from({ length: 12 }, (_unused, at) => {
      const [row, i] = [Math.floor(at / 4), at % 4];
      const gate = values[row * 8 + i] as number;
      return (gate / (1 + Math.exp(-gate))) * (values[row * 8 + 4 + i] as number);
    });
    expect(relativeDifference(got, expected)).toBeLessThan(1e-6);
  });
});

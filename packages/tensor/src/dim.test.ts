import { GraphError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { addDims, broadcastShapes, type Dim, divideDims, evaluateDim, mayEqual, multiplyDims, sizeOf } from './dim.ts';

const names = new Map([
  ['seq', 3],
  ['past', 64],
  ['heads', 5],
]);
const dims: readonly Dim[] = [
  0,
  1,
  2,
  7,
  'seq',
  'past',
  '3*seq',
  'past+seq',
  'past+64',
  'past+seq-1',
  '2*past*seq+heads',
  '-1*seq+past',
  'seq*seq',
];
const pairs = dims.flatMap((a) => dims.map((b): [Dim, Dim] => [a, b]));
const sizeIn = (dim: Dim): number => evaluateDim(dim, names);

describe('sizes', () => {
  it('add and multiply as their values do', () => {
    for (const [a, b] of pairs) {
      expect(sizeIn(addDims(a, b))).toBe(sizeIn(a) + sizeIn(b));
      expect(sizeIn(multiplyDims(a, b))).toBe(sizeIn(a) * sizeIn(b));
    }
  });

  it('have one text each, whatever the order', () => {
    for (const [a, b] of pairs) {
      expect(addDims(a, b)).toBe(addDims(b, a));
      expect(multiplyDims(a, b)).toBe(multiplyDims(b, a));
    }
    expect(addDims('past', addDims('seq', 64))).toBe(addDims(addDims(64, 'past'), 'seq'));
    expect(multiplyDims(addDims('past', 'seq'), 2)).toBe(addDims(multiplyDims(2, 'seq'), multiplyDims('past', 2)));
  });

  it('divide exactly or not at all', () => {
    for (const [a, b] of pairs) {
      const quotient = divideDims(multiplyDims(a, b), b);
      if (quotient !== undefined && sizeIn(b) !== 0) expect(sizeIn(quotient)).toBe(sizeIn(a));
    }
    expect(divideDims('6*seq', 3)).toBe('2*seq');
    expect(divideDims('6*past*seq', 'seq')).toBe('6*past');
    expect(divideDims('past+seq', 'past+seq')).toBe(1);
    expect([divideDims(7, 2), divideDims('seq', 'past'), divideDims(4, 0), divideDims(4, 'past+seq')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('become numbers when the names fall away', () => {
    expect(addDims('past+64', '-1*past')).toBe(64);
    expect(multiplyDims('seq', 0)).toBe(0);
    expect(sizeOf([2, 'seq', 3])).toBe('6*seq');
    expect(sizeOf([])).toBe(1);
  });

  it('may be equal unless both are numbers and differ', () => {
    expect([mayEqual(2, 2), mayEqual(2, 3), mayEqual('seq', 3), mayEqual('seq', 'past')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('need a value for each name', () => {
    expect(() => evaluateDim('past+seq', new Map([['past', 1]]))).toThrow(
      'Nothing says how long "seq" is (size past+seq).',
    );
  });
});

describe('broadcasting', () => {
  it('takes the size that is not 1, and the name where a name meets itself', () => {
    expect(broadcastShapes([4, 1], [3])).toEqual([4, 3]);
    expect(broadcastShapes([], ['seq', 2])).toEqual(['seq', 2]);
    expect(broadcastShapes(['seq', 1], ['seq', 5])).toEqual(['seq', 5]);
    expect(broadcastShapes(['seq'], [4])).toEqual([4]);
  });

  it('refuses two numbers of which none is 1', () => {
    expect(() => broadcastShapes([2, 3], [2, 4])).toThrow(GraphError);
  });
});

import type { GraphProfile, Precision, WeightFormat } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { weightChooser } from './weight-chooser.ts';

const matrix = { tensors: ['a', 'b'], out: 8, in: 64 };

const encodingOf = (
  precision: Precision,
  formats: readonly (WeightFormat | undefined)[],
  { width = 64, int8Weights = 'uint8' }: { width?: number; int8Weights?: GraphProfile['int8Weights'] } = {},
): string => {
  const formatOf = (tensor: string): WeightFormat | undefined => formats[tensor === 'a' ? 0 : 1];
  return weightChooser({ precision, int8Weights, formatOf })({ ...matrix, in: width }).encoding;
};

describe('how a matrix is stored', () => {
  it.each<[Precision, readonly (WeightFormat | undefined)[], string]>([
    ['f32', ['Q4_0', 'Q4_0'], 'f32'],
    ['int8', ['Q8_0', 'Q8_0'], 'uint8'],
    ['int4', ['Q4_0', 'Q4_0'], 'q4_0'],
    ['int4', ['Q8_0', 'Q8_0'], 'q8_0'],
    ['int4', ['Q4_1', 'Q4_1'], 'q4_1'],
    ['int4-fast', ['Q4_1', 'Q4_1'], 'int4'],
    ['int4-fast', ['Q8_0', 'Q8_0'], 'q8_0'],
    ['int4', ['Q4_0', 'Q4_1'], 'int4'],
    ['int4', ['F32', 'F32'], 'int4'],
    ['int4', [undefined, 'Q4_0'], 'int4'],
  ])('in %s from %j is %s', (precision, formats, encoding) => {
    expect(encodingOf(precision, formats)).toBe(encoding);
  });

  it('is 8-bit where rows are no multiple of a block', () => {
    expect(encodingOf('int4', ['Q4_0', 'Q4_0'], { width: 40 })).toBe('uint8');
  });

  it.each<[Precision, number, string]>([
    ['int8', 64, 'q8_0'],
    ['int8', 40, 'f32'],
    ['int4', 64, 'q4_0'],
    ['int4', 40, 'f32'],
  ])('in %s with rows of %d is %s where 8-bit weights lie in blocks', (precision, width, encoding) => {
    expect(encodingOf(precision, ['Q4_0', 'Q4_0'], { width, int8Weights: 'blocks' })).toBe(encoding);
  });
});

import type { Tensor } from '@recyclegpt/spec';
import { expect } from 'vitest';
import { widenHalf } from '../kernels/half.ts';

/** How far floats may be apart: |got − expected| ≤ absolute + relative · |expected|. Integers are compared exactly. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** What ONNX's own runner of its cases allows (onnx/backend/test/runner). */
export const onnxTolerance: Tolerance = { relative: 1e-3, absolute: 1e-7 };

function isClose(got: number, expected: number, { relative, absolute }: Tolerance): boolean {
  if (Object.is(got, expected) || got === expected) return true;
  return Math.abs(got - expected) <= absolute + relative * Math.abs(expected);
}

/** Asserts that two tensors have one type and shape and, within the tolerance, the same elements. */
export function expectClose(got: Tensor, expected: Tensor, tolerance: Tolerance): void {
  expect({ dtype: got.dtype, shape: got.shape }).toEqual({ dtype: expected.dtype, shape: expected.shape });
  const [actual, wanted] = [widenHalf(got), widenHalf(expected)];
  if (wanted.dtype !== 'float32' && wanted.dtype !== 'float64') {
    expect(actual.data).toEqual(wanted.data);
    return;
  }
  for (const [i, value] of wanted.data.entries()) {
    const found = Number(actual.data[i]);
    if (!isClose(found, value, tolerance)) expect.fail(`Element ${i} is ${found}, not ${value}.`);
  }
}

import type { Tensor } from '@recyclegpt/spec';

/** The bits of an array of numbers, for comparisons in which −0 and 0 differ and a NaN equals itself. */
export function bitsOf(data: Tensor['data']): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** float32 tensor. */
export function floats(shape: readonly number[], values: ArrayLike<number>): Tensor<'float32'> {
  return { dtype: 'float32', shape, data: Float32Array.from(values) };
}

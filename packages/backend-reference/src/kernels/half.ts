import type { Tensor } from '@recyclegpt/spec';
import { makeTensor } from './tensors.ts';

/** The number that IEEE 754 binary16 bits stand for. */
export function halfToNumber(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest integer, the even one of two equally near. */
export function roundHalfToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Bits of the binary16 number nearest to x, ties to even. */
export function numberToHalf(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (size < 2 ** -14) return sign | roundHalfToEven(size * 2 ** 24);
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.min(15, Math.floor(Math.log2(size)));
  // log2 may be one off next to a power of two; the carry of the addition mends a fraction of 1024.
  const scaled = roundHalfToEven((size / 2 ** exponent - 1) * 1024);
  return sign | (((exponent + 15) << 10) + scaled);
}

/** A float16 tensor as float32, exactly; others as they are. */
export function widenHalf(tensor: Tensor): Tensor {
  return tensor.dtype === 'float16'
    ? makeTensor('float32', tensor.shape, Float32Array.from(tensor.data, halfToNumber))
    : tensor;
}

/** A float32 tensor rounded to float16; others as they are. */
export function narrowToHalf(tensor: Tensor): Tensor {
  return tensor.dtype === 'float32'
    ? makeTensor('float16', tensor.shape, Uint16Array.from(tensor.data, numberToHalf))
    : tensor;
}

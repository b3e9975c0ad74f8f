/** Value of mantissa 0 and value of one mantissa step, by the upper six bits (sign, exponent) of a half. Never written. */
const bases = new Float64Array(64);
const steps = new Float64Array(64);
for (let upper = 0; upper < 64; upper++) {
  const sign = upper < 32 ? 1 : -1;
  const exponent = upper % 32;
  bases[upper] = exponent === 0 ? sign * 0 : sign * 2 ** (exponent - 15);
  steps[upper] = sign * 2 ** (Math.max(exponent, 1) - 25);
}

/**
 * The value of an IEEE 754 half, exactly.
 * @param bits 0 to 65535
 */
export function float16ToNumber(bits: number): number {
  const upper = bits >>> 10;
  const mantissa = bits & 0x3ff;
  if ((upper & 31) === 31) return mantissa === 0 ? (upper === 31 ? Infinity : -Infinity) : NaN;
  return bases[upper]! + steps[upper]! * mantissa;
}

/**
 * Halves to floats, exactly (a NaN keeps no payload).
 * @param bits IEEE 754 halves
 * @param target receives `bits.length` floats; a new array without it
 */
export function float16ToFloat32(
  bits: Uint16Array,
  target: Float32Array = new Float32Array(bits.length),
): Float32Array {
  for (let i = 0; i < bits.length; i++) target[i] = float16ToNumber(bits[i]!);
  return target;
}

/**
 * Floats to halves, rounded to nearest, ties to even; beyond 65504 to infinity.
 * @returns IEEE 754 halves, as many as `values`
 */
export function float32ToFloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    halves[i] = ((word >>> 16) & 0x8000) | halfOfMagnitude(word & 0x7fffffff, values[i]!);
  }
  return halves;
}

const infinityWord = 0x7f800000;
/** Bits of 65520, which lies midway between the largest half and what would follow. */
const overflowWord = 0x477ff000;
/** Bits of 2^-14, the smallest normal half. */
const smallestNormalWord = 0x38800000;

function halfOfMagnitude(word: number, value: number): number {
  if (word > infinityWord) return 0x7e00;
  if (word >= overflowWord) return 0x7c00;
  if (word >= smallestNormalWord) {
    const rebased = word - 0x38000000;
    return (rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13;
  }
  // Adding 2^52 leaves no room for a fraction, so the sum is rounded to nearest even.
  return Math.abs(value) * 2 ** 24 + 2 ** 52 - 2 ** 52;
}

/**
 * Brain floats (the upper half of a float) to floats, exactly.
 * @param target receives `bits.length` floats; a new array without it
 */
export function bfloat16ToFloat32(
  bits: Uint16Array,
  target: Float32Array = new Float32Array(bits.length),
): Float32Array {
  const words = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return target;
}

/**
 * Floats to brain floats, rounded to nearest, ties to even; a NaN stays one.
 * @returns upper halves of floats, as many as `values`
 */
export function float32ToBfloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const isNaNWord = (word & 0x7fffffff) > 0x7f800000;
    // Rounding a NaN could carry into the exponent and make it infinite.
    halves[i] = isNaNWord ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return halves;
}

import { float16ToNumber } from './float16.ts';

// Sources: ggml, ggml-quants.c, `dequantize_row_q*_K`. Super-blocks of 256 with scales that are quantised themselves.

function half(bytes: Uint8Array, at: number): number {
  return float16ToNumber(bytes[at]! | (bytes[at + 1]! << 8));
}

/** Six-bit scale of sub-block `index` of 8, packed as in `get_scale_min_k4`; `at` is where the 12 bytes begin. */
function scaleOf(bytes: Uint8Array, at: number, index: number): number {
  if (index < 4) return bytes[at + index]! & 63;
  return (bytes[at + index + 4]! & 15) | ((bytes[at + index - 4]! >>> 6) << 4);
}

/** Six-bit minimum of sub-block `index`, as `scaleOf`. */
function minimumOf(bytes: Uint8Array, at: number, index: number): number {
  if (index < 4) return bytes[at + index + 4]! & 63;
  return (bytes[at + index + 4]! >>> 4) | ((bytes[at + index]! >>> 6) << 4);
}

/** Halves as scale of scales and of minima, 12 bytes of scales, then 4 groups of 32 bytes: low nibbles, high nibbles. */
export function dequantizeQ4_K(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 144) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    for (let index = 0; index < 8; index += 2, out += 64) {
      const lowScale = scale * scaleOf(bytes, at + 4, index);
      const lowMinimum = minimum * minimumOf(bytes, at + 4, index);
      const highScale = scale * scaleOf(bytes, at + 4, index + 1);
      const highMinimum = minimum * minimumOf(bytes, at + 4, index + 1);
      const nibbles = at + 16 + index * 16;
      for (let i = 0; i < 32; i++) {
        const pair = bytes[nibbles + i]!;
        target[out + i] = lowScale * (pair & 15) - lowMinimum;
        target[out + 32 + i] = highScale * (pair >>> 4) - highMinimum;
      }
    }
  }
}

/** As Q4_K, with 32 bytes of fifth bits (bit `index` of byte i belongs to element i of sub-block `index`) before the nibbles. */
export function dequantizeQ5_K(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 176) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    for (let index = 0; index < 8; index += 2, out += 64) {
      const lowScale = scale * scaleOf(bytes, at + 4, index);
      const lowMinimum = minimum * minimumOf(bytes, at + 4, index);
      const highScale = scale * scaleOf(bytes, at + 4, index + 1);
      const highMinimum = minimum * minimumOf(bytes, at + 4, index + 1);
      const nibbles = at + 48 + index * 16;
      for (let i = 0; i < 32; i++) {
        const pair = bytes[nibbles + i]!;
        const fifths = bytes[at + 16 + i]! >>> index;
        target[out + i] = lowScale * ((pair & 15) | ((fifths & 1) << 4)) - lowMinimum;
        target[out + 32 + i] = highScale * ((pair >>> 4) | ((fifths & 2) << 3)) - highMinimum;
      }
    }
  }
}

/**
 * 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales, a half as scale of scales; less 32.
 * Of the four runs of 32 in each half block, two have the low nibbles and two the high ones of the same bytes.
 */
export function dequantizeQ6_K(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 210) {
    const scale = half(bytes, at + 208);
    for (let run = 0; run < 8; run++, out += 32) {
      const lows = at + (run >>> 2) * 64 + (run & 1) * 32;
      const lowShift = (run & 2) * 2;
      const uppers = at + 128 + (run >>> 2) * 32;
      const upperShift = (run & 3) * 2;
      const first = scale * ((bytes[at + 192 + run * 2]! << 24) >> 24);
      const second = scale * ((bytes[at + 193 + run * 2]! << 24) >> 24);
      for (let i = 0; i < 32; i++) {
        const low = (bytes[lows + i]! >>> lowShift) & 15;
        const upper = (bytes[uppers + i]! >>> upperShift) & 3;
        target[out + i] = (i < 16 ? first : second) * ((low | (upper << 4)) - 32);
      }
    }
  }
}

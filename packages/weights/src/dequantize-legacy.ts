import { float16ToNumber } from './float16.ts';

// Sources: ggml, ggml-quants.c, `dequantize_row_*`. There products and sums of floats; here doubles rounded once when
// stored. Every product is exact in both, so the results are equal bit for bit.

function half(bytes: Uint8Array, at: number): number {
  return float16ToNumber(bytes[at]! | (bytes[at + 1]! << 8));
}

/** Blocks of 32: a half as scale, then 32 signed bytes. */
export function dequantizeQ8_0(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 34, out += 32) {
    const scale = half(bytes, at);
    for (let i = 0; i < 32; i++) target[out + i] = scale * ((bytes[at + 2 + i]! << 24) >> 24);
  }
}

/** Blocks of 32: a half as scale, then 16 bytes with elements i (low) and i + 16 (high), less 8. */
export function dequantizeQ4_0(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 18, out += 32) {
    const scale = half(bytes, at);
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 2 + i]!;
      target[out + i] = scale * ((pair & 15) - 8);
      target[out + 16 + i] = scale * ((pair >>> 4) - 8);
    }
  }
}

/** Blocks of 32: halves as scale and minimum, then nibbles as in Q4_0, without the 8. */
export function dequantizeQ4_1(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 20, out += 32) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 4 + i]!;
      target[out + i] = scale * (pair & 15) + minimum;
      target[out + 16 + i] = scale * (pair >>> 4) + minimum;
    }
  }
}

function fifthBits(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Blocks of 32: a half as scale, 32 fifth bits, then nibbles as in Q4_0; less 16. */
export function dequantizeQ5_0(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 22, out += 32) {
    const scale = half(bytes, at);
    const fifths = fifthBits(bytes, at + 2);
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 6 + i]!;
      target[out + i] = scale * (((pair & 15) | (((fifths >>> i) & 1) << 4)) - 16);
      target[out + 16 + i] = scale * (((pair >>> 4) | (((fifths >>> (i + 16)) & 1) << 4)) - 16);
    }
  }
}

/** Blocks of 32: halves as scale and minimum, 32 fifth bits, then nibbles as in Q4_0. */
export function dequantizeQ5_1(bytes: Uint8Array, target: Float32Array): void {
  for (let at = 0, out = 0; at < bytes.length; at += 24, out += 32) {
    const scale = half(bytes, at);
    const minimum = half(bytes, at + 2);
    const fifths = fifthBits(bytes, at + 4);
    for (let i = 0; i < 16; i++) {
      const pair = bytes[at + 8 + i]!;
      target[out + i] = scale * ((pair & 15) | (((fifths >>> i) & 1) << 4)) + minimum;
      target[out + 16 + i] = scale * ((pair >>> 4) | (((fifths >>> (i + 16)) & 1) << 4)) + minimum;
    }
  }
}

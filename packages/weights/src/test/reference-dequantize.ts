import type { WeightFormat } from '@recyclegpt/spec';

// Decoders written element by element from ggml's comments and C code, with floats after every operation, to compare
// the quick ones with. Each gives element `i` of one block.

const f = Math.fround;

function half(block: Uint8Array, at: number): number {
  const bits = block[at]! + block[at + 1]! * 256;
  const sign = bits >= 32768 ? -1 : 1;
  const exponent = Math.floor(bits / 1024) % 32;
  const fraction = (bits % 1024) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

const signed = (byte: number): number => (byte > 127 ? byte - 256 : byte);
const bit = (block: Uint8Array, at: number, index: number): number =>
  Math.floor(block[at + Math.floor(index / 8)]! / 2 ** (index % 8)) % 2;
const nibble32 = (block: Uint8Array, at: number, i: number): number =>
  i < 16 ? block[at + i]! % 16 : Math.floor(block[at + i - 16]! / 16);

/** The 8 scales and 8 minima of 6 bits in 12 bytes: first the lower ones whole, then the upper ones in parts. */
function scaleAndMinimum(block: Uint8Array, at: number, j: number): readonly [number, number] {
  const q = (index: number) => block[at + index]!;
  if (j < 4) return [q(j) % 64, q(j + 4) % 64];
  return [(q(j + 4) % 16) + Math.floor(q(j - 4) / 64) * 16, Math.floor(q(j + 4) / 16) + Math.floor(q(j) / 64) * 16];
}

function kQuant(block: Uint8Array, i: number, nibbles: number, fifths: number | undefined): number {
  const sub = Math.floor(i / 32);
  const [scale, minimum] = scaleAndMinimum(block, 4, sub);
  const byte = block[nibbles + Math.floor(sub / 2) * 32 + (i % 32)]!;
  const low = sub % 2 === 0 ? byte % 16 : Math.floor(byte / 16);
  const high = fifths === undefined ? 0 : Math.floor(block[fifths + (i % 32)]! / 2 ** sub) % 2;
  return f(f(f(half(block, 0) * scale) * (low + 16 * high)) - f(half(block, 2) * minimum));
}

function q6(block: Uint8Array, i: number): number {
  const part = Math.floor(i / 128);
  const quarter = Math.floor((i % 128) / 32);
  const l = i % 32;
  const byte = block[part * 64 + (quarter % 2) * 32 + l]!;
  const low = quarter < 2 ? byte % 16 : Math.floor(byte / 16);
  const high = Math.floor(block[128 + part * 32 + l]! / 4 ** quarter) % 4;
  const scale = signed(block[192 + part * 8 + quarter * 2 + Math.floor(l / 16)]!);
  return f(f(half(block, 208) * scale) * (low + 16 * high - 32));
}

export const referenceElement: { readonly [F in WeightFormat]: (block: Uint8Array, i: number) => number } = {
  F32: (block) => new DataView(block.buffer, block.byteOffset).getFloat32(0, true),
  F16: (block) => half(block, 0),
  BF16: (block) => new DataView(Uint8Array.of(0, 0, block[0]!, block[1]!).buffer).getFloat32(0, true),
  Q8_0: (block, i) => f(half(block, 0) * signed(block[2 + i]!)),
  Q4_0: (block, i) => f(half(block, 0) * (nibble32(block, 2, i) - 8)),
  Q4_1: (block, i) => f(f(half(block, 0) * nibble32(block, 4, i)) + half(block, 2)),
  Q5_0: (block, i) => f(half(block, 0) * (nibble32(block, 6, i) + 16 * bit(block, 2, i) - 16)),
  Q5_1: (block, i) => f(f(half(block, 0) * (nibble32(block, 8, i) + 16 * bit(block, 4, i))) + half(block, 2)),
  Q4_K: (block, i) => kQuant(block, i, 16, undefined),
  Q5_K: (block, i) => kQuant(block, i, 48, 16),
  Q6_K: q6,
};

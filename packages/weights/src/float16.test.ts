import { describe, expect, test } from 'vitest';
import { bfloat16ToFloat32, float32ToBfloat16 } from './bfloat16.ts';
import { float16ToFloat32, float16ToNumber, float32ToFloat16 } from './float16.ts';

const allBits = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

/** By the definition of the format. */
function halfByDefinition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

describe('float16', () => {
  test('all 65,536 halves have their value', () => {
    const floats = float16ToFloat32(allBits);
    for (const bits of allBits) {
      if (!Object.is(floats[bits], halfByDefinition(bits)))
        expect([bits, floats[bits]]).toEqual([bits, halfByDefinition(bits)]);
    }
    expect(float16ToNumber(0x3c00)).toBe(1);
    expect(float16ToNumber(0x8000)).toBe(-0);
  });

  test('every half survives the way there and back', () => {
    const back = float32ToFloat16(float16ToFloat32(allBits));
    const isNaNBits = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 1023) !== 0;
    for (const bits of allBits) {
      if (isNaNBits(bits)) expect(isNaNBits(back[bits]!)).toBe(true);
      else if (back[bits] !== bits) expect(back[bits]).toBe(bits);
    }
  });

  test('between two halves the nearest is taken, in the middle the even one', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const lower = halfByDefinition(bits);
      const upper = halfByDefinition(bits + 1);
      const middle = (lower + upper) / 2;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const nearby = Float32Array.of(middle, lower * 0.51 + upper * 0.49, lower * 0.49 + upper * 0.51, -middle);
      const found = [...float32ToFloat16(nearby)];
      const expected = [even, bits, bits + 1, even | 0x8000];
      if (String(found) !== String(expected)) expect(found).toEqual(expected);
    }
  });

  test('what is too large becomes infinite, what is too small zero', () => {
    const values = Float32Array.of(65519.996, 65520, 1e38, Infinity, -1e9, 2 ** -25, 2 ** -25 * 1.001, 1e-45);
    expect([...float32ToFloat16(values)]).toEqual([0x7bff, 0x7c00, 0x7c00, 0x7c00, 0xfc00, 0, 1, 0]);
    expect(float16ToNumber(float32ToFloat16(Float32Array.of(NaN))[0]!)).toBeNaN();
  });
});

describe('bfloat16', () => {
  test('is the upper half of a float', () => {
    expect([...bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x0001))]).toEqual([
      1,
      -2,
      Infinity,
      2 ** -133,
    ]);
    expect([...float32ToBfloat16(bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc000, 0x7f80, 1)))]).toEqual([
      0x3f80, 0xc000, 0x7f80, 1,
    ]);
  });

  test('rounds to nearest even and keeps NaN', () => {
    const words = Uint32Array.of(0x3f808000, 0x3f818000, 0x3f808001, 0x3f807fff, 0x7fbfffff, 0x7f7fffff);
    expect([...float32ToBfloat16(new Float32Array(words.buffer))]).toEqual([
      0x3f80, 0x3f82, 0x3f81, 0x3f80, 0x7fff, 0x7f80,
    ]);
  });
});

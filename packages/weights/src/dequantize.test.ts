import type { WeightFormat } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { dequantize } from './dequantize.ts';
import { randomBytes, seededRandom } from './test/random.ts';
import { referenceElement } from './test/reference-dequantize.ts';
import { blockShapes, sizeInFormat } from './weight-formats.ts';

const formats = Object.keys(blockShapes) as WeightFormat[];

describe('dequantize', () => {
  test.each(formats)('%s: 200 blocks of random bytes as the plain decoder reads them', (format) => {
    const { elements, bytes } = blockShapes[format];
    const blocks = randomBytes(seededRandom(7), 200 * bytes);
    const values = dequantize(format, blocks);
    const expected = Float32Array.from({ length: 200 * elements }, (_, i) => {
      const block = Math.floor(i / elements);
      return referenceElement[format](blocks.subarray(block * bytes, (block + 1) * bytes), i % elements);
    });
    expect(values.length).toBe(expected.length);
    expect(values).toEqual(expected);
  });

  test.each(formats)('%s: bytes that lie at an odd address', (format) => {
    const { bytes } = blockShapes[format];
    const memory = randomBytes(seededRandom(8), 3 * bytes + 1);
    expect(dequantize(format, memory.subarray(1))).toEqual(dequantize(format, memory.slice(1)));
  });

  test('Q4_1: a block written by hand', () => {
    // d = 0.5, m = -2; element 0 has 3, element 16 has 10.
    const block = Uint8Array.of(0x00, 0x38, 0x00, 0xc0, 0xa3, ...new Array<number>(15).fill(0x00));
    const values = dequantize('Q4_1', block);
    expect([values[0], values[1], values[16], values[17]]).toEqual([-0.5, -2, 3, -2]);
  });

  test('Q8_0: a block written by hand', () => {
    const block = Uint8Array.of(0x00, 0x34, 0x81, 0x7f, ...new Array<number>(30).fill(0xff));
    expect([...dequantize('Q8_0', block).subarray(0, 3)]).toEqual([-31.75, 31.75, -0.25]);
  });

  test('writes from the beginning of a target and leaves the rest', () => {
    const target = new Float32Array(3).fill(9);
    dequantize('F16', Uint8Array.of(0x00, 0x3c, 0x00, 0x40), target);
    expect([...target]).toEqual([1, 2, 9]);
  });

  test('half a block or a short target is refused', () => {
    expect(() => dequantize('Q4_0', new Uint8Array(17))).toThrow(/multiple of 18/);
    expect(() => dequantize('Q4_0', new Uint8Array(18), new Float32Array(31))).toThrow(/at least 32/);
    expect(sizeInFormat('Q4_K', 255)).toBeUndefined();
    expect(sizeInFormat('Q6_K', 512)).toBe(420);
  });
});

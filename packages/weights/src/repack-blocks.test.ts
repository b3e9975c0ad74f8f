import { ConfigError } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { dequantize } from './dequantize.ts';
import { float32ToFloat16 } from './float16.ts';
import { ggufWeights } from './gguf-weights.ts';
import { dequantizeNBits } from './n-bits-matrix.ts';
import { openGguf } from './open-gguf.ts';
import { readRepacked } from './read-quantized.ts';
import { createRepacked, isRepackable, type RepackableFormat, repackBlocks, repackRows } from './repack-blocks.ts';
import { randomBytes, seededRandom } from './test/random.ts';
import { describeWithShared, sharedFile } from './test/shared-files.ts';
import { blockShapes } from './weight-formats.ts';

const rows = 6;
const columns = 96;
const formats: readonly RepackableFormat[] = ['Q4_0', 'Q4_1', 'Q8_0'];

/** Random blocks with scales and minima as models have them. */
function randomBlocks(format: RepackableFormat, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const { bytes } = blockShapes[format];
  const numBlocks = (rows * columns) / 32;
  const blocks = randomBytes(random, numBlocks * bytes);
  for (let i = 0; i < numBlocks; i++) {
    const scale = (random() - 0.5) * 0.1;
    const halves = float32ToFloat16(Float32Array.of(scale, -scale * (random() * 16)));
    const numBytes = format === 'Q4_1' ? 4 : 2;
    blocks.set(new Uint8Array(halves.buffer).subarray(0, numBytes), i * bytes);
  }
  return blocks;
}

describe('repackBlocks', () => {
  test.each(formats)('%s stands for the same floats, bit for bit', (format) => {
    const raw = randomBlocks(format, 3);
    const matrix = repackBlocks({ format, raw, rows, columns });
    expect(dequantizeNBits(matrix)).toEqual(dequantize(format, raw));
    expect(matrix.bits).toBe(format === 'Q8_0' ? 8 : 4);
    expect(matrix.zeroPoints).toBeUndefined();
    expect(matrix.offsets?.length).toBe(format === 'Q4_1' ? rows * 3 : undefined);
  });

  test.each(formats)('%s by ranges of rows is the same', (format) => {
    const raw = randomBlocks(format, 4);
    const rowBytes = raw.length / rows;
    const matrix = createRepacked(format, rows, columns);
    for (const [firstRow, count] of [
      [4, 2],
      [0, 1],
      [1, 3],
    ] as const) {
      const part = raw.subarray(firstRow * rowBytes, (firstRow + count) * rowBytes);
      repackRows(matrix, { format, raw: part, range: { firstRow, rows: count } });
    }
    expect(matrix).toEqual(repackBlocks({ format, raw, rows, columns }));
  });

  test('even elements lie in low nibbles, odd ones in high nibbles', () => {
    // Element i of the block is i modulo 16: byte i of the file holds i and i + 16.
    const raw = Uint8Array.of(0, 0x3c, ...Array.from({ length: 16 }, (_, i) => i | (i << 4)));
    const { packed, scales } = repackBlocks({ format: 'Q4_0', raw, rows: 1, columns: 32 });
    expect([...packed.subarray(0, 8)]).toEqual([0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe]);
    expect([...packed.subarray(8)]).toEqual([...packed.subarray(0, 8)]);
    expect([...scales]).toEqual([1]);
  });

  test('refuses other sizes and rows outside', () => {
    expect(() => repackBlocks({ format: 'Q8_0', raw: new Uint8Array(33), rows: 1, columns: 32 })).toThrow(ConfigError);
    expect(() => repackBlocks({ format: 'Q8_0', raw: new Uint8Array(0), rows: 0, columns: 32 })).toThrow(ConfigError);
    const matrix = createRepacked('Q8_0', 2, 32);
    expect(() =>
      repackRows(matrix, { format: 'Q8_0', raw: new Uint8Array(34), range: { firstRow: 2, rows: 1 } }),
    ).toThrow(/within 0 to 2/);
    expect(isRepackable('Q4_1')).toBe(true);
    expect(isRepackable('Q6_K')).toBe(false);
  });
});

describeWithShared('repackBlocks: SmolLM2', () => {
  test('matrices of every kind and the table stand for the same floats, bit for bit', async () => {
    const source = await sharedFile('models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf');
    using weights = await ggufWeights(await openGguf(source));
    const names = [...weights.tensors.keys()].filter((name) => /layers\.(0|29)\..*proj/.test(name));
    expect(names.length).toBe(14);
    for (const name of names) {
      const matrix = await readRepacked(weights, name);
      expect(matrix).toBeDefined();
      const isSame = sameFloats(dequantizeNBits(matrix!), await weights.readFloat32(name));
      expect([name, isSame]).toEqual([name, true]);
    }
    expect(await readRepacked(weights, 'model.embed_tokens.weight')).toMatchObject({
      bits: 8,
      rows: 49152,
      blocks: 18,
    });
  });
});

function sameFloats(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

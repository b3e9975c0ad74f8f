import { FileError } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { memorySource } from './memory-source.ts';
import { openLlama2c } from './open-llama2c.ts';
import { describeWithShared, sharedFile } from './test/shared-files.ts';
import { llama2cBytes, tinyConfig, tinyWeights } from './test/tiny-model.ts';

const open = (bytes: Uint8Array) => openLlama2c(memorySource('tiny.bin', bytes));

describe('openLlama2c', () => {
  test.each([true, false])('the config and all weights in canonical order; tied head: %s', async (hasTiedHead) => {
    const config = { ...tinyConfig, hasTiedHead };
    const expected = tinyWeights(config);
    const weights = await open(llama2cBytes(config, expected));
    expect(weights.config).toEqual(config);
    expect(weights.tensors.size).toBe(expected.size);
    for (const [name, { data }] of expected) expect(await weights.readFloat32(name)).toEqual(data);
  });

  test('refuses a file of another size, another version and sizes that make no sense', async () => {
    const bytes = llama2cBytes(tinyConfig, tinyWeights(tinyConfig));
    const changed = (index: number, value: number) => {
      const copy = bytes.slice();
      new DataView(copy.buffer).setInt32(index * 4, value, true);
      return copy;
    };
    await expect(open(bytes.subarray(0, bytes.length - 4))).rejects.toThrow(/tiny\.bin.*which its header tells/);
    await expect(open(bytes.subarray(0, 20))).rejects.toThrow(/at least 28/);
    await expect(open(changed(0, 0x616b3432))).rejects.toThrow(/version 0/);
    await expect(open(changed(2, -1))).rejects.toThrow(/layers -1/);
    await expect(open(changed(3, 5))).rejects.toThrow(FileError);
    await expect(open(changed(2, 2 ** 31 - 1))).rejects.toThrow(FileError);
  });
});

describeWithShared('openLlama2c: stories260K', () => {
  test('opens with the sizes of its source', async () => {
    using weights = await openLlama2c(await sharedFile('models/stories260K/stories260K.bin'));
    expect(weights.config).toMatchObject({
      hidden: 64,
      intermediate: 172,
      layers: 5,
      heads: 8,
      kvHeads: 4,
      vocab: 512,
      contextLength: 512,
    });
    expect(weights.config.hasTiedHead).toBe(true);
    const norm = await weights.readFloat32('model.norm.weight');
    expect(norm.every((value) => value > 0.1 && value < 20)).toBe(true);
    const head = await weights.readFloat32('model.layers.4.mlp.up_proj.weight', { firstRow: 171, rows: 1 });
    expect(head.every((value) => Math.abs(value) < 2)).toBe(true);
  });
});

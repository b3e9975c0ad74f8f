import { type ByteSource, FileError, type WeightSource } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { ggufWeights } from './gguf-weights.ts';
import { memorySource } from './memory-source.ts';
import { openGguf } from './open-gguf.ts';
import { openLlama2c } from './open-llama2c.ts';
import { safetensorsWeights } from './safetensors-weights.ts';
import { randomBytes, seededRandom } from './test/random.ts';
import { huggingFaceJson, joined, llama2cBytes, tinyConfig, tinyGguf, tinyWeights } from './test/tiny-model.ts';
import { writeSafetensors } from './write-safetensors.ts';

// Files that are cut off or changed at random open, or are refused with a FileError: nothing else, and never by asking
// for more bytes than there are.

type Open = (source: ByteSource) => Promise<WeightSource>;

const readers: readonly (readonly [name: string, bytes: Uint8Array, open: Open])[] = [
  ['GGUF', tinyGguf(), async (source) => ggufWeights(await openGguf(source))],
  [
    'safetensors',
    joined(writeSafetensors(tinyWeights(tinyConfig), new Map([['format', 'pt']]))),
    (source) => safetensorsWeights({ config: huggingFaceJson(tinyConfig), files: async () => source }),
  ],
  ['llama2.c', llama2cBytes(tinyConfig, tinyWeights(tinyConfig)), openLlama2c],
];

/** What opening a file leads to; any error but a FileError is passed on. */
async function outcome(bytes: Uint8Array, open: Open): Promise<'opened' | 'refused'> {
  const memory = memorySource('damaged', bytes);
  const source: ByteSource = {
    ...memory,
    read(start, length) {
      if (start < 0 || start + length > bytes.length) throw new Error(`a read of ${length} at ${start}`);
      return memory.read(start, length);
    },
  };
  try {
    const weights = await open(source);
    await weights.readFloat32('model.layers.1.self_attn.q_proj.weight', { firstRow: 3, rows: 9 });
    return 'opened';
  } catch (error) {
    if (FileError.isInstance(error)) return 'refused';
    throw error;
  }
}

const extremes = [0n, 1n, 0x7fffffffn, 0xffffffffn, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 64n - 1n];

describe.each(readers)('damaged %s files', (name, bytes, open) => {
  const headBytes = Math.min(bytes.length, name === 'llama2.c' ? 64 : 4096);

  test('cut off at each length of the header', async () => {
    const outcomes = new Set<string>();
    for (let length = 0; length < headBytes; length++) outcomes.add(await outcome(bytes.subarray(0, length), open));
    expect([...outcomes]).toEqual(['refused']);
  });

  test('bits flipped at random', async () => {
    const random = seededRandom(21);
    const counts = { opened: 0, refused: 0 };
    for (let round = 0; round < 3000; round++) {
      const damaged = bytes.slice();
      for (let flips = 1 + Math.floor(random() * 3); flips > 0; flips--) {
        damaged[Math.floor(random() * headBytes)]! ^= 1 << Math.floor(random() * 8);
      }
      counts[await outcome(damaged, open)]++;
    }
    expect(counts.refused).toBeGreaterThan(300);
    expect(counts.opened + counts.refused).toBe(3000);
  });

  test('extreme numbers at every place', async () => {
    const step = name === 'llama2.c' ? 1 : 3;
    for (let at = 0; at + 8 <= headBytes; at += step) {
      for (const value of at % 2 === 0 ? extremes : extremes.slice(-1)) {
        const damaged = bytes.slice();
        new DataView(damaged.buffer).setBigUint64(at, value, true);
        expect(['opened', 'refused']).toContain(await outcome(damaged, open));
      }
    }
  });

  test('noise, and noise after a true beginning', async () => {
    const random = seededRandom(22);
    for (let round = 0; round < 500; round++) {
      const damaged = randomBytes(random, Math.floor(random() * 300));
      const kept = Math.floor(random() * 100);
      damaged.set(bytes.subarray(0, Math.min(kept, damaged.length)));
      expect(await outcome(damaged, open)).toBe('refused');
    }
  });
});

import { FileError } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { memorySource } from './memory-source.ts';
import { openGguf } from './open-gguf.ts';
import { ggufBytes, type TestGguf, type TestTensor, type TestValue, text, uint32 } from './test/gguf-bytes.ts';
import { describeWithShared, sharedFile } from './test/shared-files.ts';

const open = (file: TestGguf) => openGguf(memorySource('test.gguf', ggufBytes(file)));
const tensor = (name: string, shape: readonly number[], more: Partial<TestTensor> = {}): TestTensor => {
  const length = more.bytes ? 0 : shape.reduce((product, next) => product * next, 1);
  return { name, shape, type: 0, bytes: new Uint8Array(length * 4), ...more };
};

describe('openGguf: metadata', () => {
  test('values of every type, arrays of arrays included', async () => {
    const metadata: Record<string, TestValue> = {
      a: { type: 'uint8', value: 255 },
      b: { type: 'int8', value: -1 },
      c: { type: 'uint16', value: 65535 },
      d: { type: 'int16', value: -2 },
      e: uint32(4294967295),
      f: { type: 'int32', value: -3 },
      g: { type: 'float32', value: 0.5 },
      h: { type: 'bool', value: true },
      i: text('Ġhé 🙂'),
      j: { type: 'uint64', value: 12n },
      k: { type: 'int64', value: -(2n ** 60n) },
      l: { type: 'float64', value: 0.1 },
      m: { type: 'array', of: 'int32', value: [1, 2].map((value) => ({ type: 'int32', value }) as const) },
      n: { type: 'array', of: 'array', value: [{ type: 'array', of: 'string', value: [text('x')] }] },
      o: { type: 'array', of: 'string', value: [] },
    };
    const file = await open({ metadata });
    expect(Object.fromEntries(file.metadata)).toEqual({
      a: 255,
      b: -1,
      c: 65535,
      d: -2,
      e: 4294967295,
      f: -3,
      g: 0.5,
      h: true,
      i: 'Ġhé 🙂',
      j: 12,
      k: -(2n ** 60n),
      l: 0.1,
      m: [1, 2],
      n: [['x']],
      o: [],
    });
    expect(file.version).toBe(3);
    expect(file.tensors.size).toBe(0);
  });

  test('strings of an array are cut where they end, whatever they hold', async () => {
    const strings = ['', 'a', 'Ġthe', '日本語', '🙂🙂', '\0', 'a\0b', '\uFEFFx', '', 'end'];
    const file = await open({ metadata: { t: { type: 'array', of: 'string', value: strings.map(text) } } });
    expect(file.metadata.get('t')).toEqual(strings);
  });

  test('a string that is not UTF-8 spoils no other', async () => {
    const value = [text('é'), text(Uint8Array.of(0xc3)), text(Uint8Array.of(0xa9, 0x41)), text('z')];
    const file = await open({ metadata: { t: { type: 'array', of: 'string', value } } });
    expect(file.metadata.get('t')).toEqual(['é', '\uFFFD', '\uFFFDA', 'z']);
  });

  test('a header of several chunks is read in few reads and not past its end', async () => {
    const value = Array.from({ length: 100_000 }, (_, i) => text(`token number ${i} Ġ`));
    const bytes = ggufBytes({
      metadata: { t: { type: 'array', of: 'string', value }, z: uint32(7) },
      tensors: [tensor('big', [4_000_000])],
    });
    const memory = memorySource('long.gguf', bytes);
    const lengths: number[] = [];
    const file = await openGguf({
      ...memory,
      read: (start, length) => {
        lengths.push(length);
        return memory.read(start, length);
      },
    });
    expect(file.metadata.get('z')).toBe(7);
    expect((file.metadata.get('t') as string[])[99_999]).toBe('token number 99999 Ġ');
    expect(lengths.length).toBeLessThan(5);
    expect(lengths.reduce((sum, length) => sum + length)).toBeLessThan(2 * file.headerBytes);
  });
});

describe('openGguf: tensors', () => {
  test('shapes are row-major and offsets count from the beginning of the file', async () => {
    const file = await open({ tensors: [tensor('v', [3]), tensor('m', [2, 5])] });
    const first = Math.ceil(file.headerBytes / 32) * 32;
    expect(file.tensors.get('v')).toEqual({ name: 'v', shape: [3], format: 'F32', offset: first, sizeBytes: 12 });
    expect(file.tensors.get('m')).toEqual({
      name: 'm',
      shape: [2, 5],
      format: 'F32',
      offset: first + 32,
      sizeBytes: 40,
    });
  });

  test('another alignment', async () => {
    const metadata = { 'general.alignment': uint32(64) };
    const file = await open({ metadata, alignment: 64, tensors: [tensor('v', [3]), tensor('w', [1])] });
    expect(file.tensors.get('w')!.offset % 64).toBe(0);
    expect(file.tensors.get('w')!.offset - file.tensors.get('v')!.offset).toBe(64);
  });
});

const deep = (levels: number): TestValue =>
  levels === 0 ? uint32(1) : { type: 'array', of: levels === 1 ? 'uint32' : 'array', value: [deep(levels - 1)] };

const refused: readonly (readonly [title: string, file: TestGguf, message: RegExp])[] = [
  ['another magic', { magic: 'GGML' }, /not a GGUF file.*test\.gguf.*at byte 0.*0x46554747/],
  ['version 1', { version: 1 }, /version.*Expected 2 or 3. Got 1/],
  ['a big-endian file', { version: 0x03000000 }, /big-endian/],
  ['nesting without end', { metadata: { k: deep(6) } }, /nested too deeply.*key "k"/],
  ['an alignment of 3', { metadata: { 'general.alignment': uint32(3) } }, /general\.alignment.*power of two/],
  ['an alignment of 0', { metadata: { 'general.alignment': uint32(0) } }, /general\.alignment/],
  ['a type that we do not read', { tensors: [tensor('x', [32], { type: 23 })] }, /tensor "x".*Q4_K.*Got IQ4_XS/],
  ['a type of tomorrow', { tensors: [tensor('x', [32], { type: 99 })] }, /Got type 99/],
  ['a row of half a block', { tensors: [tensor('x', [16], { type: 2 })] }, /whole blocks/],
  ['no elements', { tensors: [tensor('x', [0])] }, /cannot have this shape/],
  ['five dimensions', { tensors: [tensor('x', [1, 1, 1, 1, 1])] }, /number of dimensions/],
  [
    'more elements than bytes',
    { tensors: [tensor('x', [2 ** 40, 2 ** 40], { bytes: new Uint8Array(64) })] },
    /cannot have this shape/,
  ],
  ['an end outside the file', { tensors: [tensor('x', [8], { offset: 32 })] }, /outside the file/],
  [
    'an offset that is not aligned',
    { tensors: [tensor('x', [8]), tensor('y', [8], { offset: 4 })] },
    /"y".*divisible by 32/,
  ],
  ['one upon another', { tensors: [tensor('x', [8]), tensor('y', [4], { offset: 0 })] }, /overlaps/],
  ['a name twice', { tensors: [tensor('x', [8]), tensor('x', [8])] }, /occurs twice/],
];

describe('openGguf: refuses', () => {
  test.each(refused)('%s', async (_, file, message) => {
    await expect(open(file)).rejects.toThrow(message);
    await expect(open(file)).rejects.toBeInstanceOf(FileError);
  });

  test('counts and lengths beyond the file, before it allocates for them', async () => {
    const plain = ggufBytes({ metadata: { key: text('value') } });
    for (const at of [8, 16, 24]) {
      const bytes = plain.slice();
      new DataView(bytes.buffer).setBigUint64(at, 2n ** 63n, true);
      await expect(openGguf(memorySource('x', bytes))).rejects.toBeInstanceOf(FileError);
    }
    const metadata = { a: { type: 'array', of: 'uint8', value: [] } } as const;
    const array = ggufBytes({ metadata });
    new DataView(array.buffer).setBigUint64(array.length - 8, 2n ** 52n, true);
    await expect(openGguf(memorySource('x', array))).rejects.toThrow(/array is too long.*key "a"/);
  });
});

describeWithShared('openGguf: files of ../shared', () => {
  test.each([
    ['gpt-2', 50257],
    ['qwen2', 151936],
    ['starcoder', 49152],
  ])('vocabulary %s', async (name, size) => {
    using source = await sharedFile(`conformance/tokenizers/ggml-vocab-${name}.gguf`);
    const file = await openGguf(source);
    expect(file.tensors.size).toBe(0);
    expect(file.metadata.get('tokenizer.ggml.tokens')).toHaveLength(size);
    expect(file.metadata.get('tokenizer.ggml.token_type')).toHaveLength(size);
    expect(file.metadata.get('tokenizer.ggml.model')).toBe('gpt2');
  });

  test('SmolLM2', async () => {
    using source = await sharedFile('models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf');
    const file = await openGguf(source);
    expect(file.tensors.size).toBe(272);
    expect(file.metadata.get('tokenizer.ggml.tokens')).toHaveLength(49152);
    expect((file.metadata.get('tokenizer.ggml.tokens') as string[])[1]).toBe('<|im_start|>');
    expect(file.tensors.get('token_embd.weight')).toMatchObject({
      shape: [49152, 576],
      format: 'Q8_0',
      offset: 1785664,
    });
    expect(file.tensors.get('blk.0.attn_k.weight')).toMatchObject({
      shape: [192, 576],
      format: 'Q4_1',
      offset: 33530176,
    });
  });
});

import { ConfigError, FileError, type Tensor } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { float32ToBfloat16 } from './bfloat16.ts';
import { memorySource } from './memory-source.ts';
import { openSafetensors } from './open-safetensors.ts';
import { readSafetensor } from './read-safetensor.ts';
import { joined } from './test/tiny-model.ts';
import { writeSafetensors } from './write-safetensors.ts';

const open = (bytes: Uint8Array) => openSafetensors(memorySource('test.safetensors', bytes));

const tensors = new Map<string, Tensor>([
  ['flags', { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) }],
  ['w', { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 4) }],
  ['h', { dtype: 'float16', shape: [1], data: Uint16Array.of(0x3c00) }],
  ['ids', { dtype: 'int64', shape: [2], data: BigInt64Array.of(-1n, 2n ** 40n) }],
  ['bytes', { dtype: 'uint8', shape: [5], data: Uint8Array.of(1, 2, 3, 4, 5) }],
  ['signed', { dtype: 'int8', shape: [1], data: Int8Array.of(-7) }],
  ['int', { dtype: 'int32', shape: [1], data: Int32Array.of(-70000) }],
  ['uint', { dtype: 'uint32', shape: [], data: Uint32Array.of(4e9) }],
  ['double', { dtype: 'float64', shape: [1], data: Float64Array.of(0.1) }],
  ['empty', { dtype: 'float32', shape: [0, 4], data: new Float32Array(0) }],
  ['7', { dtype: 'float32', shape: [1], data: Float32Array.of(7) }],
]);

/** A file with this header and so many bytes of data. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('writeSafetensors', () => {
  test('what is written is read back, of every type', async () => {
    const file = await open(
      joined(
        writeSafetensors(
          tensors,
          new Map([
            ['b', '2'],
            ['a', '1'],
          ]),
        ),
      ),
    );
    expect([...file.metadata]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect([...file.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
    for (const [name, tensor] of tensors) expect(await readSafetensor(file, name)).toEqual(tensor);
  });

  test('tensors are aligned to their elements, and the order given does not matter', async () => {
    const bytes = joined(writeSafetensors(tensors));
    const file = await open(bytes);
    expect(file.headerBytes % 8).toBe(0);
    expect(file.tensors.get('ids')!.offset % 8).toBe(0);
    expect(file.tensors.get('w')!.offset % 4).toBe(0);
    expect(joined(writeSafetensors(new Map([...tensors].reverse())))).toEqual(bytes);
  });

  test('refuses data that does not fill its shape', () => {
    const wrong = new Map<string, Tensor>([['w', { dtype: 'float32', shape: [3], data: new Float32Array(2) }]]);
    expect(() => joined(writeSafetensors(wrong))).toThrow(ConfigError);
    const reserved = new Map<string, Tensor>([
      ['__metadata__', { dtype: 'float32', shape: [], data: new Float32Array(1) }],
    ]);
    expect(() => joined(writeSafetensors(reserved))).toThrow(/__metadata__/);
  });
});

describe('readSafetensor', () => {
  test('BF16 becomes float32', async () => {
    const bytes = fileOf({ x: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }, 4);
    bytes.set(new Uint8Array(float32ToBfloat16(Float32Array.of(1.5, -2)).buffer), bytes.length - 4);
    expect(await readSafetensor(await open(bytes), 'x')).toEqual({
      dtype: 'float32',
      shape: [2],
      data: Float32Array.of(1.5, -2),
    });
  });

  test('refuses types that our tensors lack, and unknown names', async () => {
    const file = await open(fileOf({ x: { dtype: 'F8_E4M3', shape: [2], data_offsets: [0, 2] } }, 2));
    await expect(readSafetensor(file, 'x')).rejects.toThrow(/F8_E4M3/);
    await expect(readSafetensor(file, 'y')).rejects.toThrow(FileError);
  });
});

const entry = (changes: object) => ({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changes } });
const refused: readonly (readonly [title: string, bytes: Uint8Array, message: RegExp])[] = [
  ['an empty file', new Uint8Array(0), /not a safetensors file/],
  ['a header longer than the file', fileOf('{}', 0).fill(0xff, 0, 8), /header of/],
  ['a header that is no JSON', fileOf('{nope}', 0), /header in JSON/],
  ['a header that is no object', fileOf('[1]', 0), /header\)\. Expected an object of tensors/],
  ['an unknown type', fileOf(entry({ dtype: 'F31' }), 8), /"x", dtype.*F31/],
  ['a type that objects inherit', fileOf(entry({ dtype: 'toString' }), 8), /toString/],
  ['a negative length', fileOf(entry({ shape: [-2] }), 8), /"x", shape/],
  ['a shape of another size', fileOf(entry({ shape: [3] }), 8), /12 bytes for \[3\] in F32/],
  ['a shape beyond all bounds', fileOf(entry({ shape: [2 ** 52, 2 ** 52, 2 ** 52] }), 8), /bytes for/],
  ['an end outside the file', fileOf(entry({ data_offsets: [0, 9] }), 8), /data_offsets/],
  ['an end before the begin', fileOf(entry({ data_offsets: [8, 0] }), 8), /data_offsets/],
  ['bytes that belong to none', fileOf(entry({}), 9), /end of the file/],
  ['metadata that is no text', fileOf({ __metadata__: { a: 1 } }, 0), /__metadata__\.a/],
  [
    'one upon another',
    fileOf(
      { x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] }, y: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } },
      8,
    ),
    /"y"/,
  ],
];

describe('openSafetensors: refuses', () => {
  test.each(refused)('%s', async (_, bytes, message) => {
    const error: unknown = await open(bytes).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(String(error)).toMatch(message);
  });
});

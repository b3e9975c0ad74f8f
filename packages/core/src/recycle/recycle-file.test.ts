import { bytesSource } from '@recyclegpt/hub';
import { type RecycleConfig, recycleTensorShapes } from '@recyclegpt/recycle';
import { type ByteSource, ConfigError, FileError, type Tensor } from '@recyclegpt/spec';
import { bitsOf, seededRandom } from '@recyclegpt/testing';
import { writeSafetensors } from '@recyclegpt/weights';
import { describe, expect, it } from 'vitest';
import { moduleFor, oddTokens, openedModel } from '../test/recycle-fixture.ts';
import type { OpenedRecycle } from './opened-recycle.ts';
import { readRecycleFile } from './read-recycle-file.ts';
import { writeRecycleMetadata } from './recycle-metadata.ts';
import { type RecycleContents, type RecycleFileType, recycleFile } from './write-recycle-file.ts';

async function contents(config: Partial<RecycleConfig> = {}): Promise<RecycleContents> {
  const { config: whole, base, weights, tokenIds } = await moduleFor(openedModel(), { config });
  const names = [...weights.tensors.keys()];
  const tensors = new Map(
    await Promise.all(names.map(async (name) => [name, await weights.readFloat32(name)] as const)),
  );
  return { config: whole, base, about: { trainedOn: 'a test', steps: 3 }, tensors, tokenIds };
}

function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  const parts = [...chunks].map((chunk) => chunk.slice());
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const read = async (bytes: Uint8Array): Promise<OpenedRecycle> =>
  await readRecycleFile(bytesSource('a.recycle', bytes));

const variants: readonly Partial<RecycleConfig>[] = [
  {},
  { entry: 'joined', fusion: 'none', tappedLayers: [2], feedback: 'raw' },
  { head: 'sliced', layers: 2 },
  { head: 'shared', draftVocab: 96 },
];

describe('a module file', () => {
  it.each(variants)('is read as it was written: %j', async (changes) => {
    const written = await contents(changes);
    using found = await read(joined(recycleFile(written)));
    expect([found.config, found.base, found.about]).toEqual([written.config, written.base, written.about]);
    expect(found.tokenIds).toEqual(changes.head === 'shared' ? undefined : oddTokens(written.config.draftVocab));
    expect([...found.weights.tensors.keys()].sort()).toEqual([...written.tensors.keys()].sort());
    for (const [name, values] of written.tensors)
      expect(bitsOf(await found.weights.readFloat32(name)), name).toEqual(bitsOf(values));
  });

  it.each([
    ['F16', 2e-3, 0.5],
    ['I8', 0.006, 0.26],
  ] as const)('in %s is smaller and nearly the same', async (type, tolerance, size) => {
    const written = await contents();
    const whole = joined(recycleFile(written, 'F32'));
    const bytes = joined(recycleFile(written, type));
    expect(bytes.length).toBeLessThan(size * whole.length + 20_000);
    using found = await read(bytes);
    for (const [name, values] of written.tensors) {
      const got = await found.weights.readFloat32(name);
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const error = got.reduce((most, value, i) => Math.max(most, Math.abs(value - (values[i] as number))), 0);
      expect(error / largest, name).toBeLessThan(name.includes('norm') ? 1e-9 : tolerance);
    }
  });

  it.each<RecycleFileType>(['F32', 'F16', 'I8'])('gives rows on their own, in %s', async (type) => {
    using found = await read(joined(recycleFile(await contents(), type)));
    const name = 'recycle.head.weight';
    const whole = await found.weights.readFloat32(name);
    const rows = await found.weights.readFloat32(name, { firstRow: 7, rows: 5 });
    expect(rows).toEqual(whole.slice(7 * 64, 12 * 64));
    const raw = await found.weights.readRaw(name, { firstRow: 7, rows: 5 });
    const info = found.weights.tensors.get(name);
    expect(raw.length).toBe(((info?.sizeBytes ?? 0) / 40) * 5);
    await expect(found.weights.readFloat32(name, { firstRow: 38, rows: 5 })).rejects.toSatisfy(FileError.isInstance);
    await expect(found.weights.readFloat32('recycle.other')).rejects.toSatisfy(FileError.isInstance);
  });

  it('has a fingerprint of its content', async () => {
    const written = await contents();
    const tensors = new Map(written.tensors);
    tensors.set('recycle.norm.weight', new Float32Array(64).fill(2));
    const prints = [];
    for (const each of [written, written, { ...written, tensors }, { ...written, about: {} }]) {
      using found = await read(joined(recycleFile(each)));
      prints.push(found.weights.fingerprint);
    }
    expect(prints[1]).toBe(prints[0]);
    expect(new Set(prints).size).toBe(3);
  });
});

describe('a module that cannot be written', () => {
  it.each<[string, (whole: RecycleContents) => RecycleContents]>([
    ['recycle.norm.weight', (whole) => ({ ...whole, tensors: without(whole.tensors, 'recycle.norm.weight') })],
    [
      'recycle.fuse.weight',
      (whole) => ({ ...whole, tensors: new Map([...whole.tensors, ['recycle.fuse.weight', new Float32Array(3)]]) }),
    ],
    [
      'recycle.extra',
      (whole) => ({ ...whole, tensors: new Map([...whole.tensors, ['recycle.extra', new Float32Array(3)]]) }),
    ],
    ['tokenIds', (whole) => ({ ...whole, tokenIds: oddTokens(39) })],
    ['tokenIds', (whole) => ({ ...whole, tokenIds: undefined })],
    ['recycle.d2t', (whole) => ({ ...whole, tokenIds: oddTokens().fill(3) })],
    ['key layers', (whole) => ({ ...whole, config: { ...whole.config, layers: 0 } })],
  ])('is refused by %s', async (place, change) => {
    const write = async () => joined(recycleFile(change(await contents())));
    await expect(write()).rejects.toSatisfy(ConfigError.isInstance);
    await expect(write()).rejects.toThrow(place);
  });

  it('as I8 is refused by the row that is not finite', async () => {
    const whole = await contents();
    const head = whole.tensors.get('recycle.head.weight')?.slice().fill(Number.NaN, 64, 65) as Float32Array;
    const tensors = new Map([...whole.tensors, ['recycle.head.weight', head] as const]);
    expect(() => joined(recycleFile({ ...whole, tensors }, 'I8'))).toThrow(/recycle\.head\.weight, row 1/);
  });
});

/** The parts of a file as they are written, for a test to change some. */
interface Parts {
  readonly tensors: Map<string, Tensor>;
  readonly metadata: Map<string, string>;
}

async function fileWith(change: (parts: Parts, config: RecycleConfig) => void): Promise<Uint8Array> {
  const whole = await contents();
  const tensors = new Map<string, Tensor>();
  for (const { name, shape } of recycleTensorShapes(whole.config))
    tensors.set(name, { dtype: 'float32', shape, data: whole.tensors.get(name) as Float32Array<ArrayBuffer> });
  const offsets = oddTokens().map((token, id) => token - id);
  tensors.set('recycle.d2t', { dtype: 'int32', shape: [40], data: offsets });
  const parts = { tensors, metadata: new Map(writeRecycleMetadata(whole)) };
  change(parts, whole.config);
  return joined(writeSafetensors(parts.tensors, parts.metadata));
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

const floats = (...shape: number[]): Tensor => {
  return { dtype: 'float32', shape, data: new Float32Array(shape.reduce((all, size) => all * size, 1)) };
};
const edited = (metadata: Map<string, string>, key: string, change: (json: Record<string, unknown>) => void): void => {
  const json = JSON.parse(metadata.get(key) ?? '{}') as Record<string, unknown>;
  change(json);
  metadata.set(key, JSON.stringify(json));
};

const damages: readonly (readonly [place: string, change: Parameters<typeof fileWith>[0]])[] = [
  ['recyclegpt.format', ({ metadata }) => metadata.delete('recyclegpt.format')],
  ['recyclegpt.format', ({ metadata }) => metadata.set('recyclegpt.format', '2')],
  ['recyclegpt.config', ({ metadata }) => metadata.delete('recyclegpt.config')],
  ['recyclegpt.config', ({ metadata }) => metadata.set('recyclegpt.config', '{')],
  ['key depth', ({ metadata }) => edited(metadata, 'recyclegpt.config', (json) => Object.assign(json, { depth: 1 }))],
  [
    'key layers',
    ({ metadata }) => edited(metadata, 'recyclegpt.config', (json) => Object.assign(json, { layers: 'one' })),
  ],
  [
    'key kvHeads',
    ({ metadata }) => edited(metadata, 'recyclegpt.config', (json) => Object.assign(json, { kvHeads: 3 })),
  ],
  ['recyclegpt.base', ({ metadata }) => metadata.delete('recyclegpt.base')],
  [
    'recyclegpt.base.family',
    ({ metadata }) => edited(metadata, 'recyclegpt.base', (json) => Object.assign(json, { family: 'x' })),
  ],
  [
    'recyclegpt.base.weights',
    ({ metadata }) => edited(metadata, 'recyclegpt.base', (json) => Object.assign(json, { weights: [] })),
  ],
  [
    'weights[0].format',
    ({ metadata }) =>
      edited(metadata, 'recyclegpt.base', (json) =>
        Object.assign(json, { weights: [{ tensor: 'a', row: 0, format: 'Q9', size: 1, sums: [] }] }),
      ),
  ],
  [
    'recyclegpt.base.host',
    ({ metadata }) => edited(metadata, 'recyclegpt.base', (json) => Object.assign(json, { host: 1 })),
  ],
  ['recyclegpt.about', ({ metadata }) => metadata.delete('recyclegpt.about')],
  ['tensor recycle.norm.weight', ({ tensors }) => tensors.delete('recycle.norm.weight')],
  ['tensor recycle.d2t', ({ tensors }) => tensors.delete('recycle.d2t')],
  ['tensor recycle.d2t', ({ tensors }) => tensors.set('recycle.d2t', floats(40))],
  ['tensor recycle.fuse.weight', ({ tensors }) => tensors.set('recycle.fuse.weight', floats(128, 64))],
  [
    'tensor recycle.norm.weight',
    ({ tensors }) => tensors.set('recycle.norm.weight', { dtype: 'int8', shape: [64], data: new Int8Array(64) }),
  ],
  [
    'tensor recycle.head.weight.scales',
    ({ tensors }) => tensors.set('recycle.head.weight', { dtype: 'int8', shape: [40, 64], data: new Int8Array(2560) }),
  ],
  [
    'tensor recycle.layers.1.mlp.up_proj.weight',
    ({ tensors }) => tensors.set('recycle.layers.1.mlp.up_proj.weight', floats(96, 64)),
  ],
  ['tensor recycle.head.weight.scales', ({ tensors }) => tensors.set('recycle.head.weight.scales', floats(40))],
  [
    'recycle.d2t, draft id 39',
    ({ tensors }) =>
      tensors.set('recycle.d2t', {
        dtype: 'int32',
        shape: [40],
        data: oddTokens()
          .fill(60, 39)
          .map((t, i) => (i === 39 ? 57 : t - i)),
      }),
  ],
  [
    'recycle.d2t, draft id 1',
    ({ tensors }) => tensors.set('recycle.d2t', { dtype: 'int32', shape: [40], data: new Int32Array(40).fill(-1, 1) }),
  ],
];

describe('a file that cannot be used', () => {
  it.each(damages)('is refused by %s', async (place, change) => {
    const bytes = await fileWith(change);
    let closed = 0;
    const inner = bytesSource('a.recycle', bytes);
    const source: ByteSource = {
      name: inner.name,
      sizeBytes: inner.sizeBytes,
      read: (...range) => inner.read(...range),
      [Symbol.dispose]: () => {
        closed += 1;
      },
    };
    const work = readRecycleFile(source);
    await expect(work).rejects.toSatisfy((error) => FileError.isInstance(error) || ConfigError.isInstance(error));
    await expect(work).rejects.toThrow(place);
    expect(closed).toBe(1);
  });

  it('that was cut off or changed at any place is a FileError or ConfigError, or has other weights', async () => {
    const whole = joined(recycleFile(await contents()));
    const random = seededRandom(3);
    const headerEnd = 8 + new DataView(whole.buffer).getUint32(0, true);
    for (let round = 0; round < 120; round += 1) {
      const cut = whole.slice(0, random.below(whole.length));
      await expect(read(cut)).rejects.toSatisfy(
        (error) => FileError.isInstance(error) || ConfigError.isInstance(error),
      );
      const flipped = whole.slice();
      const at = random.below(headerEnd);
      flipped[at] = (flipped[at] as number) ^ (1 << random.below(8));
      await read(flipped).then(
        (found) => found[Symbol.dispose](),
        (error) => expect(FileError.isInstance(error) || ConfigError.isInstance(error), String(error)).toBe(true),
      );
    }
  });

  it('because it is something else says so', async () => {
    const other = joined(writeSafetensors(new Map([['a', floats(2)]])));
    await expect(read(other)).rejects.toThrow(/holds no recycle module/);
    await expect(read(new Uint8Array(100))).rejects.toThrow(/not a safetensors file/);
  });
});

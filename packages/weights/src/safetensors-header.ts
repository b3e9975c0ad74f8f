import { type ByteSource, FileError } from '@recyclegpt/spec';
import { isSafetensorsType, type SafetensorsType, safetensorsElementBytes } from './safetensors-types.ts';

/** A tensor in a safetensors file. */
export interface SafetensorsTensor {
  readonly name: string;
  /** Element type by the format's name. */
  readonly type: SafetensorsType;
  readonly shape: readonly number[];
  /** Byte in the file where it begins. */
  readonly offset: number;
  readonly sizeBytes: number;
}

interface HeaderInput {
  /** The header, parsed but not trusted. */
  readonly json: unknown;
  readonly source: ByteSource;
  readonly headerBytes: number;
}

interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
}

/**
 * Checks a header: types and shapes that match sizes, and tensors that fill the rest of the file without gap or overlap.
 * @throws FileError naming the tensor at fault
 */
export function parseSafetensorsHeader({ json, source, headerBytes }: HeaderInput): Header {
  if (!isRecord(json)) throw damaged(source, { where: 'header', got: typeof json, expected: 'an object of tensors' });
  const tensors = new Map<string, SafetensorsTensor>();
  for (const [name, entry] of Object.entries(json)) {
    if (name !== '__metadata__') tensors.set(name, parseTensor(name, { json: entry, source, headerBytes }));
  }
  checkCover(source, tensors, headerBytes);
  return { metadata: parseMetadata(source, json['__metadata__']), tensors };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNaturals(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function parseMetadata(source: ByteSource, value: unknown): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  const where = 'key __metadata__';
  if (!isRecord(value)) throw damaged(source, { where, got: value, expected: 'an object of texts' });
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw damaged(source, { where: `${where}.${key}`, got: text, expected: 'a text' });
    metadata.set(key, text);
  }
  return metadata;
}

function parseTensor(name: string, { json, source, headerBytes }: HeaderInput): SafetensorsTensor {
  const where = `tensor ${JSON.stringify(name)}`;
  if (!isRecord(json)) throw damaged(source, { where, got: json, expected: 'an object' });
  const { dtype, shape, data_offsets: offsets } = json;
  if (typeof dtype !== 'string' || !isSafetensorsType(dtype)) {
    const expected = Object.keys(safetensorsElementBytes).join(', ');
    throw damaged(source, { where: `${where}, dtype`, got: dtype, expected });
  }
  if (!isNaturals(shape)) {
    throw damaged(source, { where: `${where}, shape`, got: shape, expected: 'an array of lengths' });
  }
  const [begin, end] = isNaturals(offsets) && offsets.length === 2 ? offsets : [];
  const dataBytes = source.sizeBytes - headerBytes;
  if (begin === undefined || end === undefined || begin > end || end > dataBytes) {
    const expected = `a begin and an end within ${dataBytes} bytes`;
    throw damaged(source, { where: `${where}, data_offsets`, got: offsets, expected });
  }
  const sizeBytes = shape.reduce((product, length) => product * length, safetensorsElementBytes[dtype]);
  if (sizeBytes !== end - begin) {
    throw damaged(source, { where, got: end - begin, expected: `${sizeBytes} bytes for [${shape}] in ${dtype}` });
  }
  return { name, type: dtype, shape, offset: headerBytes + begin, sizeBytes };
}

function checkCover(source: ByteSource, tensors: ReadonlyMap<string, SafetensorsTensor>, headerBytes: number): void {
  let end = headerBytes;
  const inOrder = [...tensors.values()].sort((a, b) => a.offset - b.offset || a.sizeBytes - b.sizeBytes);
  for (const { name, offset, sizeBytes } of inOrder) {
    if (offset !== end) {
      const expected = `a begin at ${end}, where the one before ends`;
      throw damaged(source, { where: `tensor ${JSON.stringify(name)}`, got: offset, expected });
    }
    end = offset + sizeBytes;
  }
  if (end === source.sizeBytes) return;
  const expected = `${end} bytes, where the last tensor ends`;
  throw damaged(source, { where: 'end of the file', got: source.sizeBytes, expected });
}

interface Damage {
  readonly where: string;
  readonly got: unknown;
  readonly expected: string;
}

function damaged(source: ByteSource, { where, got, expected }: Damage): FileError {
  return new FileError({
    what: 'the safetensors file is damaged',
    where: `${source.name}, ${where}`,
    got: got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 200),
    expected,
    next: 'Download the file again.',
  });
}

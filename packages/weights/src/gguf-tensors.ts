import { type ByteSource, FileError, type WeightFormat } from '@recyclegpt/spec';
import type { GgufCursor } from './gguf-cursor.ts';
import { readString } from './gguf-strings.ts';
import { formatsByType, otherTypes } from './gguf-types.ts';
import { sizeInFormat } from './weight-formats.ts';

/** A tensor in a GGUF file. */
export interface GgufTensor {
  /** The file's own name for it. */
  readonly name: string;
  /** Row-major; matrices are `[out, in]`. (The file lists dimensions the other way round.) */
  readonly shape: readonly number[];
  readonly format: WeightFormat;
  /** Byte in the file where it begins. */
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A tensor as the header lists it: its offset counts from the end of the header. */
export type TensorEntry = GgufTensor;

const longestNameBytes = 1024;
const mostDimensions = 4;

/** The next entry of the tensor list. @throws FileError if it cannot be a tensor of this file. */
export function readTensorEntry(cursor: GgufCursor): TensorEntry {
  const name = readString(cursor, 'tensor name', longestNameBytes);
  const what = `tensor ${JSON.stringify(name)}`;
  const numDimensions = cursor.uint32(what);
  if (numDimensions < 1 || numDimensions > mostDimensions) {
    throw cursor.error('a tensor has an impossible number of dimensions', {
      what,
      got: String(numDimensions),
      expected: `1 to ${mostDimensions}`,
    });
  }
  const shape = Array.from({ length: numDimensions }, () => cursor.uint64(what)).reverse();
  const format = formatOf(cursor, cursor.uint32(what), what);
  const offset = cursor.uint64(what);
  return { name, shape, format, offset, sizeBytes: sizeOf(cursor, shape, format, what) };
}

function formatOf(cursor: GgufCursor, type: number, what: string): WeightFormat {
  const format = formatsByType.get(type);
  if (format) return format;
  throw cursor.error('a tensor has a type that is not supported', {
    what,
    got: otherTypes.get(type) ?? `type ${type}`,
    expected: [...formatsByType.values()].join(', '),
  });
}

function sizeOf(cursor: GgufCursor, shape: readonly number[], format: WeightFormat, what: string): number {
  const numElements = shape.reduce((product, length) => product * length, 1);
  const rowBytes = sizeInFormat(format, shape.at(-1) ?? 0);
  if (rowBytes === undefined) {
    throw cursor.error('rows of a tensor are not whole blocks', {
      what,
      got: `shape [${shape}]`,
      expected: `blocks of ${format}`,
    });
  }
  const sizeBytes = sizeInFormat(format, numElements) ?? Infinity;
  if (numElements >= 1 && sizeBytes <= cursor.source.sizeBytes) return sizeBytes;
  throw cursor.error('a tensor cannot have this shape', {
    what,
    got: `[${shape}] in ${format}`,
    expected: `1 element or more, and at most the file's ${cursor.source.sizeBytes} bytes`,
  });
}

interface DataSection {
  readonly source: ByteSource;
  readonly headerBytes: number;
  /** Bytes; every tensor begins at a multiple of it. */
  readonly alignment: number;
}

/**
 * The tensors with offsets in the file.
 * @throws FileError if one is named twice, not aligned, outside the file or upon another
 */
export function placeTensors(section: DataSection, entries: readonly TensorEntry[]): ReadonlyMap<string, GgufTensor> {
  const { source, headerBytes, alignment } = section;
  const dataStart = Math.ceil(headerBytes / alignment) * alignment;
  const placed = new Map<string, GgufTensor>();
  for (const entry of entries) {
    if (placed.has(entry.name)) {
      throw misplaced(section, entry, { what: 'a tensor occurs twice', expected: 'each name once' });
    }
    if (entry.offset % alignment !== 0) {
      const expected = `an offset divisible by ${alignment}`;
      throw misplaced(section, entry, { what: 'a tensor is not aligned', expected });
    }
    const offset = dataStart + entry.offset;
    if (!(offset + entry.sizeBytes <= source.sizeBytes)) {
      const expected = `an end within ${source.sizeBytes} bytes`;
      throw misplaced(section, entry, { what: 'a tensor lies outside the file', expected });
    }
    placed.set(entry.name, { ...entry, offset });
  }
  checkOverlap(section, placed);
  return placed;
}

function checkOverlap(section: DataSection, tensors: ReadonlyMap<string, GgufTensor>): void {
  let end = 0;
  for (const tensor of [...tensors.values()].sort((a, b) => a.offset - b.offset)) {
    if (tensor.offset < end) {
      throw misplaced(section, tensor, { what: 'a tensor overlaps another', expected: `an offset of ${end} or more` });
    }
    end = tensor.offset + tensor.sizeBytes;
  }
}

interface BrokenRule {
  readonly what: string;
  readonly expected: string;
}

function misplaced({ source }: DataSection, { name, offset, sizeBytes }: GgufTensor, rule: BrokenRule): FileError {
  return new FileError({
    ...rule,
    where: `${source.name}, tensor ${JSON.stringify(name)}`,
    got: `${sizeBytes} bytes at offset ${offset}`,
    next: 'The file is cut off or damaged: download it again.',
  });
}

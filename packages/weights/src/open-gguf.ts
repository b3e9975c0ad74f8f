import type { ByteSource } from '@recyclegpt/spec';
import { GgufCursor } from './gguf-cursor.ts';
import { readString } from './gguf-strings.ts';
import { type GgufTensor, placeTensors, readTensorEntry, type TensorEntry } from './gguf-tensors.ts';
import { type GgufValue, readValue } from './gguf-values.ts';

/** The header of a GGUF file: what it says of the model, and where its tensors lie. */
export interface GgufFile {
  readonly source: ByteSource;
  /** Version of the container, 2 or 3. */
  readonly version: number;
  /** By key, such as `general.architecture`. */
  readonly metadata: ReadonlyMap<string, GgufValue>;
  /** By the file's own names, such as `blk.0.attn_q.weight`; empty in a file with a vocabulary only. */
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  /** Bytes from the beginning to the end of the tensor list. */
  readonly headerBytes: number;
}

/** `GGUF` as a little-endian number. */
const magic = 0x46554747;
const longestKeyBytes = 65535;
/** Least bytes of a metadata entry (key, type, value) and of a tensor's (name, dimensions, type, offset). */
const smallestEntryBytes = 13;
const smallestTensorBytes = 32;
const defaultAlignment = 32;

/**
 * Opens a GGUF file, version 2 or 3. Only its header is read, in growing chunks. `source` stays open for the tensors and
 * is the caller's to dispose, unless `ggufWeights` takes it over.
 * Source: ggml, docs/gguf.md.
 * @throws FileError if the file is damaged, of another kind or holds tensors of a type that we do not read
 */
export async function openGguf(source: ByteSource): Promise<GgufFile> {
  const cursor = new GgufCursor(source);
  const { version, numTensors, numEntries } = await cursor.step(readCounts);
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < numEntries; i++) {
    const [key, value] = await cursor.step((at) => readEntry(at, metadata));
    metadata.set(key, value);
  }
  const entries: TensorEntry[] = [];
  for (let i = 0; i < numTensors; i++) entries.push(await cursor.step(readTensorEntry));
  const headerBytes = cursor.position;
  const tensors = placeTensors({ source, headerBytes, alignment: alignmentOf(cursor, metadata) }, entries);
  return { source, version, metadata, tensors, headerBytes };
}

function readCounts(cursor: GgufCursor): { version: number; numTensors: number; numEntries: number } {
  const found = cursor.uint32('magic');
  if (found !== magic) {
    throw cursor.error('this is not a GGUF file', {
      what: 'magic',
      at: 0,
      got: hex(found),
      expected: `${hex(magic)} ("GGUF")`,
    });
  }
  const version = cursor.uint32('version');
  if (version !== 2 && version !== 3) {
    const got = version % 65536 === 0 ? `${hex(version)}, a big-endian file` : String(version);
    throw cursor.error('the version of the GGUF file is not supported', {
      what: 'version',
      at: 4,
      got,
      expected: '2 or 3',
    });
  }
  const numTensors = readCount(cursor, 'number of tensors', smallestTensorBytes);
  const numEntries = readCount(cursor, 'number of metadata entries', smallestEntryBytes);
  return { version, numTensors, numEntries };
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, '0')}`;
}

function readCount(cursor: GgufCursor, what: string, smallestBytes: number): number {
  const count = cursor.uint64(what);
  const most = Math.floor(cursor.remainingBytes / smallestBytes);
  if (count <= most) return count;
  throw cursor.error('a count is larger than the file can hold', {
    what,
    got: String(count),
    expected: `at most ${most}`,
  });
}

function readEntry(cursor: GgufCursor, known: ReadonlyMap<string, GgufValue>): readonly [string, GgufValue] {
  const key = readString(cursor, 'metadata key', longestKeyBytes);
  const what = `key ${JSON.stringify(key.slice(0, 100))}`;
  if (known.has(key)) throw cursor.error('a metadata key occurs twice', { what, expected: 'each key once' });
  return [key, readValue(cursor, what)];
}

function alignmentOf(cursor: GgufCursor, metadata: ReadonlyMap<string, GgufValue>): number {
  const alignment = metadata.get('general.alignment') ?? defaultAlignment;
  const isPowerOfTwo = typeof alignment === 'number' && Number.isInteger(Math.log2(alignment));
  if (isPowerOfTwo && alignment >= 1 && alignment <= 2 ** 20) return alignment;
  const what = 'key "general.alignment"';
  throw cursor.error('the alignment is not usable', {
    what,
    got: String(alignment),
    expected: 'a power of two up to 2^20',
  });
}

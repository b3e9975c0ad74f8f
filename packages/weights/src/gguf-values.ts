import type { GgufCursor } from './gguf-cursor.ts';
import { readString, readStrings } from './gguf-strings.ts';

/** A metadata value. 64-bit integers are numbers where a number holds them exactly, else bigints. */
export type GgufValue = number | bigint | boolean | string | readonly GgufValue[];

interface ScalarType {
  readonly name: string;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number | bigint | boolean;
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** By the type's number in the file (ggml, `gguf.h`, `gguf_type`). */
const scalarTypes: ReadonlyMap<number, ScalarType> = new Map<number, ScalarType>([
  [0, { name: 'uint8', bytes: 1, read: (view, at) => view.getUint8(at) }],
  [1, { name: 'int8', bytes: 1, read: (view, at) => view.getInt8(at) }],
  [2, { name: 'uint16', bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  [3, { name: 'int16', bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  [4, { name: 'uint32', bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  [5, { name: 'int32', bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  [6, { name: 'float32', bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [7, { name: 'bool', bytes: 1, read: (view, at) => view.getUint8(at) !== 0 }],
  [10, { name: 'uint64', bytes: 8, read: (view, at) => narrowed(view.getBigUint64(at, true)) }],
  [11, { name: 'int64', bytes: 8, read: (view, at) => narrowed(view.getBigInt64(at, true)) }],
  [12, { name: 'float64', bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
]);

const stringType = 8;
const arrayType = 9;
/** Least bytes that a string or an array takes: its length, and an array's element type. */
const smallestStringBytes = 8;
const smallestArrayBytes = 12;
/** No vocabulary has as many tokens; without this bound a large file could make an array of a billion numbers. */
const longestArray = 4 * 1024 * 1024;
const deepestNesting = 4;

/**
 * One value with its type in front.
 * @param what names the key in messages
 * @throws FileError for an unknown type, or a length that the file cannot hold
 */
export function readValue(cursor: GgufCursor, what: string): GgufValue {
  return readTyped(cursor, cursor.uint32(what), what, 0);
}

function readTyped(cursor: GgufCursor, type: number, what: string, depth: number): GgufValue {
  if (type === stringType) return readString(cursor, what);
  if (type === arrayType) return readArray(cursor, what, depth + 1);
  const scalar = scalarType(cursor, type, what);
  const { view, at } = cursor.view(scalar.bytes, what);
  return scalar.read(view, at);
}

function scalarType(cursor: GgufCursor, type: number, what: string): ScalarType {
  const scalar = scalarTypes.get(type);
  if (scalar) return scalar;
  throw cursor.error('a value has an unknown type', { what, got: `type ${type}`, expected: 'a type from 0 to 12' });
}

function readArray(cursor: GgufCursor, what: string, depth: number): readonly GgufValue[] {
  if (depth > deepestNesting) {
    throw cursor.error('arrays are nested too deeply', {
      what,
      got: `depth ${depth}`,
      expected: `at most ${deepestNesting}`,
    });
  }
  const type = cursor.uint32(what);
  const count = cursor.uint64(what);
  checkCount(cursor, type, count, what);
  if (type === stringType) return readStrings(cursor, count, what);
  if (type === arrayType) return Array.from({ length: count }, () => readArray(cursor, what, depth + 1));
  return readScalars(cursor, scalarType(cursor, type, what), count, what);
}

function checkCount(cursor: GgufCursor, type: number, count: number, what: string): void {
  const smallest =
    type === stringType
      ? smallestStringBytes
      : type === arrayType
        ? smallestArrayBytes
        : scalarType(cursor, type, what).bytes;
  const most = Math.min(longestArray, Math.floor(cursor.remainingBytes / smallest));
  if (count <= most) return;
  throw cursor.error('an array is too long', { what, got: `${count} elements`, expected: `at most ${most}` });
}

function readScalars(cursor: GgufCursor, scalar: ScalarType, count: number, what: string): GgufValue[] {
  const { view, at } = cursor.view(count * scalar.bytes, what);
  const values: GgufValue[] = [];
  for (let i = 0; i < count; i++) values.push(scalar.read(view, at + i * scalar.bytes));
  return values;
}

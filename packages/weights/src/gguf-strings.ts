import type { GgufCursor } from './gguf-cursor.ts';

/** A chat template has a few kilobytes. */
const longestStringBytes = 16 * 1024 * 1024;

/**
 * A length and so many bytes of UTF-8.
 * @throws FileError if it is longer than the file or than `longestBytes`
 */
export function readString(cursor: GgufCursor, what: string, longestBytes = longestStringBytes): string {
  const length = takeLength(cursor, what, longestBytes);
  const start = cursor.take(length, what);
  return textDecoder().decode(cursor.bytes.subarray(start, start + length));
}

function textDecoder() {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

function takeLength(cursor: GgufCursor, what: string, longestBytes: number): number {
  const length = cursor.uint64(what);
  if (length <= longestBytes) return length;
  throw cursor.error('a string is too long', { what, got: `${length} bytes`, expected: `at most ${longestBytes}` });
}

/**
 * `count` strings, of which a vocabulary has 50,000 and more. Decoding each by itself takes longer than reading the file,
 * so all are decoded at once, with a NUL after each, and then cut: the UTF-16 length of valid UTF-8 is known from its bytes.
 * @throws FileError as `readString`
 */
export function readStrings(cursor: GgufCursor, count: number, what: string): string[] {
  const ends = new Uint32Array(count);
  const first = cursor.position;
  for (let i = 0; i < count; i++) {
    const length = takeLength(cursor, what, longestStringBytes);
    ends[i] = cursor.take(length, what) + length - first;
  }
  const bytes = cursor.bytes.subarray(first, cursor.position);
  return cutTogether(bytes, ends) ?? cutSingly(bytes, ends);
}

/** Bytes of the length in front of each string. */
const prefixBytes = 8;

/** `undefined` if some string is not valid UTF-8, so that lengths cannot be told. */
function cutTogether(bytes: Uint8Array, ends: Uint32Array): string[] | undefined {
  const packed = new Uint8Array(bytes.length);
  const unitEnds = new Uint32Array(ends.length);
  let size = 0;
  let units = 0;
  for (let i = 0; i < ends.length; i++) {
    for (let at = (i === 0 ? 0 : ends[i - 1]!) + prefixBytes; at < ends[i]!; at++) {
      const byte = bytes[at]!;
      packed[size++] = byte;
      // A character has one byte that does not continue another; from four bytes on it takes two units.
      if ((byte & 0xc0) !== 0x80) units += byte < 0xf0 ? 1 : 2;
    }
    unitEnds[i] = units++;
    packed[size++] = 0;
  }
  return cutAt(textDecoder().decode(packed.subarray(0, size)), unitEnds);
}

function cutAt(text: string, ends: Uint32Array): string[] | undefined {
  const strings: string[] = [];
  let start = 0;
  for (const end of ends) {
    if (text.charCodeAt(end) !== 0) return undefined;
    strings.push(text.slice(start, end));
    start = end + 1;
  }
  return start === text.length ? strings : undefined;
}

function cutSingly(bytes: Uint8Array, ends: Uint32Array): string[] {
  const decoder = textDecoder();
  return Array.from(ends, (end, i) => decoder.decode(bytes.subarray((i === 0 ? 0 : ends[i - 1]!) + prefixBytes, end)));
}

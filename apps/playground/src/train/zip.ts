import type { TrainedFile } from '../protocol/train-calls.ts';

/**
 * Packs files into one, uncompressed: weights do not shrink. The format is PKWARE's APPNOTE 6.3.3, sections 4.3.7 (local
 * header), 4.3.12 (directory) and 4.3.16 (its end), method 0.
 */
export function zip(files: readonly TrainedFile[]): Blob {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let offset = 0;
  let directorySize = 0;
  for (const { name, bytes } of files) {
    const nameBytes = new TextEncoder().encode(name);
    const crc = crc32(bytes);
    const shared = [20, 0x0800, 0, 0, 0x21] as const;
    const sizes = { crc, size: bytes.length, nameLength: nameBytes.length };
    const local = header(0x04034b50, [...shared], sizes, []);
    parts.push(local, nameBytes, bytes as BlobPart);
    const entry = header(0x02014b50, [20, ...shared], sizes, [0, 0, 0, 0, 0, offset & 0xffff, offset >>> 16]);
    directory.push(entry, nameBytes);
    directorySize += entry.byteLength + nameBytes.length;
    offset += local.byteLength + nameBytes.length + bytes.length;
  }
  return new Blob([...parts, ...directory, ending(files.length, directorySize, offset)], { type: 'application/zip' });
}

interface Sizes {
  readonly crc: number;
  readonly size: number;
  readonly nameLength: number;
}

/** Signature, 16-bit fields, checksum and sizes, lengths of name and extra, then more 16-bit fields. */
function header(
  signature: number,
  before: readonly number[],
  { crc, size, nameLength }: Sizes,
  after: readonly number[],
): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(20 + 2 * (before.length + after.length)));
  view.setUint32(0, signature, true);
  let at = 4;
  const put16 = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const put32 = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  before.forEach(put16);
  put32(crc);
  put32(size);
  put32(size);
  put16(nameLength);
  put16(0);
  after.forEach(put16);
  return view.buffer as ArrayBuffer;
}

function ending(count: number, size: number, offset: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(22));
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  return view.buffer as ArrayBuffer;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const headBytes = 8 * 2 ** 20;

function readHead(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(Math.min(headBytes, fstatSync(file).size));
    readSync(file, bytes, 0, bytes.length, 0);
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** Reads the metadata of a trusted GGUF file: enough for tests, without the checks of the reader in `weights`. */
export function ggufMetadata(path: string): Map<string, unknown> {
  const bytes = readHead(path);
  const view = new DataView(bytes.buffer);
  const text = new TextDecoder();
  let offset = 8;
  const advance = (size: number) => {
    offset += size;
    return offset - size;
  };
  const length = () => Number(view.getBigUint64(advance(8), true));
  const string = () => {
    const start = advance(length());
    return text.decode(bytes.subarray(start, offset));
  };
  const readers: Record<number, () => unknown> = {
    0: () => view.getUint8(advance(1)),
    1: () => view.getInt8(advance(1)),
    2: () => view.getUint16(advance(2), true),
    3: () => view.getInt16(advance(2), true),
    4: () => view.getUint32(advance(4), true),
    5: () => view.getInt32(advance(4), true),
    6: () => view.getFloat32(advance(4), true),
    7: () => view.getUint8(advance(1)) !== 0,
    8: string,
    9: () => {
      const read = readers[view.getUint32(advance(4), true)]!;
      return Array.from({ length: length() }, () => read());
    },
    10: () => view.getBigUint64(advance(8), true),
    11: () => view.getBigInt64(advance(8), true),
    12: () => view.getFloat64(advance(8), true),
  };
  length();
  const entries = length();
  const metadata = new Map<string, unknown>();
  for (let entry = 0; entry < entries; entry++) {
    const key = string();
    metadata.set(key, readers[view.getUint32(advance(4), true)]!());
  }
  return metadata;
}

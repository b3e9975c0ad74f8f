import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What a tarball weighs, in bytes. */
export interface TarballSizes {
  /** As downloaded. */
  readonly packedBytes: number;
  /** All files together, as npm counts them. */
  readonly unpackedBytes: number;
  /** Bytes of each file by its path inside the package. */
  readonly files: Readonly<Record<string, number>>;
}

const blockBytes = 512;

/**
 * Reads a packed package without unpacking it. Format: ustar headers as POSIX.1-2017 `pax` defines them; entries that are
 * not plain files carry no bytes of the package.
 */
export function tarballSizes(path: string): TarballSizes {
  const packed = readFileSync(path);
  const tar = gunzipSync(packed);
  const files: Record<string, number> = {};
  for (let offset = 0; offset + blockBytes <= tar.length; ) {
    const header = tar.subarray(offset, offset + blockBytes);
    const name = field(header, 0, 100);
    if (name === '') break;
    const sizeBytes = Number.parseInt(field(header, 124, 12), 8);
    const type = String.fromCharCode(header[156] ?? 0);
    const prefix = field(header, 345, 155);
    const full = prefix === '' ? name : `${prefix}/${name}`;
    if (type === '0' || type === '\0') files[full.replace(/^package\//, '')] = sizeBytes;
    offset += blockBytes + Math.ceil(sizeBytes / blockBytes) * blockBytes;
  }
  const unpackedBytes = Object.values(files).reduce((sum, size) => sum + size, 0);
  return { packedBytes: packed.length, unpackedBytes, files };
}

function field(header: Uint8Array, start: number, length: number): string {
  const text = new TextDecoder('latin1').decode(header.subarray(start, start + length));
  return text.replace(/[\0 ][\s\S]*$/, '').trim();
}

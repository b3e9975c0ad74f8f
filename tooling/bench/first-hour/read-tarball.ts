import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A packed package. */
export interface PackedPackage {
  readonly path: string;
  /** Its package.json. */
  readonly manifest: Readonly<Record<string, unknown>> & { readonly name: string; readonly version: string };
  /** As registries tell it: sha512 in base64. */
  readonly integrity: string;
}

const blockBytes = 512;

/** Reads a tarball that `pnpm pack` made. @throws Error if it holds no package.json. */
export function readTarball(path: string): PackedPackage {
  const packed = readFileSync(path);
  const json = fileIn(gunzipSync(packed), 'package/package.json');
  if (json === undefined) throw new Error(`${path} holds no package/package.json: pack it with \`npm run tarballs\`.`);
  const manifest = JSON.parse(json) as PackedPackage['manifest'];
  return { path, manifest, integrity: `sha512-${createHash('sha512').update(packed).digest('base64')}` };
}

/** The text of a file in a tar archive: blocks of 512 bytes, a header with name and octal size before each file. */
function fileIn(tar: Buffer, wanted: string): string | undefined {
  for (let at = 0; at + blockBytes <= tar.length; ) {
    const name = textAt(tar, at, 100);
    const sizeBytes = Number.parseInt(textAt(tar, at + 124, 12), 8) || 0;
    const start = at + blockBytes;
    if (name === wanted) return tar.toString('utf8', start, start + sizeBytes);
    at = start + Math.ceil(sizeBytes / blockBytes) * blockBytes;
  }
  return undefined;
}

function textAt(bytes: Buffer, start: number, length: number): string {
  return bytes.toString('utf8', start, start + length).replace(/\0.*$/s, '');
}

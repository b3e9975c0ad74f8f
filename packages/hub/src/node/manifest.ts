import { readFile } from 'node:fs/promises';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** One downloaded file. */
export interface ManifestFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Address without its query, which may hold secrets. */
  readonly url: string;
}

/** What is in the cache of one model. It is written last, so that a model is there as a whole or not at all. */
export interface Manifest {
  readonly model: string;
  /** Commit that the hub named, if it did. */
  readonly commit?: string | undefined;
  /** Files of pulls without a named file, which belong together. */
  readonly whole?: readonly string[] | undefined;
  /** By path inside the model's folder. */
  readonly files: Readonly<Record<string, ManifestFile>>;
}

function isManifestFile(value: unknown): value is ManifestFile {
  if (typeof value !== 'object' || value === null) return false;
  const { sha256, sizeBytes, url } = value as Record<string, unknown>;
  return typeof sha256 === 'string' && typeof sizeBytes === 'number' && typeof url === 'string';
}

/** Names in a manifest become paths: what climbs out of its folder was not written by the cache. */
function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9._+-]*$/.test(part));
}

function parseManifest(json: string): Manifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined; // Damaged: the files count as not there, and are fetched again.
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { model, files, whole } = value as Record<string, unknown>;
  if (typeof model !== 'string' || typeof files !== 'object' || files === null) return undefined;
  const areGood = Object.entries(files).every(([path, file]) => isPlainPath(path) && isManifestFile(file));
  const isWholeGood = whole === undefined || (Array.isArray(whole) && whole.every((path) => path in files));
  return areGood && isWholeGood ? (value as Manifest) : undefined;
}

/** Reads a manifest; `undefined` if there is none or it is damaged. */
export async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return parseManifest(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileErrorOf(error, 'The list of downloaded files cannot be read', path);
  }
}

/** Writes a manifest. */
export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  await writeFileAtomically(path, [new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`)]);
}

/** A manifest with one more file in it. */
export function withFile(manifest: Manifest, path: string, file: ManifestFile): Manifest {
  return { ...manifest, files: { ...manifest.files, [path]: file } };
}

/** A manifest without a file; a model that needs it is no longer whole. */
export function withoutFile(manifest: Manifest, path: string): Manifest {
  const files = Object.fromEntries(Object.entries(manifest.files).filter(([each]) => each !== path));
  return { ...manifest, files, whole: manifest.whole?.includes(path) ? undefined : manifest.whole };
}

/** What a manifest says of a file. */
export function fileIn(manifest: Manifest | undefined, path: string): ManifestFile | undefined {
  return manifest !== undefined && Object.hasOwn(manifest.files, path) ? manifest.files[path] : undefined;
}

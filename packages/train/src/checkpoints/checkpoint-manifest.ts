import { type ByteSource, FileError } from '@recyclegpt/spec';
import { MurmurHash } from '../data/murmur-hash.ts';
import type { RowPosition } from '../data/token-rows.ts';
import type { JsonValue } from './json-value.ts';

/** All but the tensors that a run needs to go on as if it had never stopped. */
export interface TrainingState {
  /** Where the next batch begins. */
  readonly position: RowPosition;
  /** The run's options, so that another run does not go on with this one's checkpoint. */
  readonly config: JsonValue;
  /** State of random generators, where there are any. */
  readonly random?: JsonValue;
  /** The last losses, for smoothing and for watching over the run. */
  readonly lossTail?: readonly { readonly step: number; readonly loss: number }[];
  /** Whatever else the run keeps. */
  readonly more?: JsonValue;
}

/** The JSON beside a checkpoint's tensors. A checkpoint exists once this file does. */
export interface CheckpointManifest {
  readonly version: number;
  readonly step: number;
  readonly score: number | null;
  readonly tensors: { readonly file: string; readonly sizeBytes: number; readonly hash: string };
  readonly state: TrainingState;
}

export const manifestVersion = 1;
const largestManifestBytes = 2 ** 26;

function hashOf(manifest: CheckpointManifest): string {
  return new MurmurHash().updateText(JSON.stringify(manifest)).digest();
}

/** The file of a manifest: indented JSON with a hash of its content. */
export function manifestBytes(manifest: CheckpointManifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ ...manifest, hash: hashOf(manifest) }, undefined, 2)}\n`);
}

/** @throws FileError if the file is cut short, changed, or of another version */
export async function readManifest(source: ByteSource): Promise<CheckpointManifest> {
  if (source.sizeBytes > largestManifestBytes) throw damaged(source, `${source.sizeBytes} bytes`);
  const text = new TextDecoder().decode(await source.read(0, source.sizeBytes));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw damaged(source, text === '' ? 'an empty file' : 'JSON that does not parse', cause);
  }
  if (typeof json !== 'object' || json === null || !('hash' in json)) throw damaged(source, 'JSON without a hash');
  const { hash, ...manifest } = json as CheckpointManifest & { readonly hash: unknown };
  if (hash !== hashOf(manifest)) throw damaged(source, 'content that does not fit its hash');
  if (manifest.version === manifestVersion) return manifest;
  throw damaged(source, `version ${manifest.version}`);
}

function damaged(source: ByteSource, got: string, cause?: unknown): FileError {
  return new FileError({
    what: 'The checkpoint is damaged',
    where: source.name,
    got,
    expected: `a manifest of version ${manifestVersion} that fits its hash`,
    cause,
  });
}

import { FileError, type Storage } from '@recyclegpt/spec';
import { type CheckpointManifest, readManifest } from './checkpoint-manifest.ts';

/** A checkpoint that cannot be used. */
export interface DamagedCheckpoint {
  readonly step: number;
  readonly path: string;
  readonly reason: string;
}

/** What lies in a folder of checkpoints. */
export interface CheckpointListing {
  /** By falling step. */
  readonly manifests: readonly CheckpointManifest[];
  readonly damaged: readonly DamagedCheckpoint[];
  /** Tensors that no manifest names: left by a run that was stopped while it saved. */
  readonly strayTensors: readonly string[];
}

const manifestPattern = /^step-(\d{9,})\.json$/;
const tensorsPattern = /^step-\d{9,}(\.\d+)?\.safetensors$/;

export function manifestName(step: number): string {
  return `step-${String(step).padStart(9, '0')}.json`;
}

/** A name for the tensors of a step that no file has: the old ones stay whole until the new manifest stands. */
export function freeTensorsName(step: number, taken: ReadonlySet<string>): string {
  const base = manifestName(step).replace('.json', '');
  let name = `${base}.safetensors`;
  for (let count = 2; taken.has(name); count++) name = `${base}.${count}.safetensors`;
  return name;
}

/** Names of the files in a folder, not those in folders inside it. */
export async function namesIn(storage: Storage, folder: string): Promise<readonly string[]> {
  const paths = await storage.list(folder);
  return paths.map((path) => path.slice(folder.length + 1)).filter((name) => !name.includes('/'));
}

/** @throws what the storage throws; damaged files are listed as such */
export async function listCheckpoints(storage: Storage, folder: string): Promise<CheckpointListing> {
  const names = await namesIn(storage, folder);
  const manifests: CheckpointManifest[] = [];
  const damaged: DamagedCheckpoint[] = [];
  for (const name of names) {
    const digits = manifestPattern.exec(name)?.[1];
    if (digits === undefined) continue;
    const path = `${folder}/${name}`;
    const manifest = await manifestAt(storage, path);
    if (typeof manifest === 'string') damaged.push({ step: Number(digits), path, reason: manifest });
    else if (manifest !== undefined) manifests.push(manifest);
  }
  const used = new Set(manifests.map(({ tensors }) => tensors.file));
  const strayTensors = names.filter((name) => tensorsPattern.test(name) && !used.has(name));
  return { manifests: manifests.sort((a, b) => b.step - a.step), damaged, strayTensors };
}

/** A reason if the manifest cannot be used, `undefined` if it is gone. */
async function manifestAt(storage: Storage, path: string): Promise<CheckpointManifest | string | undefined> {
  using source = await storage.open(path);
  if (source === undefined) return undefined;
  try {
    return await readManifest(source);
  } catch (error) {
    if (!FileError.isInstance(error)) throw error;
    return error.message;
  }
}

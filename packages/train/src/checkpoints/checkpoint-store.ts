import { ConfigError, FileError, type Storage, type Tensor } from '@recyclegpt/spec';
import { writeFile } from '../data/write-file.ts';
import {
  type CheckpointListing,
  type DamagedCheckpoint,
  freeTensorsName,
  listCheckpoints,
  manifestName,
  namesIn,
} from './checkpoint-files.ts';
import { type CheckpointManifest, manifestBytes, manifestVersion, type TrainingState } from './checkpoint-manifest.ts';
import { MeasuredTensors, readTensors } from './checkpoint-tensors.ts';
import { checkJson } from './json-value.ts';

/** Where checkpoints lie, and how many of them stay. */
export interface CheckpointStoreOptions {
  readonly storage: Storage;
  /** The run's folder of checkpoints in the storage; nothing else lies there. */
  readonly folder: string;
  /** How many of the last checkpoints stay. Default 3. */
  readonly keepLast?: number;
  /** How many of those with the lowest score stay as well. Default 1. */
  readonly keepBest?: number;
}

/** What a run saves. */
export interface Checkpoint {
  /** Steps that have been made. */
  readonly step: number;
  /** By name: parameters, and the optimiser's moments. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly state: TrainingState;
  /** Lower is better: a validation loss, say. Without one it is never the best. */
  readonly score?: number | undefined;
}

/** What a listing says of a checkpoint. */
export interface CheckpointInfo {
  readonly step: number;
  readonly score: number | undefined;
  /** Path of its tensors in the storage, a safetensors file. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly state: TrainingState;
}

/** The newest checkpoint that can be used, and the newer ones that cannot. */
export interface ResumePoint {
  readonly checkpoint: Checkpoint;
  readonly damaged: readonly DamagedCheckpoint[];
}

/**
 * Checkpoints in a folder: tensors as safetensors, and a JSON manifest with the rest and the hashes. The manifest is
 * written last, and each file appears whole or not at all, so a run that is killed at any moment finds its last
 * checkpoint as it was. Old ones go only once the new one stands. One run at a time may write to a folder.
 */
export class CheckpointStore {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #keepLast: number;
  readonly #keepBest: number;
  /** Steps whose tensors `loadLatest` found damaged. */
  readonly #damagedSteps = new Set<number>();

  /** @throws ConfigError if it would keep nothing */
  constructor({ storage, folder, keepLast = 3, keepBest = 1 }: CheckpointStoreOptions) {
    checkInteger('keepLast', keepLast, 1);
    checkInteger('keepBest', keepBest, 0);
    if (folder === '') throw refused('folder', 'the whole storage', 'a folder of its own');
    this.#storage = storage;
    this.#folder = folder;
    this.#keepLast = keepLast;
    this.#keepBest = keepBest;
  }

  /**
   * Writes a checkpoint, then removes those that need not stay. Tensors are not copied: leave them alone meanwhile.
   * @throws ConfigError for a state that JSON cannot hold, and if there are checkpoints of later steps, which belong to
   *   another run or to one that should be resumed
   * @throws FileError if it cannot be written; those before it stay
   */
  async save(checkpoint: Checkpoint): Promise<CheckpointInfo> {
    checkCheckpoint(checkpoint);
    const { step, state, score } = checkpoint;
    await this.#checkLast(step);
    const taken = new Set(await namesIn(this.#storage, this.#folder));
    const file = freeTensorsName(step, taken);
    const measured = new MeasuredTensors(checkpoint.tensors);
    await this.#write(file, measured.chunks());
    const tensors = { file, sizeBytes: measured.sizeBytes, hash: measured.hash };
    const manifest = { version: manifestVersion, step, score: score ?? null, tensors, state };
    await this.#write(manifestName(step), [manifestBytes(manifest)]);
    this.#damagedSteps.delete(step);
    await this.prune();
    return this.#infoOf(manifest);
  }

  /** Checkpoints by rising step. Only manifests are read: a damaged tensor shows when it is loaded. */
  async list(): Promise<readonly CheckpointInfo[]> {
    const { manifests } = await this.#listing();
    return manifests.map((manifest) => this.#infoOf(manifest)).reverse();
  }

  /** The checkpoint with the lowest score; `undefined` if none has one. */
  async best(): Promise<CheckpointInfo | undefined> {
    const [best] = bestOf((await this.#listing()).manifests, 1);
    return best === undefined ? undefined : this.#infoOf(best);
  }

  /** @throws FileError if there is no checkpoint of this step, or it is damaged */
  async load(step: number): Promise<Checkpoint> {
    const { manifests, damaged } = await this.#listing();
    const manifest = manifests.find((each) => each.step === step);
    if (manifest !== undefined) return await this.#load(manifest);
    throw new FileError({
      what: 'There is no checkpoint of this step',
      where: this.#folder,
      got: damaged.find((each) => each.step === step)?.reason ?? `step ${step}`,
      expected: `one of ${manifests.map((each) => each.step).join(', ') || 'none'}`,
    });
  }

  /**
   * The newest checkpoint that is whole, and what is wrong with newer ones; `undefined` if the folder has none.
   * @throws FileError if there are checkpoints and all are damaged
   */
  async loadLatest(): Promise<ResumePoint | undefined> {
    const { manifests, damaged: unreadable } = await this.#listing();
    const damaged = [...unreadable];
    for (const manifest of manifests) {
      try {
        const checkpoint = await this.#load(manifest);
        return { checkpoint, damaged: damaged.filter((each) => each.step >= manifest.step) };
      } catch (error) {
        if (!FileError.isInstance(error)) throw error;
        const path = `${this.#folder}/${manifest.tensors.file}`;
        damaged.push({ step: manifest.step, path, reason: error.message });
        this.#damagedSteps.add(manifest.step);
      }
    }
    if (damaged.length === 0) return undefined;
    throw new FileError({
      what: 'All checkpoints are damaged',
      where: this.#folder,
      got: damaged.map(({ reason }) => reason).join(' '),
      next: 'Remove the folder to begin anew, or put back a copy.',
    });
  }

  /** Removes checkpoints that are neither among the last nor among the best, damaged ones, and what broken saves left. */
  async prune(): Promise<void> {
    const { manifests, damaged, strayTensors } = await this.#listing();
    const whole = manifests.filter(({ step }) => !this.#damagedSteps.has(step));
    const kept = new Set([...whole.slice(0, this.#keepLast), ...bestOf(whole, this.#keepBest)]);
    for (const manifest of manifests) if (!kept.has(manifest)) await this.#remove(manifest);
    if (whole.length === 0) return;
    for (const { path } of damaged) await this.#storage.remove(path);
    for (const name of strayTensors) await this.#storage.remove(`${this.#folder}/${name}`);
  }

  /** Removes checkpoints of later steps, to go on from an earlier one. */
  async removeAfter(step: number): Promise<void> {
    const { manifests } = await this.#listing();
    for (const manifest of manifests) if (manifest.step > step) await this.#remove(manifest);
  }

  async #load(manifest: CheckpointManifest): Promise<Checkpoint> {
    const path = `${this.#folder}/${manifest.tensors.file}`;
    using source = await this.#storage.open(path);
    if (source === undefined) throw new FileError({ what: 'The tensors of the checkpoint are gone', where: path });
    const tensors = await readTensors(source, manifest.tensors);
    return { step: manifest.step, tensors, state: manifest.state, score: manifest.score ?? undefined };
  }

  async #checkLast(step: number): Promise<void> {
    const { manifests } = await this.#listing();
    const later = manifests.find((each) => each.step > step && !this.#damagedSteps.has(each.step));
    if (later === undefined) return;
    throw new ConfigError({
      what: 'The folder has checkpoints of later steps',
      where: this.#folder,
      got: `step ${later.step}`,
      expected: `none after step ${step}`,
      next: 'Resume from there, choose another folder, or call removeAfter to give the later ones up.',
    });
  }

  async #listing(): Promise<CheckpointListing> {
    return await listCheckpoints(this.#storage, this.#folder);
  }

  async #write(name: string, chunks: Iterable<Uint8Array>): Promise<void> {
    await writeFile({ storage: this.#storage, path: `${this.#folder}/${name}`, chunks, name: 'The checkpoint' });
  }

  /** The manifest first: tensors without one count for nothing. */
  async #remove({ step, tensors }: CheckpointManifest): Promise<void> {
    await this.#storage.remove(`${this.#folder}/${manifestName(step)}`);
    await this.#storage.remove(`${this.#folder}/${tensors.file}`);
  }

  #infoOf({ step, score, tensors, state }: CheckpointManifest): CheckpointInfo {
    const { file, sizeBytes } = tensors;
    return { step, score: score ?? undefined, path: `${this.#folder}/${file}`, sizeBytes, state };
  }
}

/** Lowest scores first; of equal ones the later step. */
function bestOf(manifests: readonly CheckpointManifest[], count: number): readonly CheckpointManifest[] {
  const scored = manifests.filter(({ score }) => score !== null);
  return scored.sort((a, b) => (a.score ?? 0) - (b.score ?? 0) || b.step - a.step).slice(0, count);
}

function checkCheckpoint({ step, tensors, state, score }: Checkpoint): void {
  checkInteger('step', step, 0);
  if (score !== undefined && !Number.isFinite(score)) throw refused('score', score, 'a finite number, or none');
  if (tensors.size === 0) throw refused('tensors', 'none', 'a tensor or more');
  checkJson(state, 'state');
}

function checkInteger(where: string, got: number, least: number): void {
  if (!Number.isSafeInteger(got) || got < least) throw refused(where, got, `an integer of at least ${least}`);
}

function refused(where: string, got: unknown, expected: string): ConfigError {
  return new ConfigError({ what: 'A checkpoint cannot be kept with this', where, got: String(got), expected });
}

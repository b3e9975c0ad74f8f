import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isCommit } from '../repository/list-repository.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { insideFolder } from './inside-folder.ts';
import { temporarySuffix, writeFileAtomically } from './write-file-atomically.ts';

/** What this program keeps in the folder of a repository, where other tools do not look. */
const ownFolder = '.recyclegpt';

/**
 * One repository in the cache of the hub, in the layout of `huggingface_hub`: contents under their hashes in `blobs`,
 * links to them under their names in `snapshots/COMMIT`, and commits of branches in `refs`.
 */
export class HubRepository {
  /** Folder of the cache. */
  readonly root: string;
  readonly folder: string;
  readonly #name: string;

  constructor(root: string, { organisation, name }: { readonly organisation: string; readonly name: string }) {
    this.root = root;
    this.#name = `models--${organisation}--${name}`;
    this.folder = join(root, this.#name);
  }

  /** Held while the repository is written. */
  get lockPath(): string {
    return join(this.root, '.locks', this.#name, 'recyclegpt.lock');
  }

  get snapshots(): string {
    return join(this.folder, 'snapshots');
  }

  get blobs(): string {
    return join(this.folder, 'blobs');
  }

  get refs(): string {
    return join(this.folder, 'refs');
  }

  /** Downloads that have not ended. */
  get parts(): string {
    return join(this.folder, ownFolder, 'parts');
  }

  snapshot(commit: string): string {
    return join(this.snapshots, commit);
  }

  /** Where a file of a commit is found by its name. */
  file(commit: string, path: string): string {
    return join(this.snapshot(commit), ...path.split('/'));
  }

  /** The list of verified files of a commit. */
  manifest(commit: string): string {
    return join(this.folder, ownFolder, `${commit}.json`);
  }

  /** Where a file grows: by its content if that is known, so that a new commit goes on with what an older one began. */
  part(commit: string, path: string, hash: string | undefined): string {
    const key = hash ?? createHash('sha256').update(`${commit}/${path}`).digest('hex').slice(0, 40);
    return join(this.parts, `${key}.part`);
  }

  /** The commit that a revision stands for in the cache; `undefined` if it was never fetched. */
  async commitOf(revision: string): Promise<string | undefined> {
    if (isCommit(revision)) return revision;
    try {
      const commit = (await readFile(await insideFolder(this.root, this.#ref(revision)), 'utf8')).trim();
      return isCommit(commit) ? commit : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Notes what a revision stands for now. */
  async writeRef(revision: string, commit: string): Promise<void> {
    if (isCommit(revision) || (await this.commitOf(revision)) === commit) return;
    await writeFileAtomically(await insideFolder(this.root, this.#ref(revision)), [new TextEncoder().encode(commit)]);
  }

  /** Removes files that a killed pull was writing. The caller holds the lock, so nobody is writing any now. */
  async removeTemporaries(): Promise<void> {
    for (const folder of [this.refs, this.snapshots, join(this.folder, ownFolder)]) {
      const names = await namesBelow(folder);
      for (const name of names) if (name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true });
    }
  }

  /** @throws FileError if one of its folders is a link that leads out of the cache. */
  async assertContained(): Promise<void> {
    const own = join(this.folder, ownFolder);
    for (const path of [this.folder, this.blobs, this.snapshots, this.refs, own, this.parts, this.lockPath])
      await insideFolder(this.root, path);
  }

  #ref(revision: string): string {
    return join(this.refs, ...revision.split('/'));
  }
}

async function namesBelow(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileErrorOf(error, 'The cache cannot be read', folder);
  }
}

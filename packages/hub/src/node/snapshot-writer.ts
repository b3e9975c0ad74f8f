import { join } from 'node:path';
import type { DownloadProgress } from '../progress-meter.ts';
import type { Digests } from '../ranges/content-hash.ts';
import type { RepositoryFile } from '../repository/repository-file.ts';
import { shownUrl } from '../shown-url.ts';
import { checkedContent, fetchFile } from './fetch-file.ts';
import { fileRangeSink } from './file-range-sink.ts';
import { fileSize } from './file-size.ts';
import type { HubRepository } from './hub-repository.ts';
import { insideFolder } from './inside-folder.ts';
import { fileIn, type Manifest, type ManifestFile, withFile, writeManifest } from './manifest.ts';
import { placeBlob } from './place-blob.ts';
import type { PullOptions } from './pull-options.ts';
import { linkedHash } from './snapshot-files.ts';

/** How one file is brought. */
export interface BringOptions {
  readonly manifest: Manifest;
  readonly url: string;
  readonly onProgress: (progress: DownloadProgress, isChecking: boolean) => void;
}

/** What came of one file. */
export interface Brought {
  readonly manifest: Manifest;
  readonly isFetched: boolean;
  readonly sizeBytes: number;
}

/** Puts verified files into one snapshot of a repository. */
export class SnapshotWriter {
  readonly #repository: HubRepository;
  readonly #commit: string;
  readonly #options: PullOptions;

  constructor(repository: HubRepository, commit: string, options: PullOptions) {
    this.#repository = repository;
    this.#commit = commit;
    this.#options = options;
  }

  /** Whether a file of this content is in the cache: verified before, or to be verified and named. */
  async isHere(file: RepositoryFile, manifest: Manifest): Promise<boolean> {
    if ((await this.#verifiedBefore(file, manifest)) !== undefined) return true;
    const blob = file.hash && join(this.#repository.blobs, file.hash.hex);
    return blob !== undefined && (await fileSize(blob)) === file.sizeBytes;
  }

  /**
   * Makes sure that a file is in the snapshot under its name, with the content that the hub tells: what is here is used,
   * what another tool brought is hashed first, the rest is fetched.
   */
  async bring(file: RepositoryFile, { manifest, url, onProgress }: BringOptions): Promise<Brought> {
    const known = await this.#verifiedBefore(file, manifest);
    if (known !== undefined) return { manifest, isFetched: false, sizeBytes: known.sizeBytes };
    const found = await this.#verifiedNow(file);
    const { sha256, sizeBytes } = found ?? (await this.#fetch(file, { manifest, url, onProgress }));
    const whole = withFile(manifest, file.path, { sha256, sizeBytes, url: shownUrl(url) });
    await writeManifest(this.#repository.manifest(this.#commit), whole);
    return { manifest: whole, isFetched: found === undefined, sizeBytes };
  }

  async #target({ path }: RepositoryFile): Promise<string> {
    return await insideFolder(this.#repository.root, this.#repository.file(this.#commit, path));
  }

  async #verifiedBefore(file: RepositoryFile, manifest: Manifest): Promise<ManifestFile | undefined> {
    const known = fileIn(manifest, file.path);
    const isSame = file.hash?.kind !== 'sha256' || known?.sha256 === file.hash.hex;
    const isWhole = known !== undefined && isSame && (await fileSize(await this.#target(file))) === known.sizeBytes;
    return isWhole ? known : undefined;
  }

  /** Content that lies under its hash, or under its name, without having been verified here. */
  async #verifiedNow(file: RepositoryFile): Promise<Digests | undefined> {
    const { hash, sizeBytes } = file;
    if (hash === undefined) return undefined;
    const target = await this.#target(file);
    const blob = await insideFolder(this.#repository.root, join(this.#repository.blobs, hash.hex));
    for (const path of [blob, target]) {
      const foundBytes = await fileSize(path);
      if (foundBytes === undefined || (sizeBytes !== undefined && foundBytes !== sizeBytes)) continue;
      const digests = await checkedContent(path, hash, this.#options.signal);
      if (digests === undefined) this.#options.onNotice?.(`${path} was damaged and is fetched again.`);
      if (digests === undefined) continue;
      if (path === blob && (await linkedHash(target))?.hex !== hash.hex) await placeBlob(blob, target);
      await fileRangeSink({ partPath: this.#partOf(file), finalPath: () => blob }).discard();
      return digests;
    }
    return undefined;
  }

  #partOf({ path, hash }: RepositoryFile): string {
    return this.#repository.part(this.#commit, path, hash?.hex);
  }

  async #fetch(file: RepositoryFile, { url, onProgress }: BringOptions): Promise<Digests> {
    const { hash, sizeBytes } = file;
    const blobOf = (sha256: string): string => join(this.#repository.blobs, hash?.hex ?? sha256);
    const result = await fetchFile({
      ...{ url, hash, sizeBytes, onProgress },
      partPath: this.#partOf(file),
      finalPath: blobOf,
      options: this.#options,
    });
    await placeBlob(blobOf(result.sha256), await this.#target(file));
    return result;
  }
}

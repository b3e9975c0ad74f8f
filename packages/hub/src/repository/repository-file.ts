import type { ContentHash } from '../ranges/content-hash.ts';

/** One file of a repository, as far as the hub tells. */
export interface RepositoryFile {
  /** Path inside the repository, parted by `/`; plain names only. */
  readonly path: string;
  readonly sizeBytes: number | undefined;
  readonly hash: ContentHash | undefined;
}

/** A state of a repository. */
export interface Repository {
  /** `undefined` where a mirror does not tell. */
  readonly commit: string | undefined;
  readonly files: readonly RepositoryFile[];
}
